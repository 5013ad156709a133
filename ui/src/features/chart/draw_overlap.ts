// Which sets go together: a bar for each combination over a matrix of the sets.
import { plural } from "@/components/format";
import { adds } from "./measures";
import { base, figureAxis, heading, nameAxis, tooltip } from "./parts";
import { type Drawn, type Scene, valueWords } from "./scene";
import { overlapOf } from "./sets";
import { tip } from "./tip";
import { cut, labelText } from "./words";

const MOST_SETS = 10;
const LINE = 26;

export function drawOverlap(scene: Scene): Drawn {
  const { spec, data, palette, format } = scene;
  const flags = spec.x === null ? spec.columns.slice(0, 8) : [];
  const { sets, combinations } = overlapOf(data.rows, flags);
  const rows = sets.slice(0, MOST_SETS);
  const shown = combinations.slice(0, Math.min(spec.top, 24));
  const names = shown.map(({ sets: own }) => own.join(" and ") || "none of them");
  const figure = (at: number) => labelText(shown[at]?.text ?? String(shown[at]?.value ?? 0), format);
  const isIn = (x: number, set: string) => shown[x]?.sets.includes(set) ?? false;
  const height = rows.length * LINE + 8;
  const left = Math.min(190, Math.max(...rows.map((name) => cut(name, 26).length)) * 6.6 + 12);
  const categories = shown.map((_, i) => String(i));
  const formatter = ({
    dataIndex,
    seriesIndex,
    value,
  }: {
    dataIndex: number;
    seriesIndex: number;
    value: number[];
  }) => {
    const at = seriesIndex === 0 ? dataIndex : (value[0] ?? 0);
    return tip(names[at] ?? "", [{ name: valueWords(scene), figure: figure(at) }]);
  };
  const dots = (on: boolean) =>
    rows.flatMap((set, y) => shown.flatMap((_, x) => (isIn(x, set) === on ? [[x, y]] : [])));
  const dot = (on: boolean) => ({
    type: "scatter",
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: dots(on),
    symbolSize: 10,
    itemStyle: { color: on ? palette.fg2 : palette.grid },
    emphasis: { scale: false },
    z: on ? 4 : 2,
  });
  // A line through the sets of a combination, from its first to its last.
  const lines = shown.flatMap((_, x) => {
    const places = rows.flatMap((set, y) => (isIn(x, set) ? [y] : []));
    const [first, last] = [places[0], places.at(-1)];
    return first === undefined || last === undefined || first === last ? [] : [[x, first, last]];
  });
  const still = { axisLine: { show: false }, axisLabel: { show: false } };
  const option = {
    ...base(palette),
    title: heading(palette, `${valueWords(scene)}, each combination for itself`),
    grid: [
      { left, right: 8, top: 40, bottom: height + 12 },
      { left, right: 8, height, bottom: 0 },
    ],
    xAxis: [
      nameAxis(palette, categories, 0, { axisLabel: { show: false } }),
      nameAxis(palette, categories, 0, { gridIndex: 1, ...still }),
    ],
    yAxis: [
      figureAxis(palette, format),
      nameAxis(palette, rows, 26, { gridIndex: 1, inverse: true, axisLine: { show: false } }),
    ],
    tooltip: tooltip(palette, "item", formatter as (at: never) => HTMLElement),
    series: [
      {
        type: "bar",
        data: shown.map(({ value }) => value),
        barMaxWidth: 30,
        itemStyle: { color: palette.series[0] },
        emphasis: { disabled: true },
        label: {
          show: true,
          position: "top",
          color: palette.fg2,
          fontSize: 11,
          formatter: ({ dataIndex }: { dataIndex: number }) => figure(dataIndex),
        },
        labelLayout: { hideOverlap: true },
      },
      dot(false),
      dot(true),
      {
        type: "custom",
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: lines,
        silent: true,
        z: 3,
        renderItem: (_: unknown, api: RenderApi) => {
          const [x = 0, y1 = 0] = api.coord([api.value(0), api.value(1)]);
          const [, y2 = 0] = api.coord([api.value(0), api.value(2)]);
          return { type: "line", shape: { x1: x, y1, x2: x, y2 }, style: { stroke: palette.fg2, lineWidth: 2 } };
        },
      },
    ],
  };
  const notes = [
    ...(shown.length < combinations.length
      ? [`${shown.length} of ${combinations.length} combinations are drawn, the greatest.`]
      : []),
    ...(rows.length < sets.length ? [`${rows.length} of ${sets.length} sets are drawn.`] : []),
    ...(data.total > data.rows.length ? [`Only ${data.rows.length} of ${data.total} combinations were read.`] : []),
    ...(!adds(spec.value.measure) && combinations.some(({ text }) => text === null)
      ? ["Rows of the same sets are added up."]
      : []),
  ];
  const greatest = shown[0] ? ` The greatest is ${names[0]} with ${figure(0)}.` : "";
  return {
    option,
    notes,
    sentence: `${plural(shown.length, "combination")} of ${plural(rows.length, "set")}.${greatest}`,
  };
}

interface RenderApi {
  value: (place: number) => number;
  coord: (at: number[]) => number[];
}
