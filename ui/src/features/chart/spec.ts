// What is drawn of a query's results. Columns go by their names, so that the next run of the query is drawn alike.
import { useMemo } from "react";
import { remembered, useRemembered } from "@/components/remember";
import type { GridColumn } from "@/features/result/columns";
import { type GroupOf, takes } from "@/features/result/grouping";
import type { GroupUnit } from "@/ipc";
import { type ChartKind, isKind, missing } from "./kinds";
import { usualMeasure, usualValue } from "./measures";
import { suggestChart } from "./suggest";

export type Sort = "value" | "name";

export interface ChartSpec {
  kind: ChartKind;
  /** What stands side by side: days, or the values of a column. */
  x: string | null;
  /** Of days and moments only. */
  unit: GroupUnit | null;
  /** A column whose values are drawn each for itself. */
  series: string | null;
  value: GroupOf;
  /** How far a point of a scatter stands to the right; `value` says how high. */
  second: GroupOf | null;
  /** Columns that are drawn beside one another: figures, steps, sets. */
  columns: string[];
  stacked: boolean;
  sort: Sort;
  top: number;
}

export const TOPS = [5, 10, 20, 50, 200] as const;

export const PLAIN: ChartSpec = {
  kind: "bar",
  x: null,
  unit: null,
  series: null,
  value: { measure: "rows", column: null },
  second: null,
  columns: [],
  stacked: false,
  sort: "value",
  top: 20,
};

function fittingValue(value: GroupOf, columns: readonly GridColumn[]): GroupOf {
  if (value.measure === "rows") return { measure: "rows", column: null };
  const column = columns.find(({ name }) => name === value.column);
  if (!column) return usualValue(columns);
  return takes(value.measure, column) ? value : { measure: usualMeasure(column), column: column.name };
}

/** A spec without the columns that this result has not; what can then not be drawn makes room for what can. */
export function fittingSpec(spec: ChartSpec, columns: readonly GridColumn[], rows: number): ChartSpec {
  const has = (name: string | null) => columns.some((column) => column.name === name);
  const x = columns.find(({ name }) => name === spec.x);
  const fitted: ChartSpec = {
    ...spec,
    x: x?.name ?? null,
    unit: x?.kind === "day" ? spec.unit : null,
    series: has(spec.series) && spec.series !== spec.x ? spec.series : null,
    value: fittingValue(spec.value, columns),
    second: spec.second && fittingValue(spec.second, columns),
    columns: spec.columns.filter(has),
  };
  const lost = spec.x !== null && fitted.x === null;
  return lost || missing(fitted, columns) !== null ? suggestChart(columns, rows) : fitted;
}

export function readSpec(text: string): ChartSpec | null {
  try {
    const read = JSON.parse(text) as Partial<ChartSpec>;
    if (!isKind(read.kind) || typeof read.value?.measure !== "string" || typeof read.top !== "number") return null;
    return { ...PLAIN, ...read, columns: Array.isArray(read.columns) ? read.columns : [] };
  } catch {
    return null;
  }
}

const keyOf = (query: string) => `chart.${query}`;

/** The text of what was chosen for a query; empty where nothing was. */
export const chosenSpec = (query: string): string => remembered(keyOf(query), "");

/** What is drawn by what was chosen; else what is suggested. */
export function specOf(text: string, columns: readonly GridColumn[], rows: number): ChartSpec {
  const kept = readSpec(text);
  return kept ? fittingSpec(kept, columns, rows) : suggestChart(columns, rows);
}

/** How a query's results are drawn, and how to change it. */
export function useSpec(query: string, columns: readonly GridColumn[], rows: number) {
  const [text, setText] = useRemembered<string>(keyOf(query), "");
  const spec = useMemo(() => specOf(text, columns, rows), [text, columns, rows]);
  return [spec, (next: ChartSpec) => setText(JSON.stringify(next)), text !== "", () => setText("")] as const;
}
