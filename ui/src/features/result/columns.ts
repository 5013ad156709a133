// How wide a column begins, and where its texts are cut.
import { groupDigits } from "@/components/format";
import { tailOf } from "@/components/MiddleCut";
import type { ResultColumn } from "@/ipc";

export interface GridColumn extends ResultColumn {
  numeric: boolean;
}

const NUMERIC = /^(LONG|INT|BIGINT|SMALLINT|TINYINT|DOUBLE|FLOAT|REAL|DECIMAL|NUMERIC|UINT)/i;

export const gridColumns = (columns: readonly ResultColumn[]): GridColumn[] =>
  columns.map((column) => ({ ...column, numeric: NUMERIC.test(column.data_type) }));

/** Ids are names made of digits: grouping them would make them unreadable elsewhere. */
const isId = (name: string) => /(^|_)id(s)?$/i.test(name);

/** What a cell shows. Fractions are read to four places; its copy and export keep all. */
export function shownText(text: string, column: GridColumn): string {
  if (!column.numeric || isId(column.name)) return text;
  return groupDigits(shortened(text, column));
}

function shortened(text: string, column: GridColumn): string {
  if (/^DECIMAL/i.test(column.data_type) || !/^-?\d+\.\d{5,}$/.test(text)) return text;
  return Number(text).toFixed(Math.abs(Number(text)) < 0.001 ? 8 : 4);
}

/** Widths in pixels of a character of 13 px text, on average, and of a figure. */
const CHARACTER = 7.2;
const FIGURE = 8.4;
const HEAD_CHARACTER = 7.4;
const PADDING = 20;

export interface Look {
  width: number;
  /** Characters kept at the end of a text that has no room; see `tailOf`. */
  tail: number;
}

/** The look of a column, by the rows that were read first. */
export function lookOf(column: GridColumn, texts: readonly (string | null)[]): Look {
  const head = column.name.length * HEAD_CHARACTER + PADDING + 16;
  const longest = texts.reduce((most, text) => Math.max(most, text ? shownText(text, column).length : 4), 0);
  const wanted = longest * (column.numeric ? FIGURE : CHARACTER) + PADDING;
  const [least, most] = column.numeric ? [88, 240] : [112, 340];
  const width = Math.round(Math.max(least, Math.min(260, head), Math.min(most, wanted)));
  return { width, tail: !column.numeric && wanted > width ? tailOf(texts) : 0 };
}
