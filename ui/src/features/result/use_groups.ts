import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useRemembered } from "@/components/remember";
import { api, type GroupAnswer, type ResultFilter } from "@/ipc";
import type { GridColumn } from "./columns";
import { firstGrouping, fitting, type Grouping, groupBy, groupRequest, readGrouping } from "./grouping";
import { forgetRows } from "./worked_out";

export interface Grouped {
  answer: GroupAnswer;
  grouping: Grouping;
  /** The rows that were taken together, and whether these are not all of the result. */
  of: number;
  filtered: boolean;
}

interface Of {
  executionId: string;
  query: string;
  columns: readonly GridColumn[];
  filters: ResultFilter[];
  /** How many rows pass the filters. */
  total: number;
}

/** The rows of a result taken together: how they were last, what came of it, and the pane in which it is chosen. */
export function useGroups({ executionId, query, columns, filters, total }: Of) {
  const client = useQueryClient();
  const [kept, keep] = useRemembered<string>(`group.${query}`, "");
  const [shown, setShown] = useState<Grouped | null>(null);
  const [pane, setPane] = useState<{ draft: Grouping; at: DOMRect } | null>(null);
  const work = useMutation({
    mutationFn: async (grouping: Grouping): Promise<Grouped> => {
      const of = { id: `group-${crypto.randomUUID()}`, execution_id: executionId, filters };
      const answer = await api.groupResult(groupRequest(of, grouping, columns));
      return { answer, grouping, of: total, filtered: filters.length > 0 };
    },
    onSuccess: (next) => {
      keep(JSON.stringify(next.grouping));
      setShown(next);
      setPane(null);
    },
  });
  const id = shown?.answer.id;
  useEffect(() => {
    if (id === undefined) return;
    return () => {
      client.removeQueries({ queryKey: ["page", id] });
      forgetRows(id);
    };
  }, [id, client]);
  const open = (draft: Grouping, at: DOMRect) => {
    work.reset();
    setPane({ draft, at });
  };
  const before = () => {
    const last = readGrouping(kept);
    return (last && fitting(last, columns)) ?? firstGrouping(columns);
  };
  return {
    shown,
    pane,
    work,
    /** Opens the pane as it was last. */
    open: (at: DOMRect) => open(shown?.grouping ?? before(), at),
    /** Opens it with one column alone. */
    openBy: (column: GridColumn, at: DOMRect) => open({ ...before(), rows: [groupBy(column)], across: null }, at),
    close: () => setPane(null),
    leave: () => setShown(null),
  };
}

export type Groups = ReturnType<typeof useGroups>;
