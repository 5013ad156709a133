// Tables as CSV, for a spreadsheet.

export type CsvCell = string | number | null;

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function written(cell: CsvCell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines of cells, the names of the columns first. Texts that would run as a formula get a quote in front. */
export const csvOf = (lines: readonly (readonly CsvCell[])[]): string =>
  lines.map((line) => `${line.map(written).join(",")}\r\n`).join("");
