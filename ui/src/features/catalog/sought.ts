// A table or column that another place leads to: the tree that holds it opens it, marks it, and gives it the focus once.
import { useEffect, useSyncExternalStore } from "react";

export type TreeName = "amazon" | "kept";

export interface Sought {
  tree: TreeName;
  /** As the tree knows it: by its name, or by that under which kept results are read. */
  table: string;
  /** None for the table itself. */
  column: string | null;
}

let sought: Sought | null = null;
let reached: Sought | null = null;
const listeners = new Set<() => void>();

/** Has a tree show a table or one of its columns, as soon as it is there. */
export function reveal(next: Sought): void {
  sought = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What a tree was last asked to show. */
export const useSought = (tree: TreeName): Sought | null =>
  useSyncExternalStore(subscribe, () => (sought?.tree === tree ? sought : null));

/** Whether the tree is still to open what is sought: once it was shown, a person may close it. */
export const isAhead = (wanted: Sought | null): wanted is Sought => wanted !== null && reached !== wanted;

/** Goes to what is sought once it is drawn; where it is, `data-sought` tells. */
export function useReach(wanted: Sought | null, drawn: boolean): void {
  useEffect(() => {
    if (!isAhead(wanted) || !drawn) return;
    const frame = requestAnimationFrame(() => {
      const row = document.querySelector<HTMLElement>("[data-sought]");
      if (!row) return;
      reached = wanted;
      row.scrollIntoView({ block: "center" });
      row.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, drawn]);
}
