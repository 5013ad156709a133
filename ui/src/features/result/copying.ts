// Chosen cells as texts for other programs. All are exact: 64-bit numbers keep their digits.
import type { GridColumn } from "./columns";

export type CopyForm = "tsv" | "named" | "csv" | "json" | "markdown";
type Cells = readonly (readonly (string | null)[])[];

export function copied(form: CopyForm, columns: readonly GridColumn[], rows: Cells): string {
  const names = columns.map((column) => column.name);
  switch (form) {
    case "tsv":
      return toTsv(rows);
    case "named":
      return toTsv([names, ...rows]);
    case "csv":
      return separated([names, ...rows], ",");
    case "json":
      return toJson(columns, rows);
    case "markdown":
      return toMarkdown(columns, rows);
  }
}

/** Cells as tab-separated text, as spreadsheets take it. */
export const toTsv = (rows: Cells): string => separated(rows, "\t");

/** Cells with the separator, a quote or a line break are quoted. */
function separated(rows: Cells, between: string): string {
  const cell = (text: string | null) => {
    if (text === null) return "";
    return text.includes(between) || /[\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(between)).join("\n");
}

const PLAIN_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?$/i;

/** An array of objects. Numbers are written with all their digits, which JSON allows and JavaScript would round. */
function toJson(columns: readonly GridColumn[], rows: Cells): string {
  const value = (text: string | null, { kind }: GridColumn) => {
    if (text === null) return "null";
    const bare = (kind === "number" && PLAIN_NUMBER.test(text)) || (kind === "truth" && /^(true|false)$/.test(text));
    return bare ? text : JSON.stringify(text);
  };
  const objects = rows.map((row) => {
    const fields = columns.map((column, i) => `${JSON.stringify(column.name)}: ${value(row[i] ?? null, column)}`);
    return `  { ${fields.join(", ")} }`;
  });
  return rows.length === 0 ? "[]" : `[\n${objects.join(",\n")}\n]`;
}

function toMarkdown(columns: readonly GridColumn[], rows: Cells): string {
  const cell = (text: string | null) =>
    (text ?? "")
      .replaceAll("\\", "\\\\")
      .replaceAll("|", "\\|")
      .replaceAll(/\r?\n|\r/g, "<br>");
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(({ name }) => cell(name))),
    line(columns.map(({ numeric }) => (numeric ? "---:" : "---"))),
    ...rows.map((row) => line(row.map(cell))),
  ].join("\n");
}
