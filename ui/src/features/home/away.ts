// What came of slots that came late, in words.
import { formatNumber, formatWhen } from "@/components/format";
import type { Away, AwaySlot, SlotState } from "@/ipc";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const WITHOUT: readonly SlotState[] = ["cancelled", "merged", "skipped", "expired"];

/** Whether nothing ran for this slot, so that it may be run by hand. */
export const didNotRun = ({ state }: Pick<AwaySlot, "state">): boolean => WITHOUT.includes(state);

/** Which slots a part of the sentence counts, and what it says of one and of several. */
const PARTS: readonly [states: readonly SlotState[], one: string, many: string][] = [
  [["succeeded"], "ran late", "ran late"],
  [["failed"], "ran late and failed", "ran late and failed"],
  [["running", "waiting"], "runs now", "run now"],
  [["merged"], "was merged into a newer one", "were merged into newer ones"],
  [["skipped"], "was left out", "were left out"],
  [["expired"], "was too old to be made up for", "were too old to be made up for"],
  [["cancelled"], "was cancelled", "were cancelled"],
];

/** `3 ran late, 1 was merged into a newer one. None was lost, none ran twice.` */
export function awaySentence({ slots, more }: Away): string {
  const parts = PARTS.map(([states, one, many]) => {
    const count = slots.filter(({ state }) => states.includes(state)).length;
    return count > 0 && `${formatNumber(count)} ${count === 1 ? one : many}`;
  });
  const of = more > 0 ? `Of the newest ${slots.length}: ` : "";
  return `${of}${parts.filter(Boolean).join(", ")}. None was lost, none ran twice.`;
}

/** `34 min`, `5 h`, `2 days`. */
function gapWords(gap: number): string {
  if (gap < HOUR) return `${Math.max(1, Math.round(gap / MINUTE))} min`;
  if (gap < 2 * DAY) return `${Math.round(gap / HOUR)} h`;
  return `${Math.round(gap / DAY)} days`;
}

const STOPPED: Partial<Record<SlotState, string>> = {
  merged: "Merged into a newer slot.",
  skipped: "Left out.",
  expired: "Too old to be made up for.",
  cancelled: "Cancelled.",
};

/** What became of a slot: `Ran at 07:49, 34 min late. Its dates stay Tue 24 Feb to Mon 2 Mar 2026.` */
export function receiptWords({ state, nominal, started_at, covers }: AwaySlot, now: number): string {
  const stopped = STOPPED[state];
  if (stopped) return stopped;
  const late =
    started_at === null ? "late" : `at ${formatWhen(started_at, now)}, ${gapWords(started_at - nominal)} late`;
  const dates = covers ? ` Its dates stay ${covers}.` : "";
  if (state === "waiting") return `Waits for its turn.${dates}`;
  if (state === "running") return `Began ${late}, and runs now.${dates}`;
  if (state === "failed") return `Ran ${late}, and failed.${dates}`;
  return `Ran ${late}.${dates}`;
}

/** Up to when all of these were found. */
export const newestFound = (slots: readonly AwaySlot[]): number => Math.max(...slots.map(({ found_at }) => found_at));
