// Figures and names as a chart shows them: those of tips as the grid does, those along an axis shortened.
import type { GridColumn } from "@/features/result/columns";
import { type Format, rounded, shownText, usualFormat } from "@/features/result/format";
import type { GroupOf } from "@/features/result/grouping";
import { formatOf, type View } from "@/features/result/view";
import type { Ask, ChartData } from "./ask";

const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
const small = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

const shortNumber = (n: number): string =>
  (Math.abs(n) < 1 ? small.format(n) : compact.format(n)).replace("K", "k").replace("-", "\u2212");

/** How the figures of a value are shown: as its column is in the grid. */
export function formatFor({ measure, column: name }: GroupOf, columns: readonly GridColumn[], view: View): Format {
  const column = columns.find((each) => each.name === name);
  return !column || measure === "rows" || measure === "distinct" ? "thousands" : formatOf(view, column);
}

const NUMBER: GridColumn = { name: "", data_type: "DOUBLE", kind: "number", numeric: true };

interface Asked {
  ask: Ask;
  data: ChartData | undefined;
  /** Of the result. */
  columns: readonly GridColumn[];
  view: View;
}

/** How the figures of a column of a chart's data are shown, by its place. */
export function figureFormat(place: number, { ask, data, columns, view }: Asked): Format {
  const own = data?.columns[place];
  if (ask.how === "profile" || !own) return "thousands";
  if (ask.how === "rows") return columns[place] ? usualFormat(columns[place]) : "thousands";
  // With a column across, all figures are of the one value.
  const value = ask.values.length === 1 ? ask.values[0] : ask.values[place - (data?.keys ?? 0)];
  return value ? formatFor(value, columns, view) : "thousands";
}

export const figureText = (text: string | null, format: Format, column: GridColumn = NUMBER): string =>
  text === null ? "none" : shownText(text, { ...column, name: "" }, format);

export function axisText(n: number, format: Format): string {
  if (format === "percent") return `${shortNumber(n * 100)}%`;
  const sign = format.startsWith("money:") ? (/^[^\d]*/.exec(shownText("0", NUMBER, format))?.[0] ?? "") : "";
  const words = shortNumber(n);
  return words.startsWith("\u2212") ? `\u2212${sign}${words.slice(1)}` : sign + words;
}

/** A figure that stands in the picture: without more places than one can take in. */
export function labelText(text: string | null, format: Format): string {
  const n = Number(text);
  if (text === null || text === "" || !Number.isFinite(n) || format === "percent") return figureText(text, format);
  return Math.abs(n) >= 100 && format === "thousands"
    ? figureText(rounded(text, 0), format)
    : figureText(/\.\d{3,}/.test(text) && Math.abs(n) >= 1 ? rounded(text, 2) : text, format);
}

/** A key: a day in words, all else as it is. */
export function keyText(text: string | null, column: GridColumn | undefined): string {
  if (text === null || text === "") return "empty";
  if (column?.kind === "day") return shownText(text.replace(/[ T]00:00:00(\.0+)?Z?$/, ""), column, "date");
  return column?.kind === "number" ? shownText(text, column, usualFormat(column)) : text;
}

/** A name with no more than so many characters; its end often tells it apart. */
export function cut(name: string, most: number): string {
  if (name.length <= most) return name;
  const tail = Math.floor(most / 3);
  return `${name.slice(0, most - tail - 1)}…${name.slice(-tail)}`;
}
