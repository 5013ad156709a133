// The parts of which charts are built: axes, legend, the title of a figure, the tip. All colours come from the palette.
import type { Format } from "@/features/result/format";
import type { Palette } from "./palette";
import { axisText, cut } from "./words";

type Option = Record<string, unknown>;

const TEXT = 11;

export const base = (palette: Palette): Option => ({
  animation: false,
  color: [...palette.series],
  textStyle: { fontFamily: palette.font, fontSize: TEXT, color: palette.fg2 },
});

export const tooltip = (palette: Palette, trigger: "axis" | "item", formatter: (at: never) => HTMLElement): Option => ({
  trigger,
  confine: true,
  transitionDuration: 0,
  backgroundColor: palette.raised,
  borderColor: palette.line,
  borderWidth: 1,
  borderRadius: 8,
  padding: [6, 10],
  axisPointer: { type: "line", lineStyle: { color: palette.axis, type: "solid" }, label: { show: false } },
  formatter,
});

/** What an axis counts, above it at the left. */
export const heading = (palette: Palette, text: string, more: Option = {}): Option => ({
  text,
  left: 0,
  top: 2,
  padding: 0,
  textStyle: { color: palette.fg3, fontSize: TEXT, fontWeight: "normal", fontFamily: palette.font },
  ...more,
});

export const grid = (more: Option = {}): Option => ({
  left: 4,
  right: 16,
  top: 30,
  bottom: 4,
  outerBoundsMode: "same",
  outerBoundsContain: "axisLabel",
  ...more,
});

export const figureAxis = (palette: Palette, format: Format, more: Option = {}): Option => ({
  type: "value",
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: palette.grid } },
  splitNumber: 4,
  axisLabel: { color: palette.fg3, fontSize: TEXT, formatter: (n: number) => axisText(n, format), hideOverlap: true },
  ...more,
});

export const nameAxis = (palette: Palette, names: readonly string[], most: number, more: Option = {}): Option => ({
  type: "category",
  data: [...names],
  axisLine: { lineStyle: { color: palette.axis } },
  axisTick: { show: false },
  axisLabel: {
    color: palette.fg2,
    fontSize: TEXT,
    hideOverlap: true,
    formatter: (name: string) => cut(name, most),
  },
  ...more,
});

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** Points of time that are so few are named each, or every second, third and so on: weeks would else be named by other days. */
const FEW = 60;
const NAMED = 14;

function named(at: readonly number[]): number[] {
  const every = Math.ceil(at.length / NAMED);
  return at.filter((_, i) => i % every === 0);
}

/** `at`: the instants of the points, in order. */
export const timeAxis = (palette: Palette, long: boolean, at: readonly number[]): Option => ({
  type: "time",
  axisLine: { lineStyle: { color: palette.axis } },
  axisTick: { show: false },
  splitLine: { show: false },
  axisLabel: {
    color: palette.fg3,
    fontSize: TEXT,
    hideOverlap: true,
    ...(at.length <= FEW && { customValues: named(at) }),
    formatter: (at: number) => (long ? MONTH : DAY).format(at),
  },
});

export const legend = (palette: Palette, names: readonly string[]): Option => ({
  type: "scroll",
  data: [...names],
  top: 20,
  left: 0,
  padding: 0,
  itemWidth: 8,
  itemHeight: 8,
  itemGap: 14,
  icon: "rect",
  selectedMode: false,
  formatter: (name: string) => cut(name, 28),
  textStyle: { color: palette.fg2, fontSize: TEXT },
  pageTextStyle: { color: palette.fg3 },
  pageIconColor: palette.fg2,
  pageIconInactiveColor: palette.axis,
});

/** The colour of a series by its place. */
export const colourOf = (palette: Palette, place: number, rest: boolean): string =>
  rest ? palette.other : (palette.series[place % palette.series.length] ?? palette.other);

/** Room for names at the end of lines, in pixels. */
export const room = (names: readonly string[], most: number): number =>
  Math.min(most, Math.max(0, ...names.map((name) => name.length)) * 6.4 + 14);

/** What the tints of a heat map or a map stand for, below it at the left. */
export const heatScale = (palette: Palette, format: Format, low: number, high: number): Option => ({
  type: "continuous",
  min: low,
  max: high > low ? high : low + 1,
  orient: "horizontal",
  left: 0,
  bottom: 0,
  itemWidth: 8,
  itemHeight: 120,
  calculable: false,
  inRange: { color: [...palette.seq] },
  text: [axisText(high, format), axisText(low, format)],
  textStyle: { color: palette.fg3, fontSize: TEXT },
});
