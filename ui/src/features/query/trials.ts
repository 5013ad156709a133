// What queries brought over made-up events on this computer. The host keeps the rows under the id of the tab until another is tried, the
// tab is closed, or the application ends.
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { forgetFilters } from "@/features/result/use_filters";
import { forgetRows } from "@/features/result/worked_out";
import { type AppError, api, asAppError, type SubmitRequest, type TrialAnswer } from "@/ipc";

export interface Trial {
  /** What was tried. */
  request: SubmitRequest;
  /** What came of it; neither while it works. */
  answer: TrialAnswer | null;
  error: AppError | null;
}

const trials = new Map<string, Trial>();
const listeners = new Set<() => void>();

function put(tabId: string, trial: Trial | null): void {
  if (trial) trials.set(tabId, trial);
  else trials.delete(tabId);
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTrial = (tabId: string): Trial | null =>
  useSyncExternalStore(subscribe, () => trials.get(tabId) ?? null);

async function run(client: QueryClient, tabId: string, request: SubmitRequest): Promise<void> {
  const begun: Trial = { request, answer: null, error: null };
  put(tabId, begun);
  const outcome = await api.tryQuery(tabId, request).then(
    (answer) => ({ answer }),
    (thrown: unknown) => ({ error: asAppError(thrown) }),
  );
  // Another one may have been begun meanwhile, or the tab was closed.
  if (trials.get(tabId) !== begun) return;
  // The rows of the trial before were read under the same id.
  if ("answer" in outcome) {
    client.removeQueries({ queryKey: ["page", outcome.answer.id] });
    forgetFilters(outcome.answer.id);
  }
  put(tabId, { ...begun, ...outcome });
}

/** Tries what a tab would run over made-up events; what came of it is what [useTrial] tells. */
export function useTry(tabId: string): (request: SubmitRequest) => void {
  const client = useQueryClient();
  return (request) => void run(client, tabId, request);
}

/** A tab was closed: nothing asks for its rows any more. */
export function forgetTrial(tabId: string): void {
  const id = trials.get(tabId)?.answer?.id;
  put(tabId, null);
  if (id) forgetRows(id);
}
