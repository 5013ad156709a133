// Lines, areas and bars.
import { formatNumber, plural } from "@/components/format";
import { base, colourOf, figureAxis, grid, heading, legend, nameAxis, room, timeAxis, tooltip } from "./parts";
import {
  axisNames,
  type Drawn,
  isTime,
  type Matrix,
  matrixOf,
  number,
  type Scene,
  type Series,
  valueWords,
} from "./scene";
import { tip } from "./tip";
import { cut, figureText, keyText, labelText } from "./words";

interface At {
  dataIndex: number;
  seriesIndex: number;
}

const byWords = ({ spec }: Scene): string => (spec.unit ? `${spec.unit} of ${spec.x}` : (spec.x ?? ""));

function sentenceOf(scene: Scene, { labels, series }: Matrix, what: string): string {
  const { spec } = scene;
  const by = `${what} of ${valueWords(scene)} by ${byWords(scene)}`;
  const span = labels.length > 1 ? `, from ${labels[0]} to ${labels.at(-1)}` : "";
  const each = spec.series ? `, ${plural(series.length, "series", "series")} of ${spec.series}` : "";
  const figures = series[0]?.cells.flatMap((cell) => number(cell) ?? []) ?? [];
  const ends =
    !spec.series && figures.length > 0
      ? ` The greatest is ${figureText(String(Math.max(...figures)), scene.format)}, the least ${figureText(String(Math.min(...figures)), scene.format)}.`
      : "";
  return `${by}: ${plural(labels.length, "point")}${isTime(scene) ? span : ""}${each}.${ends}`;
}

function axisTip(scene: Scene, { labels, series }: Matrix) {
  return (all: At[]) => {
    const at = all[0]?.dataIndex ?? 0;
    const lines = series.map((each, i) => ({
      name: each.name,
      figure: figureText(each.cells[at] ?? null, scene.format),
      colour: colourOf(scene.palette, i, each.rest),
    }));
    return tip(labels[at] ?? "", lines);
  };
}

/** The instant of a day or a moment, as if it were in UTC: no time zone makes it another day. */
const instant = (key: string | null): number =>
  Date.parse(`${(key ?? "").trim().replace(" ", "T").replace(/Z$/, "")}${/\d:\d/.test(key ?? "") ? "Z" : ""}`);

const YEAR = 300 * 86_400_000;

export function drawLine(scene: Scene): Drawn {
  const { spec, palette, format } = scene;
  const matrix = matrixOf(scene, palette.series.length);
  const { keys, labels, series, notes } = matrix;
  const area = spec.kind === "area";
  const at = keys.map(instant);
  const time = isTime(scene) && at.every((each) => !Number.isNaN(each));
  const several = series.length > 1;
  const option = {
    ...base(palette),
    useUTC: true,
    title: heading(palette, valueWords(scene)),
    grid: grid({
      right: several
        ? room(
            series.map(({ name }) => cut(name, 22)),
            150,
          )
        : 24,
    }),
    xAxis: time
      ? timeAxis(palette, (at.at(-1) ?? 0) - (at[0] ?? 0) > YEAR || /month|quarter|year/.test(spec.unit ?? ""), at)
      : nameAxis(palette, labels, 16, { boundaryGap: false }),
    yAxis: figureAxis(palette, format, { scale: !area && !several }),
    tooltip: tooltip(palette, "axis", axisTip(scene, matrix)),
    series: series.map(({ name, cells, rest }, i) => {
      const colour = colourOf(palette, i, rest);
      return {
        type: "line",
        name,
        data: cells.map((cell, place) => (time ? [at[place], number(cell)] : number(cell))),
        color: colour,
        lineStyle: { width: 1.5, color: colour, ...(rest && { type: "dashed" }) },
        symbol: "circle",
        symbolSize: 4,
        showSymbol: labels.length <= 40,
        ...(area && { areaStyle: { color: colour, opacity: spec.stacked ? 0.6 : 0.12 } }),
        ...(area && spec.stacked && { stack: "all" }),
        emphasis: { disabled: true },
        // Which line is which is said where it ends, so that nobody has to tell colours apart.
        endLabel: {
          show: several,
          color: palette.fg2,
          fontSize: 11,
          distance: 6,
          formatter: () => cut(name, 22),
        },
        labelLayout: { moveOverlap: "shiftY" },
      };
    }),
  };
  return { option, notes, sentence: sentenceOf(scene, matrix, area ? "Areas" : "Line") };
}

export function drawBar(scene: Scene): Drawn {
  const { spec, palette, format } = scene;
  const time = isTime(scene);
  const matrix = matrixOf(scene, palette.series.length);
  const { labels, series, notes } = matrix;
  const longest = Math.max(0, ...labels.map((label) => label.length));
  // Long names are read more easily beside bars that lie.
  const lying = !time && (longest > 10 || labels.length > 14);
  const several = series.length > 1;
  const names = nameAxis(palette, axisNames(scene, labels), lying ? 34 : 14, lying ? { inverse: true } : {});
  const figures = figureAxis(palette, format);
  const few = !several && labels.length <= (lying ? 30 : 12);
  const bar = ({ name, cells, rest }: Series, i: number) => ({
    type: "bar",
    name,
    data: cells.map(number),
    color: colourOf(palette, i, rest),
    barMaxWidth: lying ? 16 : 36,
    barCategoryGap: lying ? "36%" : "30%",
    barGap: "8%",
    ...(several && spec.stacked && { stack: "all" }),
    emphasis: { disabled: true },
    ...(few && {
      label: {
        show: true,
        position: lying ? "right" : "top",
        color: palette.fg2,
        fontSize: 11,
        formatter: ({ dataIndex }: At) => labelText(cells[dataIndex] ?? null, format),
      },
      labelLayout: { hideOverlap: true },
    }),
  });
  const option = {
    ...base(palette),
    title: heading(palette, valueWords(scene)),
    ...(several && {
      legend: legend(
        palette,
        series.map(({ name }) => name),
      ),
    }),
    grid: grid({ top: several ? 46 : 28, right: lying ? 72 : 16 }),
    xAxis: lying ? figures : names,
    yAxis: lying ? names : figures,
    tooltip: {
      ...tooltip(palette, "axis", axisTip(scene, matrix)),
      axisPointer: { type: "shadow", shadowStyle: { color: palette.grid, opacity: 0.5 } },
    },
    series: series.map(bar),
  };
  return { option, notes, sentence: sentenceOf(scene, matrix, "Bars") };
}

export function drawPie(scene: Scene): Drawn {
  const { spec, data, palette, format } = scene;
  const figure = data.columns.length - 1;
  const all = [...data.rows].sort((a, b) => (number(b[figure]) ?? 0) - (number(a[figure]) ?? 0));
  const positive = all.filter((row) => (number(row[figure]) ?? 0) > 0);
  const most = Math.min(spec.top, palette.series.length);
  const shown = positive.slice(0, positive.length === most + 1 ? most + 1 : most);
  const rest = positive.slice(shown.length);
  const sum = rest.reduce((made, row) => made + (number(row[figure]) ?? 0), 0);
  const parts = shown.map((row, i) => ({
    name: keyText(row[0] ?? null, data.columns[0]),
    value: number(row[figure]) ?? 0,
    text: figureText(row[figure] ?? null, format),
    short: labelText(row[figure] ?? null, format),
    itemStyle: { color: colourOf(palette, i, i >= palette.series.length) },
  }));
  if (rest.length > 0) {
    const value = Number(sum.toPrecision(12));
    parts.push({
      name: `other ${formatNumber(rest.length)}`,
      value,
      text: figureText(String(value), format),
      short: labelText(String(value), format),
      itemStyle: { color: palette.other },
    });
  }
  const whole = parts.reduce((made, { value }) => made + value, 0);
  const share = (value: number) => `${((100 * value) / whole).toFixed(1)}%`;
  const notes = [
    ...(rest.length > 0 ? [`“other ${rest.length}” is what remains beyond the ${shown.length} greatest parts.`] : []),
    ...(positive.length < all.length ? ["Parts that are zero, negative or empty are not drawn."] : []),
    ...(data.total > all.length ? [`Only the ${all.length} greatest of ${data.total} values were read.`] : []),
  ];
  const option = {
    ...base(palette),
    title: heading(palette, valueWords(scene)),
    tooltip: tooltip(palette, "item", (({ data: part }: { data: (typeof parts)[0] }) =>
      tip(part.name, [{ name: share(part.value), figure: part.text, colour: part.itemStyle.color }])) as (
      at: never,
    ) => HTMLElement),
    series: [
      {
        type: "pie",
        radius: ["36%", "58%"],
        center: ["50%", "53%"],
        data: parts,
        itemStyle: { borderColor: palette.surface, borderWidth: 1 },
        emphasis: { scale: false },
        labelLine: { length: 8, length2: 8, lineStyle: { color: palette.axis } },
        label: {
          color: palette.fg1,
          fontSize: 12,
          lineHeight: 16,
          formatter: ({ data: part }: { data: (typeof parts)[0] }) =>
            `${cut(part.name, 20)}\n{share|${share(part.value)}, ${part.short}}`,
          rich: { share: { color: palette.fg3, fontSize: 11, lineHeight: 16 } },
        },
      },
    ],
  };
  const greatest = parts[0] ? ` The greatest is ${parts[0].name} with ${share(parts[0].value)}.` : "";
  return { option, notes, sentence: `Parts of ${valueWords(scene)} by ${spec.x}: ${parts.length}.${greatest}` };
}
