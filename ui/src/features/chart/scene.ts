// What every kind of chart begins with: the figures of its data by name, what is drawn of them, and what is left out in words.
import type { GridColumn } from "@/features/result/columns";
import type { Format } from "@/features/result/format";
import { ofWords } from "@/features/result/grouping";
import type { ChartData } from "./ask";
import type { MapOf } from "./map_places";
import { adds } from "./measures";
import type { Palette } from "./palette";
import type { ChartSpec } from "./spec";
import { keyText } from "./words";

export interface Scene {
  spec: ChartSpec;
  data: ChartData;
  /** Of the result. */
  columns: readonly GridColumn[];
  palette: Palette;
  /** How figures of the value are shown. */
  format: Format;
  second: Format;
}

export interface Drawn {
  option: Record<string, unknown>;
  /** What is not in the picture. */
  notes: string[];
  /** What the picture shows, for those who do not see it. */
  sentence: string;
  /** The map it is drawn on. */
  map?: MapOf;
}

export interface Series {
  name: string;
  cells: (string | null)[];
  /** Whether it stands for several. */
  rest: boolean;
}

export interface Matrix {
  /** The keys as they came. */
  keys: (string | null)[];
  /** The keys as they are shown. */
  labels: string[];
  series: Series[];
  notes: string[];
}

export const number = (text: string | null | undefined): number | null =>
  text === null || text === undefined || text === "" || Number.isNaN(Number(text)) ? null : Number(text);

export const total = (cells: readonly (string | null)[]): number =>
  cells.reduce((sum, cell) => sum + (number(cell) ?? 0), 0);

const collator = new Intl.Collator("en", { numeric: true });
const count = new Intl.NumberFormat("en-US");

export const isTime = ({ spec, columns }: Pick<Scene, "spec" | "columns">): boolean =>
  columns.find(({ name }) => name === spec.x)?.kind === "day";

/** `cost` of `sum of cost`, with the way it was taken. */
export const valueWords = ({ spec }: Pick<Scene, "spec">): string => ofWords(spec.value);

/** The rows in the order in which they are drawn, as many as are wanted. */
export function ordered(scene: Scene, figure: number): { rows: (string | null)[][]; notes: string[] } {
  const { spec, data } = scene;
  const time = isTime(scene);
  const byKey = (a: (string | null)[], b: (string | null)[]) => collator.compare(a[0] ?? "", b[0] ?? "");
  const byFigure = (a: (string | null)[], b: (string | null)[]) =>
    (number(b[figure]) ?? Number.NEGATIVE_INFINITY) - (number(a[figure]) ?? Number.NEGATIVE_INFINITY);
  const byName = time || spec.sort === "name";
  const rows = [...data.rows].sort(byName ? byKey : byFigure).slice(0, time ? undefined : spec.top);
  if (rows.length === data.total) return { rows, notes: [] };
  const which = time || byName ? "the first" : `those with the greatest ${data.columns[figure]?.name ?? ""}`;
  const what = time ? "points" : `values of ${spec.x}`;
  return { rows, notes: [`${count.format(rows.length)} of ${count.format(data.total)} ${what} are drawn, ${which}.`] };
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric", timeZone: "UTC" });

/** A key as it is shown: the first day of a month stands for all of it. */
export function labelOf({ spec, data }: Pick<Scene, "spec" | "data">, key: string | null): string {
  const day = /^(\d{4})-(\d{2})-\d{2}/.exec(key ?? "");
  if (day && spec.unit === "year") return day[1] ?? "";
  if (day && spec.unit === "quarter") return `Q${Math.ceil(Number(day[2]) / 3)} ${day[1]}`;
  if (day && spec.unit === "month") return MONTH.format(Date.parse(`${day[1]}-${day[2]}-01`));
  const word = keyText(key, data.columns[0]);
  return day && spec.unit === "week" ? `week of ${word}` : word;
}

/** Names for an axis of days: the year is said once, in the tip, where all are of one. */
export function axisNames(scene: Scene, labels: readonly string[]): string[] {
  const year = / \d{4}$/.exec(labels[0] ?? "")?.[0];
  const short = isTime(scene) && year !== undefined && labels.every((label) => label.endsWith(year));
  return labels.map((label) => (short ? label.slice(0, -year.length) : label).replace(/^week of /, ""));
}

const head = (name: string): string => name.slice(0, Math.max(0, name.lastIndexOf(" · ")));

/** The values of X by the series, with as many series as there are colours; what remains of sums becomes one more. */
export function matrixOf(scene: Scene, most: number): Matrix {
  const { spec, data } = scene;
  const last = data.columns.length - 1;
  const { rows, notes } = ordered(scene, last);
  const keys = rows.map((row) => row[0] ?? null);
  const labels = keys.map((key) => labelOf(scene, key));
  const cellsOf = (column: number) => rows.map((row) => row[column] ?? null);
  if (spec.series === null) {
    return { keys, labels, series: [{ name: valueWords(scene), cells: cellsOf(last), rest: false }], notes };
  }
  const all = data.columns
    .map((column, i) => ({ name: head(column.name) || column.name, cells: cellsOf(i), rest: false }))
    .slice(data.keys, last);
  const ranked = [...all].sort((a, b) => total(b.cells) - total(a.cells));
  const shown = ranked.slice(0, most);
  const others = ranked.length - shown.length + data.leftOut;
  if (others === 0) return { keys, labels, series: shown, notes };
  if (!adds(spec.value.measure)) {
    const said = `${shown.length} of ${count.format(others + shown.length)} values of ${spec.series} are drawn, those with the greatest figures.`;
    return { keys, labels, series: shown, notes: [...notes, `${said} Figures of the others cannot be added up.`] };
  }
  const rest = rows.map((row, i) => {
    const left = (number(row[last]) ?? 0) - shown.reduce((sum, each) => sum + (number(each.cells[i]) ?? 0), 0);
    return String(Number(left.toPrecision(12)));
  });
  const said = `“other ${count.format(others)}” is what remains of ${spec.series} beyond its ${shown.length} greatest values.`;
  const other = { name: `other ${count.format(others)}`, cells: rest, rest: true };
  return { keys, labels, series: [...shown, other], notes: [...notes, said] };
}
