import { useMemo } from "react";
import type { GridColumn } from "./columns";
import type { Format } from "./format";
import { formatOf, frozenCount, shownColumns, type View } from "./view";

/** The columns as they stand: a place is where a column is shown, its index where the result has it. */
export interface Places {
  columns: readonly GridColumn[];
  indices: readonly number[];
  formats: readonly Format[];
  /** How many stay in sight. */
  frozen: number;
}

export function usePlaces(columns: readonly GridColumn[], view: View): Places {
  return useMemo(() => {
    const indices = shownColumns(columns, view);
    const shown = indices.flatMap((i) => columns[i] ?? []);
    return {
      columns: shown,
      indices,
      formats: shown.map((column) => formatOf(view, column)),
      frozen: frozenCount(view, indices),
    };
  }, [columns, view]);
}
