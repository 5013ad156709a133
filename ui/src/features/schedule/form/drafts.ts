// Schedules that are being written, kept while one looks elsewhere: a new one, and one for each that is changed.
import { useSyncExternalStore } from "react";
import { type Draft, emptyDraft } from "./draft";

/** Under which key a new schedule is kept; ids are UUIDs. */
export const NEW = "new";

const listeners = new Set<() => void>();
let drafts: Readonly<Record<string, Draft>> = {};
/** What a draft began as: what differs from it would be lost. */
const begun = new Map<string, string>();

function set(next: Record<string, Draft>): void {
  drafts = next;
  for (const listener of listeners) listener();
}

/** Begins to write a schedule, in place of what was written under that key. */
export function beginDraft(key: string, draft: Draft): void {
  begun.set(key, JSON.stringify(draft));
  set({ ...drafts, [key]: draft });
}

/**
 * Begins a new schedule with what is known of it; what was written and not saved is kept if nothing is given. Answers what was
 * written before and would be lost.
 */
export function beginNew(given?: Partial<Draft>): Draft | null {
  const before = drafts[NEW];
  if (!given && before) return null;
  const lost = before && isChanged(NEW) ? before : null;
  begun.set(NEW, JSON.stringify(emptyDraft()));
  set({ ...drafts, [NEW]: { ...emptyDraft(), ...given } });
  return lost;
}

export function changeDraft(key: string, change: Partial<Draft>): void {
  const draft = drafts[key];
  if (draft) set({ ...drafts, [key]: { ...draft, ...change } });
}

export function dropDraft(key: string): void {
  const { [key]: _gone, ...rest } = drafts;
  begun.delete(key);
  set(rest);
}

/** Whether something was written that closing would lose. */
export const isChanged = (key: string): boolean => {
  const draft = drafts[key];
  return draft !== undefined && JSON.stringify(draft) !== begun.get(key);
};

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useDraft = (key: string | null): Draft | null =>
  useSyncExternalStore(subscribe, () => (key === null ? null : (drafts[key] ?? null)));
