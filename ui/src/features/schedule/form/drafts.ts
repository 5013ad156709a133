// Schedules that are being written.
import { draftStore, NEW } from "@/components/drafts";
import { type Draft, emptyDraft } from "./draft";

export { NEW };

const store = draftStore<Draft>();

export const { change: changeDraft, drop: dropDraft, isChanged, useDraft } = store;
export const beginDraft = (key: string, draft: Draft): void => store.begin(key, draft);

/**
 * Begins a new schedule with what is known of it; what was written and not saved is kept if nothing is given. Answers what was
 * written before and would be lost.
 */
export function beginNew(given?: Partial<Draft>): Draft | null {
  const before = store.get(NEW);
  if (!given && before) return null;
  const lost = before && isChanged(NEW) ? before : null;
  store.begin(NEW, { ...emptyDraft(), ...given }, emptyDraft());
  return lost;
}
