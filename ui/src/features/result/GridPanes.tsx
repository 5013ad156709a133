import type { ResultFilter } from "@/ipc";
import type { GridColumn } from "./columns";
import { FilterPopover } from "./FilterPopover";
import { NUMBER, withFilter } from "./filters";
import { ProfilePopover } from "./ProfilePopover";
import type { Wanted } from "./pages";
import { formatOf, type View } from "./view";

/** What is open beside the grid: a filter of a column, the one that is changed or a new one, or its profile. */
export type Pane =
  | { kind: "filter"; column: number; which: number | null; at: DOMRect }
  | { kind: "profile"; column: number; at: DOMRect };

interface GridPanesProps {
  pane: Pane | null;
  wanted: Wanted;
  columns: readonly GridColumn[];
  view: View;
  onFilters: (filters: ResultFilter[]) => void;
  onClose: () => void;
}

export function GridPanes({ pane, wanted, columns, view, onFilters, onClose }: GridPanesProps) {
  const column = pane ? columns[pane.column] : undefined;
  if (!pane || !column) return null;
  const { filters } = wanted;
  const set = (which: number | null) => (next: ResultFilter) => onFilters(withFilter(filters, which, next));
  if (pane.kind === "profile") {
    return (
      <ProfilePopover
        executionId={wanted.executionId}
        column={column}
        index={pane.column}
        format={formatOf(view, column)}
        filters={filters}
        at={pane.at}
        onKeep={(value) => set(null)(keeping(pane.column, column, value))}
        onClose={onClose}
      />
    );
  }
  return (
    <FilterPopover
      key={`${pane.column} ${pane.which}`}
      column={column}
      index={pane.column}
      filter={pane.which === null ? null : (filters[pane.which] ?? null)}
      at={pane.at}
      onSet={set(pane.which)}
      onRemove={() => onFilters(filters.filter((_, i) => i !== pane.which))}
      onClose={onClose}
    />
  );
}

/** Texts are kept to the letter: values that differ by case are two in a profile. */
function keeping(column: number, { kind }: GridColumn, value: string): ResultFilter {
  // 1.5e300 and NaN are no numbers that a filter compares with.
  const odd = kind === "number" && !NUMBER.test(value);
  return { column, operator: kind === "text" ? "one_of" : odd ? "contains" : "equals", values: [value] };
}
