// How the columns of a query's results are laid out, kept under the query's name, so that its next run looks the same.
import { useMemo } from "react";
import { remembered, useRemembered } from "@/components/remember";
import type { GridColumn } from "./columns";
import { type Format, usualFormat } from "./format";

/** Columns by their names: another run of the query may have others. */
export interface View {
  order: string[];
  hidden: string[];
  /** How many of the shown columns stay in sight. */
  frozen: number;
  widths: Record<string, number>;
  formats: Record<string, Format>;
}

export const PLAIN: View = { order: [], hidden: [], frozen: 0, widths: {}, formats: {} };

/** The columns in their order, hidden ones too: those that were put somewhere, then those that are new. */
function ordered(columns: readonly GridColumn[], { order }: View): number[] {
  const at = new Map(columns.map((column, i) => [column.name, i]));
  const put = order.flatMap((name) => at.get(name) ?? []);
  const known = new Set(put);
  return [...put, ...columns.map((_, i) => i).filter((i) => !known.has(i))];
}

/** The columns that are shown, as indices of the result's own, in the order in which they stand. */
export function shownColumns(columns: readonly GridColumn[], view: View): number[] {
  const hidden = new Set(view.hidden);
  const shown = ordered(columns, view).filter((i) => !hidden.has(columns[i]?.name ?? ""));
  // A query that now has other columns could hide all of them.
  return shown.length > 0 ? shown : columns.map((_, i) => i);
}

export const frozenCount = (view: View, shown: readonly number[]): number =>
  Math.min(view.frozen, Math.max(0, shown.length - 1));

/** The column at the place `from` of those shown, moved to the place `to`. */
export function withMoved(columns: readonly GridColumn[], view: View, from: number, to: number): View {
  const shown = shownColumns(columns, view);
  const [moved] = shown.splice(from, 1);
  if (moved === undefined) return view;
  shown.splice(Math.max(0, Math.min(shown.length, to)), 0, moved);
  const names = (list: number[]) => list.map((i) => columns[i]?.name ?? "");
  const left = ordered(columns, view).filter((i) => !shown.includes(i));
  return { ...view, order: [...names(shown), ...names(left)] };
}

/** Shows or hides a column; the last one that is shown stays. */
export function withShown(columns: readonly GridColumn[], view: View, name: string, shown: boolean): View {
  const hidden = view.hidden.filter((other) => other !== name);
  if (shown) return { ...view, hidden };
  return shownColumns(columns, view).length <= 1 ? view : { ...view, hidden: [...hidden, name] };
}

export const formatOf = (view: View, column: GridColumn): Format => view.formats[column.name] ?? usualFormat(column);

function read(text: string, frozen: number): View {
  try {
    return text === ""
      ? frozen > 0
        ? { ...PLAIN, frozen }
        : PLAIN
      : { ...PLAIN, ...(JSON.parse(text) as Partial<View>) };
  } catch {
    return PLAIN;
  }
}

/** The view of a query's results. */
export const viewOf = (query: string): View => read(remembered(`grid.${query}`, ""), 0);

/** The view of a query's results, and how to change it; `frozen` columns stay in sight until a person chooses. */
export function useView(query: string, frozen = 0): [View, (change: (view: View) => View) => void] {
  const [text, setText] = useRemembered<string>(`grid.${query}`, "");
  const view = useMemo(() => read(text, frozen), [text, frozen]);
  return [view, (change) => setText(JSON.stringify(change(view)))];
}
