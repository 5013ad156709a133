// Lists of values that come from elsewhere: a paste, or a column of a file.

/** Larger files are no lists of values. */
const MOST_BYTES = 5_000_000;

/** Why a file is not read, if it is not. */
export const tooLarge = ({ name, size }: Pick<File, "name" | "size">): string | null =>
  size > MOST_BYTES ? `${name} is larger than 5 MB. Nothing was taken; choose a shorter file.` : null;

/** A table of texts as it was read, a line a row. */
export type Cells = string[][];

/** Which sign parts the columns: that which the first line has most often. */
function delimiterOf(text: string): string {
  const line = text.slice(0, text.search(/\r?\n|$/)).replace(/"(?:[^"]|"")*"/g, "");
  const counts = ["\t", ";", ","].map((sign) => ({ sign, n: line.split(sign).length }));
  return counts.reduce((best, next) => (next.n > best.n ? next : best)).sign;
}

/** Reads comma, semicolon or tab separated text, with quotes as spreadsheets write them. */
export function readCells(text: string, delimiter = delimiterOf(text)): Cells {
  const rows: Cells = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  const source = text.replace(/^\uFEFF/, "");
  const endCell = () => {
    row.push(cell);
    cell = "";
  };
  for (let i = 0; i < source.length; i++) {
    const sign = source[i] ?? "";
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (source[i + 1] === '"') {
        cell += '"';
        i += 1;
      } else quoted = false;
    } else if (sign === '"' && cell.trim() === "") {
      cell = "";
      quoted = true;
    } else if (sign === delimiter) endCell();
    else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && source[i + 1] === "\n") i += 1;
      endCell();
      rows.push(row);
      row = [];
    } else cell += sign;
  }
  if (cell !== "" || row.length > 0) {
    endCell();
    rows.push(row);
  }
  return rows.filter((each) => each.some((text) => text.trim() !== ""));
}

export const widthOf = (cells: Cells): number => Math.max(0, ...cells.map((row) => row.length));

export interface Taken {
  values: string[];
  doubles: number;
  blanks: number;
}

/** The values of a list without blanks around them, blank ones and doubles; those that are there already count as doubles. */
export function distinct(values: readonly string[], already: readonly string[] = []): Taken {
  const seen = new Set(already);
  const taken: Taken = { values: [], doubles: 0, blanks: 0 };
  for (const each of values) {
    const value = each.trim();
    if (value === "") taken.blanks += 1;
    else if (seen.has(value)) taken.doubles += 1;
    else {
      seen.add(value);
      taken.values.push(value);
    }
  }
  return taken;
}

export const columnOf = (cells: Cells, column: number, header: boolean): string[] =>
  cells.slice(header ? 1 : 0).map((row) => row[column] ?? "");

/** What was left out, in words; empty where nothing was. */
export function leftOut({ doubles, blanks }: Taken): string {
  const parts = [];
  if (doubles > 0) parts.push(doubles === 1 ? "1 double" : `${doubles} doubles`);
  if (blanks > 0) parts.push(blanks === 1 ? "1 blank" : `${blanks} blanks`);
  return parts.length > 0 ? `${parts.join(" and ")} left out` : "";
}
