import type { View } from "@/features/result/view";
import { drawBar, drawLine, drawPie } from "./draw_axis";
import { drawFunnel, drawSankey } from "./draw_flow";
import { drawMap } from "./draw_map";
import { drawOverlap } from "./draw_overlap";
import { drawBox, drawHeat, drawHistogram, drawScatter } from "./draw_spread";
import type { ChartKind } from "./kinds";
import type { Drawn, Scene } from "./scene";
import { formatFor } from "./words";

const DRAW: Record<Exclude<ChartKind, "number">, (scene: Scene) => Drawn> = {
  line: drawLine,
  area: drawLine,
  bar: drawBar,
  pie: drawPie,
  scatter: drawScatter,
  histogram: drawHistogram,
  box: drawBox,
  heat: drawHeat,
  funnel: drawFunnel,
  sankey: drawSankey,
  overlap: drawOverlap,
  map: drawMap,
};

/** The picture of a spec; figures that are read as texts have none. */
export const draw = (scene: Scene): Drawn | null =>
  scene.spec.kind === "number" ? null : DRAW[scene.spec.kind](scene);

/** The same with figures as the grid of the query shows them; none where there is nothing to draw. */
export function drawnOf({ view, ...of }: Omit<Scene, "format" | "second"> & { view: View }): Drawn | null {
  if (of.data.rows.length === 0) return null;
  const { value, second } = of.spec;
  return draw({
    ...of,
    format: formatFor(value, of.columns, view),
    second: second ? formatFor(second, of.columns, view) : "thousands",
  });
}
