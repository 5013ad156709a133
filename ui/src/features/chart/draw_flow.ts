// Steps: what is left after each, and what flows between them.
import { plural } from "@/components/format";
import { adds } from "./measures";
import { base, heading, tooltip } from "./parts";
import { flowsOf, MOST_STEPS, nameOf, pairsOf, placeOf } from "./paths";
import { type Drawn, number, type Scene, valueWords } from "./scene";
import { tip } from "./tip";
import { cut, figureText, keyText, labelText } from "./words";

interface Step {
  name: string;
  value: number;
  text: string | null;
}

export function drawFunnel(scene: Scene): Drawn {
  const { spec, data, palette, format } = scene;
  const figure = data.columns.length - 1;
  const all: Step[] =
    spec.x === null
      ? data.columns.map(({ name }, i) => ({
          name,
          value: number(data.rows[0]?.[i]) ?? 0,
          text: data.rows[0]?.[i] ?? null,
        }))
      : data.rows.map((row) => ({
          name: keyText(row[0] ?? null, data.columns[0]),
          value: number(row[figure]) ?? 0,
          text: row[figure] ?? null,
        }));
  const steps = all
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, Math.min(12, spec.top));
  const first = steps[0]?.value ?? 1;
  const share = (value: number) => `${((100 * value) / first).toFixed(1)}%`;
  const left = (spec.x === null ? all.length : data.total) - steps.length;
  const option = {
    ...base(palette),
    title: heading(palette, spec.x === null ? "Steps, in % of the first" : `${valueWords(scene)}, in % of the first`),
    tooltip: tooltip(palette, "item", (({ dataIndex }: { dataIndex: number }) => {
      const step = steps[dataIndex];
      const before = steps[dataIndex - 1];
      return tip(step?.name ?? "", [
        { name: "Figure", figure: figureText(step?.text ?? null, format) },
        { name: "Of the first", figure: share(step?.value ?? 0) },
        ...(before
          ? [{ name: "Of the one before", figure: `${((100 * (step?.value ?? 0)) / before.value).toFixed(1)}%` }]
          : []),
      ]);
    }) as (at: never) => HTMLElement),
    series: [
      {
        type: "funnel",
        left: 0,
        width: "44%",
        top: 28,
        bottom: 8,
        min: 0,
        minSize: "2%",
        gap: 2,
        sort: "none",
        data: steps.map(({ name, value }) => ({ name, value, itemStyle: { color: palette.series[0] } })),
        itemStyle: { borderWidth: 0 },
        label: {
          position: "right",
          color: palette.fg1,
          fontSize: 12,
          formatter: ({ dataIndex }: { dataIndex: number }) => {
            const step = steps[dataIndex];
            return step ? `${cut(step.name, 24)}  {of|${labelText(step.text, format)}, ${share(step.value)}}` : "";
          },
          rich: { of: { color: palette.fg3, fontSize: 11 } },
        },
        labelLine: { length: 12, lineStyle: { color: palette.axis } },
        emphasis: { disabled: true },
      },
    ],
  };
  return {
    option,
    notes: left > 0 ? [`${steps.length} of ${all.length} steps are drawn, those with the greatest figures.`] : [],
    sentence: `Funnel of ${plural(steps.length, "step")}, from ${steps[0]?.name ?? "none"} to ${steps.at(-1)?.name ?? "none"}.`,
  };
}

export function drawSankey(scene: Scene): Drawn {
  const { spec, data, palette, format } = scene;
  const figure = data.columns.length - 1;
  const rows = data.rows.slice(0, spec.top);
  const value = (row: (string | null)[]) => number(row[figure]) ?? 0;
  const made =
    spec.series === null
      ? flowsOf(rows.map((row) => [row[0] ?? "", value(row)] as const))
      : pairsOf(
          rows.map(
            (row) =>
              [keyText(row[0] ?? null, data.columns[0]), keyText(row[1] ?? null, data.columns[1]), value(row)] as const,
          ),
        );
  // The same step has the same colour in every place.
  const names = [...new Set(made.nodes.map(nameOf))];
  const colour = (name: string) => palette.series[names.indexOf(name)] ?? palette.other;
  const drawn = new Set(made.flows.flatMap(({ source, target }) => [source, target]));
  const words = (node: string) => cut(nameOf(node), 28);
  const option = {
    ...base(palette),
    title: heading(palette, `${valueWords(scene)} along the ${spec.series === null ? "paths" : "way"}`),
    tooltip: tooltip(palette, "item", (({ dataType, data: at, value: sum }: SankeyAt) =>
      tip(
        dataType === "edge"
          ? `${nameOf(at.source)} to ${nameOf(at.target)}`
          : `${nameOf(at.name)}, step ${placeOf(at.name) + 1}`,
        [{ name: valueWords(scene), figure: figureText(String(sum), format) }],
      )) as (at: never) => HTMLElement),
    series: [
      {
        type: "sankey",
        left: 0,
        right: 120,
        top: 32,
        bottom: 8,
        nodeWidth: 10,
        nodeGap: 14,
        draggable: false,
        data: made.nodes
          .filter((node) => drawn.has(node))
          .map((node) => ({
            name: node,
            depth: placeOf(node),
            itemStyle: { color: colour(nameOf(node)), borderWidth: 0 },
          })),
        links: made.flows,
        lineStyle: { color: palette.other, opacity: 0.28, curveness: 0.5 },
        label: { color: palette.fg1, fontSize: 12, formatter: ({ name }: { name: string }) => words(name) },
        emphasis: { focus: "adjacency", lineStyle: { opacity: 0.5 } },
      },
    ],
  };
  const notes = [
    ...(data.total > rows.length
      ? [`${rows.length} of ${plural(data.total, "path")} are drawn, those with the greatest figures.`]
      : []),
    ...(made.merged > 0 ? [`Steps after the ${MOST_STEPS}th are drawn as one.`] : []),
    ...(made.single > 0
      ? [
          `${plural(made.single, "path")} of a single step ${made.single === 1 ? "flows" : "flow"} nowhere and ${made.single === 1 ? "is" : "are"} not drawn.`,
        ]
      : []),
    ...(adds(spec.value.measure) ? [] : ["Flows add up the rows: whoever is in several is counted in each."]),
  ];
  return {
    option,
    notes,
    sentence: `Flows between ${plural(drawn.size, "step")}, ${plural(made.flows.length, "flow")} in all.`,
  };
}

interface SankeyAt {
  dataType: "edge" | "node";
  data: { source: string; target: string; name: string };
  value: number;
}
