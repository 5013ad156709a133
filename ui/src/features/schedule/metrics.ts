// Figures of the slots that are kept. Nothing is estimated: what is not in the history has no figure.
import type { SlotState, SlotSummary } from "@/ipc";

/** Milliseconds from a slot's first run to the end of its last; null while it runs, or when it did not. */
export const tookOf = ({ started_at, finished_at }: SlotSummary): number | null =>
  started_at !== null && finished_at !== null ? Math.max(0, finished_at - started_at) : null;

/** Milliseconds from the time a slot was due to its first run; null when it did not begin. */
export const delayOf = ({ started_at, due }: SlotSummary): number | null =>
  started_at === null ? null : Math.max(0, started_at - due);

const inOrder = (numbers: readonly number[]): number[] => [...numbers].sort((a, b) => a - b);

export function median(numbers: readonly number[]): number | null {
  const sorted = inOrder(numbers);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The least of the numbers that `share` of them do not exceed. */
export function percentile(numbers: readonly number[], share: number): number | null {
  const sorted = inOrder(numbers);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? null;
}

export interface Metrics {
  succeeded: number;
  /** Slots that ended well or badly. */
  ended: number;
  /** Slots that did not run: left out, merged, expired, cancelled. */
  without: number;
  /** Of slots that succeeded, in milliseconds. */
  took: number | null;
  lastTook: number | null;
  /** So long 95 of 100 slots waited at most beyond their due time, in milliseconds. */
  delay: number | null;
}

const WITHOUT: readonly SlotState[] = ["skipped", "merged", "expired", "cancelled"];
const isNumber = (value: number | null): value is number => value !== null;

/** Figures of slots, newest first. What a person ran by hand has no due time, and counts only for how long it took. */
export function metricsOf(slots: readonly SlotSummary[]): Metrics {
  const planned = slots.filter((slot) => slot.origin === "planned");
  const of = (state: SlotState) => planned.filter((slot) => slot.state === state).length;
  const took = slots
    .filter((slot) => slot.state === "succeeded")
    .map(tookOf)
    .filter(isNumber);
  return {
    succeeded: of("succeeded"),
    ended: of("succeeded") + of("failed"),
    without: planned.filter((slot) => WITHOUT.includes(slot.state)).length,
    took: median(took),
    lastTook: took[0] ?? null,
    delay: percentile(planned.map(delayOf).filter(isNumber), 0.95),
  };
}

/** Whether a slot may be run although it is over: it was left out, missed, cancelled, or it failed. */
export const canRunAnyway = ({ state }: Pick<SlotSummary, "state">): boolean =>
  state === "failed" || WITHOUT.includes(state);

/** `4 of 5`, the runs of a slot that ended well; null where it has none. */
export function runsDone({ runs }: Pick<SlotSummary, "runs">): string | null {
  if (runs.length === 0) return null;
  return `${runs.filter((run) => run.state === "succeeded").length} of ${runs.length}`;
}
