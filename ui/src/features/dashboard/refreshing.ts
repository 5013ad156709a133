// When the queries of a dashboard run anew: by themselves where other results are kept, else when a person says so.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useToast } from "@/components/Toast";
import { api, type DashboardDetail } from "@/ipc";
import { queries } from "@/ipc/queries";

const NONE: ReadonlySet<string> = new Set();

/** Which widgets are being refreshed, and how to refresh some; of none named, all are meant. */
export function useRefreshing(id: string, detail: DashboardDetail | undefined) {
  const client = useQueryClient();
  const { fail } = useToast();
  const busy = useRef(new Set<string>());
  // Those that the last refresh did not bring up to date. They wait for a person, or for an answer that calls them up to date.
  const vain = useRef(new Set<string>());
  const [pending, setPending] = useState(NONE);
  const run = useCallback(
    async (ids: readonly string[]) => {
      const wanted = ids.filter((each) => !busy.current.has(each));
      if (wanted.length === 0) return;
      for (const each of wanted) busy.current.add(each);
      setPending(new Set(busy.current));
      const { queryKey } = queries.dashboard(id);
      try {
        const answer = await api.refreshDashboard(id, wanted);
        for (const { widget_id, error, outdated } of answer.rows) {
          if (!wanted.includes(widget_id)) continue;
          if (error || outdated) vain.current.add(widget_id);
          else vain.current.delete(widget_id);
        }
        // An answer that was asked for before would bring the rows of before.
        await client.cancelQueries({ queryKey });
        client.setQueryData(queryKey, answer);
      } catch (thrown) {
        for (const each of wanted) vain.current.add(each);
        fail(thrown);
      } finally {
        for (const each of wanted) busy.current.delete(each);
        setPending(busy.current.size === 0 ? NONE : new Set(busy.current));
        void client.invalidateQueries({ queryKey: queries.dashboards().queryKey });
      }
    },
    [client, fail, id],
  );
  useEffect(() => {
    if (!detail) return;
    for (const { widget_id, outdated } of detail.rows) if (!outdated) vain.current.delete(widget_id);
    const due = detail.rows.filter(
      ({ widget_id, outdated, error }) => outdated && !error && !vain.current.has(widget_id),
    );
    void run(due.map(({ widget_id }) => widget_id));
  }, [detail, run]);
  return { pending, run };
}

export type Refreshing = ReturnType<typeof useRefreshing>;
