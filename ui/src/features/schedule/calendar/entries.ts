// What a day of the calendar holds: what became of its slots, and those that are still to come.
import { plural } from "@/components/format";
import type { RehearsedDay, SlotDay, SlotState } from "@/ipc";

/** A slot of an entry; without a state it is still to come. */
export interface Time {
  at: number;
  state: SlotState | null;
  manual: boolean;
}

/** A schedule on a day. */
export interface Entry {
  id: string;
  name: string;
  deleted: boolean;
  /** What there is to know first of its slots that came; null where all are still to come. */
  state: SlotState | null;
  /** All its slots of the day; not all need be among `times`. */
  slots: number;
  /** Executions of those that are still to come. */
  executions: number;
  times: Time[];
}

export interface CalendarDay {
  /** Those of which something failed first, then in the order of their first slots. */
  entries: Entry[];
  /** Schedules that are not among the entries. */
  more: number;
  words: string;
}

/** `12 succeeded, 1 failed, 3 slots planned with 36 executions`. */
function dayWords(past: SlotDay | undefined, ahead: RehearsedDay | undefined): string {
  const { succeeded = 0, failed = 0, cancelled = 0, left_out = 0, open = 0 } = past ?? {};
  const counts: [number, string][] = [
    [succeeded, "succeeded"],
    [failed, "failed"],
    [cancelled, "cancelled"],
    [left_out, "left out"],
    [open, "under way"],
  ];
  const parts = counts.filter(([count]) => count > 0).map(([count, word]) => `${plural(count, word, word)}`);
  if (ahead && ahead.slots > 0) {
    parts.push(`${plural(ahead.slots, "slot")} planned with ${plural(ahead.executions, "execution")}`);
  }
  return parts.join(", ") || "no slots";
}

/** The day of which the host said this. A schedule that has had slots and has some to come is one entry. */
export function calendarDay(past: SlotDay | undefined, ahead: RehearsedDay | undefined): CalendarDay {
  const entries: Entry[] = (past?.schedules ?? []).map(({ id, name, deleted, state, count, slots }) => ({
    id,
    name,
    deleted,
    state,
    slots: count,
    executions: 0,
    times: slots,
  }));
  for (const { id, name, slots, executions, at } of ahead?.schedules ?? []) {
    const times = at.map((each): Time => ({ at: each, state: null, manual: false }));
    const had = entries.find((entry) => entry.id === id);
    if (had) Object.assign(had, { slots: had.slots + slots, executions, times: [...had.times, ...times] });
    else entries.push({ id, name, deleted: false, state: null, slots, executions, times });
  }
  // A schedule that is left out on both sides would count twice.
  return { entries, more: Math.max(past?.more ?? 0, ahead?.more ?? 0), words: dayWords(past, ahead) };
}

/** As many lines as a day has room for. */
export const LINES = 4;

/** The entries that a day shows, and how many schedules more there are. */
export function linesOf({ entries, more }: CalendarDay): { shown: Entry[]; rest: number } {
  if (entries.length + more <= LINES) return { shown: entries, rest: 0 };
  return { shown: entries.slice(0, LINES - 1), rest: entries.length - (LINES - 1) + more };
}

/** By the time of their first slots, as a day is told in full. */
export const inTime = (entries: readonly Entry[]): Entry[] =>
  [...entries].sort((a, b) => (a.times[0]?.at ?? 0) - (b.times[0]?.at ?? 0));
