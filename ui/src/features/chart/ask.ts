// What is asked of the host for a chart, and how the answer is read. All figures are worked out there.
import { queryOptions } from "@tanstack/react-query";
import { type GridColumn, gridColumns } from "@/features/result/columns";
import { type GroupBy, type GroupOf, groupRequest } from "@/features/result/grouping";
import { forgetRows } from "@/features/result/worked_out";
import { api, type Measure, type ResultColumn, type ResultFilter, type ResultSort, resultPage } from "@/ipc";
import { usualMeasure } from "./measures";
import type { ChartSpec } from "./spec";

/** More points than these nobody can tell apart, and all of them cross to the window. */
export const MOST_POINTS = 2000;
const PAGE = 500;

interface Group {
  how: "group";
  rows: GroupBy[];
  across: GroupBy | null;
  values: GroupOf[];
  /** Whether the greatest figures come first, or keys in their order. */
  order: "value" | "key";
}

export type Ask = Group | { how: "rows" } | { how: "profile"; column: string };

export interface ChartData {
  /** Keys first, then figures. */
  columns: GridColumn[];
  keys: number;
  rows: (string | null)[][];
  /** How many rows there are, of which at most `MOST_POINTS` were read. */
  total: number;
  /** Values of the series that have no columns of their own. */
  leftOut: number;
}

export const BOX: readonly Measure[] = ["least", "lower_quartile", "median", "upper_quartile", "greatest"];

export function askOf(spec: ChartSpec, columns: readonly GridColumn[]): Ask {
  const { kind, x, unit, series, value, second } = spec;
  const find = (name: string | null) => columns.find((column) => column.name === name);
  const key: GroupBy[] = x === null ? [] : [{ column: x, unit }];
  const by: GroupBy | null = series === null ? null : { column: series, unit: null };
  const order = find(x)?.kind === "day" || spec.sort === "name" ? "key" : "value";
  const group: Group = { how: "group", rows: key, across: null, values: [value], order };
  const figures = spec.columns.flatMap((name): GroupOf[] => {
    const column = find(name);
    return column ? [{ measure: usualMeasure(column), column: name }] : [];
  });
  switch (kind) {
    case "line":
    case "area":
    case "bar":
    case "heat":
      return { ...group, across: by };
    case "scatter":
      return x === null ? { how: "rows" } : { ...group, values: second ? [second, value] : [value] };
    case "histogram":
      return { how: "profile", column: x ?? "" };
    case "box":
      return { ...group, values: BOX.map((measure) => ({ measure, column: value.column })) };
    case "funnel":
      return x === null ? { ...group, rows: [], values: figures } : { ...group, order: "value" };
    case "sankey":
      return { ...group, rows: by ? [...key, by] : key, order: "value" };
    case "overlap":
      if (x !== null) return { ...group, order: "value" };
      return { ...group, rows: spec.columns.slice(0, 8).map((column) => ({ column, unit: null })), order: "value" };
    case "pie":
    case "map":
      return { ...group, order: "value" };
    case "number":
      return { ...group, rows: [], values: figures.length > 0 ? figures : [value] };
  }
}

async function readAll(id: string, sort: ResultSort[], filters: ResultFilter[]) {
  const rows: (string | null)[][] = [];
  let total = 0;
  do {
    const page = await resultPage({ execution_id: id, offset: rows.length, limit: PAGE, sort, filters });
    total = page.totalRows;
    rows.push(...page.rows);
    if (page.rows.length === 0) break;
  } while (rows.length < Math.min(total, MOST_POINTS));
  return { rows: rows.slice(0, MOST_POINTS), total };
}

async function grouped(execution_id: string, ask: Group, columns: readonly GridColumn[], filters: ResultFilter[]) {
  const of = { id: `chart-${crypto.randomUUID()}`, execution_id, filters };
  const answer = await api.groupResult(groupRequest(of, ask, columns));
  try {
    const last = answer.result.columns.length - 1;
    // By the figure of all series, which is the last; of a box by its median.
    const at = ask.order === "key" ? 0 : ask.values.length === BOX.length ? answer.keys + 2 : last;
    const sort = ask.rows.length === 0 ? [] : [{ column: at, descending: ask.order === "value" }];
    const { rows, total } = await readAll(answer.id, sort, []);
    return { columns: gridColumns(answer.result.columns), keys: answer.keys, rows, total, leftOut: answer.left_out };
  } finally {
    // All that is drawn has been read.
    forgetRows(answer.id);
  }
}

async function profiled(
  execution_id: string,
  name: string,
  columns: readonly GridColumn[],
  filters: ResultFilter[],
): Promise<ChartData> {
  const column = columns.findIndex((each) => each.name === name);
  const { bins, top } = await api.profileColumn({ execution_id, column, filters });
  const type = columns[column]?.data_type ?? "STRING";
  const made = (...heads: [string, string][]) =>
    gridColumns(heads.map(([head, data_type]): ResultColumn => ({ name: head, data_type })));
  // Texts have no parts of equal width; their most frequent values stand for them.
  if (bins.length === 0) {
    const rows = top.map((each) => [each.value, each.value, String(each.rows)]);
    return {
      columns: made(["from", type], ["to", type], ["rows", "LONG"]),
      keys: 2,
      rows,
      total: rows.length,
      leftOut: 0,
    };
  }
  const rows = bins.map((bin) => [bin.from, bin.to, String(bin.rows)]);
  return {
    columns: made(["from", type], ["to", type], ["rows", "LONG"]),
    keys: 2,
    rows,
    total: rows.length,
    leftOut: 0,
  };
}

const NONE: ResultFilter[] = [];

/** The figures of a chart, of the rows that pass the filters. A kept result never changes, so neither do they. */
export const chartData = (
  executionId: string,
  ask: Ask,
  columns: readonly GridColumn[],
  enabled: boolean,
  filters: ResultFilter[] = NONE,
) =>
  queryOptions({
    queryKey: ["page", executionId, "chart", ask, filters],
    queryFn: async (): Promise<ChartData> => {
      if (ask.how === "profile") return profiled(executionId, ask.column, columns, filters);
      if (ask.how === "group") return grouped(executionId, ask, columns, filters);
      const { rows, total } = await readAll(executionId, [], filters);
      return { columns: [...columns], keys: 0, rows, total, leftOut: 0 };
    },
    enabled,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
