// What a column holds, how wide it begins, and where its texts are cut.
import { tailOf } from "@/components/MiddleCut";
import type { ResultColumn } from "@/ipc";
import { type Format, shownText, usualFormat } from "./format";

export type ColumnKind = "text" | "number" | "day" | "truth";

export interface GridColumn extends ResultColumn {
  numeric: boolean;
  kind: ColumnKind;
}

const NUMERIC = /^(LONG|INT|BIGINT|SMALLINT|TINYINT|DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC|UINT)/i;

function kindOf(type: string): ColumnKind {
  if (NUMERIC.test(type)) return "number";
  if (/^(DATE|TIMESTAMP)/i.test(type)) return "day";
  return /^BOOL/i.test(type) ? "truth" : "text";
}

export const gridColumns = (columns: readonly ResultColumn[]): GridColumn[] =>
  columns.map((column) => {
    const kind = kindOf(column.data_type);
    return { ...column, kind, numeric: kind === "number" };
  });

/** Widths in pixels of a character of 13 px text, on average, and of a figure. */
const CHARACTER = 7.2;
const FIGURE = 8.4;
const HEAD_CHARACTER = 7.4;
const PADDING = 20;
/** The button of its menu, and the arrow of a sort. */
const HEAD_SIGNS = 34;

export interface Look {
  width: number;
  /** Characters kept at the end of a text that has no room; see `tailOf`. */
  tail: number;
}

/** The look of a column, by the rows that were read first. */
export function lookOf(
  column: GridColumn,
  texts: readonly (string | null)[],
  format: Format = usualFormat(column),
): Look {
  const head = column.name.length * HEAD_CHARACTER + PADDING + HEAD_SIGNS;
  const longest = texts.reduce((most, text) => Math.max(most, text ? shownText(text, column, format).length : 4), 0);
  const wanted = longest * (column.numeric ? FIGURE : CHARACTER) + PADDING;
  const [least, most] = column.numeric ? [88, 240] : [112, 340];
  const width = Math.round(Math.max(least, Math.min(260, head), Math.min(most, wanted)));
  return { width, tail: !column.numeric && wanted > width ? tailOf(texts) : 0 };
}
