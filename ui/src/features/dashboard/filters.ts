// The filters of a dashboard. They go by the names of columns, so that one of them drives all widgets that have the column.
import type { GridColumn } from "@/features/result/columns";
import { filterWords, operatorsOf } from "@/features/result/filters";
import type { DashboardFilter, ResultFilter, WidgetRows } from "@/ipc";
import { gridColumns } from "../result/columns";

/** As many filters as the host keeps of a dashboard. */
export const MOST_FILTERS = 20;

export interface Fitted {
  filters: ResultFilter[];
  /** Names of columns that the rows have not, or that are of another kind in them. */
  without: string[];
}

/** What of the filters a widget's rows can be filtered by. */
export function fittedFilters(all: readonly DashboardFilter[], columns: readonly GridColumn[]): Fitted {
  const filters: ResultFilter[] = [];
  const without = new Set<string>();
  for (const { column: name, operator, values } of all) {
    const index = columns.findIndex((column) => column.name === name);
    const column = columns[index];
    if (column && operatorsOf(column.kind).includes(operator)) filters.push({ column: index, operator, values });
    else without.add(name);
  }
  return { filters, without: [...without] };
}

/** The columns of all widgets, one of each name, by their names. */
export function columnsOfAll(rows: readonly WidgetRows[]): GridColumn[] {
  const found = new Map<string, GridColumn>();
  for (const { result } of rows) {
    for (const column of gridColumns(result?.columns ?? []))
      if (!found.has(column.name)) found.set(column.name, column);
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** A column that no widget has any more is taken for a text: its filter can still be read and taken away. */
export const columnNamed = (columns: readonly GridColumn[], name: string): GridColumn =>
  columns.find((column) => column.name === name) ?? { name, data_type: "STRING", kind: "text", numeric: false };

/** `channel is Display`, in words for a page that is printed. */
export function wordsOf(filter: DashboardFilter, columns: readonly GridColumn[]): string {
  const { lead, value } = filterWords({ ...filter, column: 0 }, columnNamed(columns, filter.column));
  return [filter.column, lead, value].filter(Boolean).join(" ");
}
