// Which batch a query was last run as, and which kept results answered it in place of a run, so that all of it is there again after a
// restart.
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import type { ExecutionDetail, ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useOpenTab } from "./open_tab";

const BATCHES = "recomamp.batches";
const KEPT = "recomamp.answers";
const NONE: string[] = [];
const listeners = new Set<() => void>();

function read<T>(key: string): Record<string, T> {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "{}") as Record<string, T>;
  } catch {
    return {};
  }
}

let batches = read<string | null>(BATCHES);
let answers = read<string[]>(KEPT);

/** A query was run as a batch, or not at all, and these kept runs answered for the other instances. */
export function rememberBatch(tabId: string, batchId: string | null, kept: string[] = NONE): void {
  batches = { ...batches, [tabId]: batchId };
  answers = { ...answers, [tabId]: kept };
  try {
    localStorage.setItem(BATCHES, JSON.stringify(batches));
    localStorage.setItem(KEPT, JSON.stringify(answers));
  } catch {
    // Without storage it is known until the window is closed.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export function useBatch(tabId: string): string | null {
  return useSyncExternalStore(subscribe, () => batches[tabId] ?? null);
}

/** The batch whose outcome the open query shows. */
export function useShownBatch(): string | null {
  const tab = useOpenTab();
  return useSyncExternalStore(subscribe, () => (tab === null ? null : (batches[tab] ?? null)));
}

const found = (all: { data: ExecutionDetail | undefined }[]): ExecutionDetail[] =>
  all.flatMap(({ data }) => data ?? []);

/** The runs of the last batch of a query, then the kept ones that answered in place of a run. */
export function useLastRuns(tabId: string): { runs: ExecutionSummary[]; kept: ReadonlySet<string> } {
  const batch = useBatch(tabId);
  const ids = useSyncExternalStore(subscribe, () => answers[tabId] ?? NONE);
  const listed = useQuery(queries.executions()).data;
  const kept = useMemo(() => new Set(ids), [ids]);
  // Those that are too old for the list.
  const far = listed ? ids.filter((id) => !listed.some((run) => run.id === id)) : NONE;
  const fetched = useQueries({ queries: far.map((id) => queries.execution(id)), combine: found });
  const runs = useMemo(() => {
    const all = listed ?? [];
    return [
      ...all.filter((run) => batch !== null && run.batch_id === batch),
      ...all.filter((run) => kept.has(run.id) && run.batch_id !== batch),
      ...fetched,
    ];
  }, [listed, batch, kept, fetched]);
  return { runs, kept };
}
