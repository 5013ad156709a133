// The filters of a result, which its rows and its chart share. Each result has its own, until the window is closed.
import { useCallback, useSyncExternalStore } from "react";
import type { ResultFilter } from "@/ipc";

/** Of more results than these the filters that were set longest ago are forgotten. */
export const MOST_FILTERED = 100;

const NONE: ResultFilter[] = [];
const filtered = new Map<string, ResultFilter[]>();
const listeners = new Set<() => void>();

function put(executionId: string, filters: ResultFilter[]): void {
  // A map is in the order in which its entries came.
  filtered.delete(executionId);
  if (filters.length > 0) filtered.set(executionId, filters);
  for (const id of filtered.keys()) {
    if (filtered.size <= MOST_FILTERED) break;
    filtered.delete(id);
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Other rows come under the same id, or none any more. */
export const forgetFilters = (executionId: string): void => put(executionId, NONE);

/** The filters of a result, all of which have to hold, and how to set them. */
export function useFilters(executionId: string): [ResultFilter[], (filters: ResultFilter[]) => void] {
  const filters = useSyncExternalStore(subscribe, () => filtered.get(executionId) ?? NONE);
  return [filters, useCallback((next) => put(executionId, next), [executionId])];
}
