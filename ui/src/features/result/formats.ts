import type { ExportFormat } from "@/ipc";

/** What rows can be written as, in the order in which it is offered. */
export const FORMATS: readonly { format: ExportFormat; word: string; hint: string }[] = [
  { format: "csv", word: "CSV", hint: "commas" },
  { format: "tsv", word: "TSV", hint: "tabs" },
  { format: "xlsx", word: "XLSX", hint: "spreadsheet" },
  { format: "json", word: "JSON", hint: "one array" },
  { format: "ndjson", word: "NDJSON", hint: "one object a line" },
  { format: "parquet", word: "Parquet", hint: "with types" },
];
