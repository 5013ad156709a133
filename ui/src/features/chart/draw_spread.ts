// How figures are spread: points, parts of equal width, quartiles, and the heat of two columns.
import { plural } from "@/components/format";
import { ofWords } from "@/features/result/grouping";
import { base, figureAxis, grid, heading, heatScale, nameAxis, tooltip } from "./parts";
import { axisNames, type Drawn, matrixOf, number, ordered, type Scene, valueWords } from "./scene";
import { tip } from "./tip";
import { axisText, cut, figureText, keyText } from "./words";

interface At {
  dataIndex: number;
}

export function drawScatter(scene: Scene): Drawn {
  const { spec, data, columns, palette, format, second } = scene;
  const raw = spec.x === null;
  const place = (name: string | null | undefined) => columns.findIndex((column) => column.name === name);
  const across = raw ? place(spec.second?.column) : data.keys;
  const up = raw ? place(spec.value.column) : data.keys + 1;
  const points = data.rows.flatMap((row) => {
    const [right, high] = [number(row[across]), number(row[up])];
    return right === null || high === null ? [] : [{ row, value: [right, high] }];
  });
  const rightWords = raw ? (spec.second?.column ?? "") : spec.second ? ofWords(spec.second) : "";
  const upWords = raw ? (spec.value.column ?? "") : valueWords(scene);
  const rights = points.map(({ value }) => value[0] ?? 0);
  const middle = (Math.max(...rights) + Math.min(...rights)) / 2;
  const named = !raw && points.length <= 16;
  const name = (row: (string | null)[]) => keyText(row[0] ?? null, data.columns[0]);
  const formatter = ({ dataIndex }: At) => {
    const row = points[dataIndex]?.row ?? [];
    return tip(raw ? `Point ${dataIndex + 1}` : name(row), [
      { name: rightWords, figure: figureText(row[across] ?? null, second) },
      { name: upWords, figure: figureText(row[up] ?? null, format) },
    ]);
  };
  const left = data.rows.length - points.length;
  const option = {
    ...base(palette),
    title: heading(palette, upWords),
    grid: grid({ bottom: 22, right: 24 }),
    xAxis: figureAxis(palette, second, {
      scale: true,
      name: rightWords,
      nameLocation: "end",
      nameTextStyle: { color: palette.fg3, fontSize: 11, align: "right", verticalAlign: "top", padding: [22, 0, 0, 0] },
    }),
    yAxis: figureAxis(palette, format, { scale: true }),
    tooltip: tooltip(palette, "item", formatter as (at: never) => HTMLElement),
    series: [
      {
        type: "scatter",
        // A name stands on the side where there is room for it.
        data: points.map(({ value }) => ({
          value,
          label: { position: (value[0] ?? 0) > middle ? "left" : "right" },
        })),
        symbolSize: points.length > 400 ? 5 : 8,
        itemStyle: { color: palette.series[0], opacity: points.length > 100 ? 0.55 : 0.85 },
        emphasis: { scale: false },
        label: {
          show: named,
          color: palette.fg2,
          fontSize: 11,
          formatter: ({ dataIndex }: At) => cut(name(points[dataIndex]?.row ?? []), 24),
        },
        labelLayout: { hideOverlap: true },
      },
    ],
  };
  const notes = [
    ...(data.total > data.rows.length
      ? [`The first ${data.rows.length} of ${plural(data.total, "point")} are drawn.`]
      : []),
    ...(left > 0 ? [`${plural(left, "point")} without both numbers are not drawn.`] : []),
  ];
  return {
    option,
    notes,
    sentence: `${plural(points.length, "point")}: ${rightWords} to the right, ${upWords} upwards.`,
  };
}

export function drawHistogram(scene: Scene): Drawn {
  const { spec, data, palette } = scene;
  const column = scene.columns.find(({ name }) => name === spec.x);
  const word = (text: string | null) => keyText(text, column);
  const short = (text: string | null) => {
    const n = number(text);
    return column?.kind === "number" && n !== null ? axisText(n, scene.format) : word(text);
  };
  const spans = data.rows.map(([from = null, to = null]) =>
    from === to ? word(from) : `${word(from)} to ${word(to)}`,
  );
  const counts = data.rows.map((row) => number(row[2]) ?? 0);
  const formatter = (all: At[]) => {
    const at = all[0]?.dataIndex ?? 0;
    return tip(spans[at] ?? "", [{ name: "Rows", figure: figureText(data.rows[at]?.[2] ?? null, "thousands") }]);
  };
  const option = {
    ...base(palette),
    title: heading(palette, "rows"),
    grid: grid({ bottom: 22 }),
    xAxis: nameAxis(
      palette,
      data.rows.map((row) => short(row[0] ?? null)),
      14,
      {
        name: spec.x ?? "",
        nameLocation: "end",
        nameTextStyle: {
          color: palette.fg3,
          fontSize: 11,
          align: "right",
          verticalAlign: "top",
          padding: [22, 0, 0, 0],
        },
      },
    ),
    yAxis: figureAxis(palette, "thousands", { minInterval: 1 }),
    tooltip: {
      ...tooltip(palette, "axis", formatter as (at: never) => HTMLElement),
      axisPointer: { type: "shadow", shadowStyle: { color: palette.grid, opacity: 0.5 } },
    },
    series: [
      {
        type: "bar",
        data: counts,
        barCategoryGap: "4%",
        itemStyle: { color: palette.series[0] },
        emphasis: { disabled: true },
      },
    ],
  };
  const most = counts.indexOf(Math.max(...counts));
  return {
    option,
    notes: [],
    sentence: `Rows by ${spec.x} in ${plural(spans.length, "part")}; most are at ${spans[most] ?? "none"}.`,
  };
}

export function drawBox(scene: Scene): Drawn {
  const { spec, data, palette, format } = scene;
  const { rows, notes } = ordered(scene, data.keys + 2);
  const names = rows.map((row) => keyText(row[0] ?? null, data.columns[0]));
  const column = spec.value.column ?? "";
  const five = ["Least", "Lower quartile", "Median", "Upper quartile", "Greatest"];
  const formatter = ({ dataIndex }: At) =>
    tip(
      names[dataIndex] ?? "",
      five
        .map((word, i) => ({ name: word, figure: figureText(rows[dataIndex]?.[data.keys + i] ?? null, format) }))
        .reverse(),
    );
  const option = {
    ...base(palette),
    title: heading(palette, `${column}: least, quartiles and greatest`),
    grid: grid({ right: 24 }),
    xAxis: figureAxis(palette, format, { scale: true }),
    yAxis: nameAxis(palette, names, 34, { inverse: true }),
    tooltip: tooltip(palette, "item", formatter as (at: never) => HTMLElement),
    series: [
      {
        type: "boxplot",
        data: rows.map((row) => five.map((_, i) => number(row[data.keys + i]))),
        boxWidth: [6, 18],
        itemStyle: { color: palette.seq[1], borderColor: palette.series[0], borderWidth: 1.5 },
        emphasis: { disabled: true },
      },
    ],
  };
  return { option, notes, sentence: `Spread of ${column} by ${spec.x}: ${plural(names.length, "box", "boxes")}.` };
}

export function drawHeat(scene: Scene): Drawn {
  const { spec, palette, format } = scene;
  const { labels, series, notes } = matrixOf(scene, 30);
  const cells = series.flatMap(({ cells: own }, y) =>
    own.flatMap((cell, x) => {
      const n = number(cell);
      return n === null ? [] : [[x, y, n]];
    }),
  );
  const figures = cells.map(([, , n = 0]) => n);
  const [low, high] = [Math.min(0, ...figures), Math.max(...figures)];
  const formatter = ({ value: [x = 0, y = 0] }: { value: number[] }) =>
    tip(`${labels[x]}, ${series[y]?.name}`, [
      { name: valueWords(scene), figure: figureText(series[y]?.cells[x] ?? null, format) },
    ]);
  const option = {
    ...base(palette),
    title: heading(palette, valueWords(scene)),
    grid: grid({ right: 4, bottom: 36 }),
    xAxis: nameAxis(palette, axisNames(scene, labels), 14, { axisLine: { show: false } }),
    yAxis: nameAxis(
      palette,
      series.map(({ name }) => name),
      28,
      { inverse: true, axisLine: { show: false } },
    ),
    visualMap: heatScale(palette, format, low, high),
    tooltip: tooltip(palette, "item", formatter as (at: never) => HTMLElement),
    series: [
      {
        type: "heatmap",
        data: cells,
        itemStyle: { borderColor: palette.surface, borderWidth: 1 },
        emphasis: { disabled: true },
      },
    ],
  };
  const sentence = `Heat map of ${valueWords(scene)}: ${plural(labels.length, "value")} of ${spec.x} across, ${plural(series.length, "row")} of ${spec.series}. The greatest is ${figureText(String(high), format)}.`;
  return { option, notes, sentence };
}
