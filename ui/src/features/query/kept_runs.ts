// What queries over kept results brought. The host keeps the rows under the id of the tab until it is closed or the application
// ends; the last run of each tab is known here for as long as the window lives.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { forgetFilters } from "@/features/result/use_filters";
import { type AppError, api, asAppError, type KeptAnswer, type QueryTab, type ResultSummary } from "@/ipc";

export type KeptRun = { number: number } & (
  | { state: "working" }
  | { state: "cancelled" }
  | { state: "failed"; error: AppError; sent: string; text: string }
  | { state: "done"; answer: KeptAnswer; name: string; result: ResultSummary; sent: string }
);

const runs = new Map<string, KeptRun>();
const listeners = new Set<() => void>();
let last = 0;

function put(tabId: string, run: KeptRun | null): void {
  if (run) runs.set(tabId, run);
  else runs.delete(tabId);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useKeptRun = (tabId: string): KeptRun | null =>
  useSyncExternalStore(subscribe, () => runs.get(tabId) ?? null);

/** The grid asks for rows by id; what is told of the file of an execution is of none here. */
export const summaryOf = ({ columns, row_count }: KeptAnswer): ResultSummary => ({
  columns,
  row_count,
  size_bytes: 0,
  sha256: "",
  stored_at: Date.now(),
});

async function run(client: QueryClient, tab: QueryTab, sent: string): Promise<void> {
  last += 1;
  const number = last;
  const ended = (outcome: KeptRun) => {
    // Another run, or the end of the tab, has overtaken it.
    if (runs.get(tab.id)?.number === number) put(tab.id, outcome);
  };
  put(tab.id, { number, state: "working" });
  try {
    const answer = await api.runKept(tab.id, sent);
    // The rows of the run before were read under the same id.
    client.removeQueries({ queryKey: ["page", answer.id] });
    forgetFilters(answer.id);
    ended({ number, state: "done", answer, name: tab.title, result: summaryOf(answer), sent });
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === "kept.cancelled") ended({ number, state: "cancelled" });
    else ended({ number, state: "failed", error, sent, text: tab.sql });
  }
}

/** Runs a statement of a tab over kept results; what came of it is what [useKeptRun] says. */
export function useRunKept(tab: QueryTab): (sent: string) => void {
  const client = useQueryClient();
  return (sent) => void run(client, tab, sent);
}

/** Cancels what runs in a tab; its end is told by the run itself. */
export const cancelKeptRun = (tabId: string): Promise<null> => api.forgetKept(tabId);

/** A tab was closed: nothing asks for its rows any more. */
export function forgetKeptRun(tabId: string): void {
  put(tabId, null);
  // Where the host does not answer, the rows go when the application ends.
  void api.forgetKept(tabId).catch(() => undefined);
}
