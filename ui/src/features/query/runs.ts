// Which batch a query was last run as, so that its result is there again after a restart.
import { useSyncExternalStore } from "react";
import { useOpenTab } from "./open_tab";

const KEY = "recomamp.batches";
const listeners = new Set<() => void>();

function read(): Record<string, string> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, string>;
  } catch {
    return {};
  }
}

let batches = read();

export function rememberBatch(tabId: string, batchId: string): void {
  batches = { ...batches, [tabId]: batchId };
  try {
    localStorage.setItem(KEY, JSON.stringify(batches));
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
