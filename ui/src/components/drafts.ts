// What is being written in a form, kept while one looks elsewhere: a new thing, and one for each that is changed.
import { useSyncExternalStore } from "react";

/** Under which key a new thing is kept; ids are others. */
export const NEW = "new";

export function draftStore<T extends object>() {
  const listeners = new Set<() => void>();
  let drafts: Readonly<Record<string, T>> = {};
  /** What a draft began as: what differs from it would be lost. */
  const begun = new Map<string, string>();
  const set = (next: Record<string, T>) => {
    drafts = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    get: (key: string): T | undefined => drafts[key],
    /** Begins to write in place of what was written under that key; `bare` is what nobody would miss. */
    begin: (key: string, draft: T, bare: T = draft): void => {
      begun.set(key, JSON.stringify(bare));
      set({ ...drafts, [key]: draft });
    },
    change: (key: string, change: Partial<T>): void => {
      const draft = drafts[key];
      if (draft) set({ ...drafts, [key]: { ...draft, ...change } });
    },
    drop: (key: string): void => {
      const { [key]: _gone, ...rest } = drafts;
      begun.delete(key);
      set(rest);
    },
    /** Whether something was written that closing would lose. */
    isChanged: (key: string): boolean => {
      const draft = drafts[key];
      return draft !== undefined && JSON.stringify(draft) !== begun.get(key);
    },
    useDraft: (key: string | null): T | null =>
      useSyncExternalStore(subscribe, () => (key === null ? null : (drafts[key] ?? null))),
  };
}
