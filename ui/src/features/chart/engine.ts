// The drawing library, of which only this much is taken. It is a chunk of its own, read when the first chart is shown.
import {
  BarChart,
  BoxplotChart,
  CustomChart,
  FunnelChart,
  HeatmapChart,
  LineChart,
  MapChart,
  PieChart,
  SankeyChart,
  ScatterChart,
} from "echarts/charts";
import {
  GeoComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import * as echarts from "echarts/core";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer, SVGRenderer } from "echarts/renderers";
import type { MapOf } from "./map_places";
import { mapShapes } from "./map_shapes";

echarts.use([
  BarChart,
  BoxplotChart,
  CustomChart,
  FunnelChart,
  HeatmapChart,
  LineChart,
  MapChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  GeoComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  LabelLayout,
  SVGRenderer,
  CanvasRenderer,
]);

export type Option = Record<string, unknown>;

export interface Size {
  width: number;
  height: number;
}

/** Reads the outlines of a map, once. */
async function readMap(map: MapOf | undefined): Promise<void> {
  if (map && !echarts.getMap(map)) echarts.registerMap(map, (await mapShapes(map)) as never);
}

export function begin(element: HTMLElement) {
  const chart = echarts.init(element, null, { renderer: "svg" });
  let turn = 0;
  return {
    set: async (option: Option, map?: MapOf) => {
      turn += 1;
      const mine = turn;
      await readMap(map);
      // Another picture may be wanted by now, or none.
      if (mine === turn && !chart.isDisposed()) chart.setOption(option, { notMerge: true });
    },
    resize: () => chart.resize(),
    end: () => chart.dispose(),
  };
}

const EDGE = 16;

/** The picture as the text of an SVG file. */
export async function svgOf(option: Option, size: Size, background: string, map?: MapOf): Promise<string> {
  await readMap(map);
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, ...size });
  chart.setOption({ ...option, backgroundColor: background, tooltip: { show: false } });
  const text = chart.renderToSVGString();
  chart.dispose();
  return text;
}

/** The picture in twice its pixels. It is painted anew: the window's policy keeps a drawing from being read as an image. */
export function canvasOf(option: Option, { width, height }: Size, background: string): HTMLCanvasElement {
  const element = document.createElement("div");
  const chart = echarts.init(element, null, { renderer: "canvas", devicePixelRatio: 2, width, height });
  chart.setOption({ ...option, tooltip: { show: false } });
  const drawn = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: background });
  const framed = document.createElement("canvas");
  framed.width = drawn.width + 4 * EDGE;
  framed.height = drawn.height + 4 * EDGE;
  const paint = framed.getContext("2d");
  if (paint) {
    paint.fillStyle = background;
    paint.fillRect(0, 0, framed.width, framed.height);
    paint.drawImage(drawn, 2 * EDGE, 2 * EDGE);
  }
  chart.dispose();
  return framed;
}
