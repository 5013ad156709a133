// The kinds of charts, and what each is made of.
import type { GridColumn } from "@/features/result/columns";
import type { ChartSpec } from "./spec";

export const KINDS = [
  "line",
  "area",
  "bar",
  "scatter",
  "pie",
  "histogram",
  "box",
  "heat",
  "funnel",
  "sankey",
  "overlap",
  "map",
  "number",
] as const;
export type ChartKind = (typeof KINDS)[number];

export const isKind = (kind: unknown): kind is ChartKind => (KINDS as readonly unknown[]).includes(kind);

export type Part = "x" | "series" | "value" | "second" | "columns" | "stacked" | "sort" | "top";

interface Made {
  word: string;
  /** The settings it has. */
  parts: readonly Part[];
  /** What X and the series are called in it. */
  x?: string;
  series?: string;
  /** Whether it can do without X. */
  free?: boolean;
}

export const MADE: Record<ChartKind, Made> = {
  line: { word: "Line", parts: ["x", "series", "value", "sort", "top"] },
  area: { word: "Area", parts: ["x", "series", "value", "stacked", "sort", "top"] },
  bar: { word: "Bar", parts: ["x", "series", "value", "stacked", "sort", "top"] },
  scatter: { word: "Scatter", parts: ["second", "value", "x"], x: "A point for each", free: true },
  pie: { word: "Pie", parts: ["x", "value", "top"], x: "Parts" },
  histogram: { word: "Histogram", parts: ["x"], x: "Column" },
  box: { word: "Box", parts: ["x", "value", "sort", "top"] },
  heat: { word: "Heat map", parts: ["x", "series", "value", "sort", "top"], series: "Rows" },
  funnel: { word: "Funnel", parts: ["x", "value", "columns", "top"], x: "Steps", free: true },
  sankey: { word: "Sankey", parts: ["x", "series", "value", "top"], x: "Path, or from", series: "To" },
  overlap: { word: "Overlap", parts: ["x", "columns", "value", "top"], x: "A text that lists sets", free: true },
  map: { word: "Map", parts: ["x", "value"], x: "Country or state" },
  number: { word: "Number", parts: ["columns"] },
};

export const hasPart = (kind: ChartKind, part: Part): boolean => MADE[kind].parts.includes(part);

/** What is still to be chosen before anything can be drawn; null when nothing is. */
export function missing(spec: ChartSpec, columns: readonly GridColumn[]): string | null {
  const numeric = (name: string | null) => columns.some((column) => column.name === name && column.numeric);
  const { kind, x, series, value, second } = spec;
  switch (kind) {
    case "scatter":
      return second && value.measure !== "rows" && (x !== null || (numeric(second.column) && numeric(value.column)))
        ? null
        : "Choose two numbers: one to the right, one upwards.";
    case "histogram":
      return x === null ? "Choose the column whose values are counted." : null;
    case "box":
      if (x === null) return "Choose the column that gives each box.";
      return numeric(value.column) ? null : "Choose the number whose spread is shown.";
    case "heat":
      return x === null || series === null ? "Choose two columns: one across, one for the rows." : null;
    case "funnel":
      return x === null && spec.columns.length < 2
        ? "Choose the column of the steps, or a number for each step."
        : null;
    case "overlap":
      return x === null && spec.columns.length < 2
        ? "Choose two or more columns of yes and no, or one that lists sets."
        : null;
    case "number":
      return spec.columns.length === 0 && columns.some((column) => column.numeric) ? "Choose a number." : null;
    default:
      return x === null ? `Choose a column for ${(MADE[kind].x ?? "X").toLowerCase()}.` : null;
  }
}
