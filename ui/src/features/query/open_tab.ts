// Which of the open queries is in front, kept over restarts.
import { useSyncExternalStore } from "react";

const ACTIVE = "recomamp.tab";
const listeners = new Set<() => void>();
let active: string | null = null;
try {
  active = localStorage.getItem(ACTIVE);
} catch {
  // Without storage the first tab is opened.
}

/** Brings a tab to the front. */
export function openTab(id: string): void {
  active = id;
  try {
    localStorage.setItem(ACTIVE, id);
  } catch {
    // The choice then holds until the window is closed.
  }
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The tab that was brought to the front last; it may be closed by now. */
export const useOpenTab = (): string | null => useSyncExternalStore(subscribe, () => active);
