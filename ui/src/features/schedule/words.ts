// What lists and details say of a schedule: when it is next, how it is, how it went.
import { formatDay, formatNumber, plural } from "@/components/format";
import type { ScheduleSummary, SlotState } from "@/ipc";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** So long after its due time a slot that has not begun is late. */
const LATE = MINUTE;

/** `America/New_York` is said as `New York`. */
export const cityOf = (zone: string): string =>
  zone === "UTC" || zone === "Etc/UTC" ? "UTC" : (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** The calendar day on a zone's clock, as in `Fri 6 Mar`. An unknown zone is taken for the person's own. */
export function dayIn(at: number, zone: string): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: zone })
      .format(at)
      .replace(",", "");
  } catch {
    return formatDay(at);
  }
}

/** `2026-03-05` on a zone's calendar. An unknown zone is taken for the person's own. */
export function dayOn(at: number, zone: string): string {
  const parts = { year: "numeric", month: "2-digit", day: "2-digit" } as const;
  try {
    return new Intl.DateTimeFormat("sv-SE", { ...parts, timeZone: zone }).format(at);
  } catch {
    return new Intl.DateTimeFormat("sv-SE", parts).format(at);
  }
}

/** `in 18 min`, `in 5 h`, `tomorrow`, `in 4 days`. */
export function untilWords(at: number, now: number, zone: string): string {
  const left = at - now;
  if (left < MINUTE) return "now";
  if (left < HOUR) return `in ${Math.floor(left / MINUTE)} min`;
  if (dayIn(at, zone) === dayIn(now, zone)) return `in ${Math.floor(left / HOUR)} h`;
  if (dayIn(at, zone) === dayIn(now + DAY, zone)) return "tomorrow";
  const days = Math.round(left / DAY);
  if (days < 14) return `in ${days} days`;
  if (days < 60) return `in ${Math.round(days / 7)} weeks`;
  return `in ${Math.round(days / 30)} months`;
}

export const isLate = ({ state, next_due }: Pick<ScheduleSummary, "state" | "next_due">, now: number): boolean =>
  state === "on" && next_due !== null && now - next_due > LATE;

/** Whether its newest slot that ended failed, or instances of it are set aside. */
export const isFailing = ({ last_slots, set_aside, pause }: ScheduleSummary): boolean =>
  set_aside > 0 ||
  pause?.code === "schedule.failing" ||
  last_slots.findLast((state) => state === "succeeded" || state === "failed") === "failed";

export interface NextWords {
  first: string;
  second: string;
  tone: "plain" | "amber" | "red";
}

/** What the column of the next slot says, in two lines. */
export function nextWords(schedule: ScheduleSummary, now: number): NextWords {
  const { state, time_zone, next_nominal, next_local, paused_at, pause } = schedule;
  if (state === "ended") return { first: "Ended", second: "no slot is left", tone: "plain" };
  if (state === "paused") {
    const first = paused_at === null ? "Paused" : `Paused ${dayIn(paused_at, time_zone).replace(/^\w+ /, "")}`;
    return { first, second: pause ? "by RecomAMP" : "by you", tone: pause ? "red" : "plain" };
  }
  if (next_nominal === null) return { first: "No slot", second: "it fires no more", tone: "plain" };
  const today = dayIn(now, time_zone);
  const local = next_local ?? dayIn(next_nominal, time_zone);
  const first = local.startsWith(today) ? `Today${local.slice(today.length)}` : local;
  if (isLate(schedule, now)) return { first, second: `${agoWords(schedule.next_due ?? now, now)} late`, tone: "amber" };
  return { first, second: untilWords(next_nominal, now, time_zone), tone: "plain" };
}

function agoWords(at: number, now: number): string {
  const gone = now - at;
  if (gone < HOUR) return `${Math.floor(gone / MINUTE)} min`;
  if (gone < 2 * DAY) return `${Math.floor(gone / HOUR)} h`;
  return `${Math.floor(gone / DAY)} days`;
}

export interface Trouble {
  tone: "amber" | "red";
  words: string;
}

/** What is wrong with a schedule and why, in a sentence; null when nothing is. */
export function troubleOf(schedule: ScheduleSummary, now: number): Trouble | null {
  const { state, pause, set_aside, instances } = schedule;
  if (state === "paused" && pause) return { tone: "red", words: pause.message };
  if (isLate(schedule, now)) {
    const late = agoWords(schedule.next_due ?? now, now);
    return { tone: "amber", words: `Its slot was due ${late} ago and has not been taken up yet.` };
  }
  if (set_aside > 0) {
    return { tone: "amber", words: `${formatNumber(set_aside)} of ${plural(instances, "instance")} set aside.` };
  }
  if (isFailing(schedule)) {
    const failed = [...schedule.last_slots].reverse().filter((slot) => slot === "succeeded" || slot === "failed");
    const row = failed.indexOf("succeeded");
    const count = row < 0 ? failed.length : row;
    return { tone: "red", words: count === 1 ? "Its last slot failed." : `Its last ${count} slots failed.` };
  }
  return null;
}

export const SLOT_WORDS: Record<SlotState, string> = {
  waiting: "Waiting",
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  skipped: "Skipped",
  merged: "Merged",
  expired: "Expired",
};

/** `12 succeeded, 1 failed, 1 skipped`. */
export function slotCounts(slots: readonly SlotState[]): string {
  const kinds = Object.keys(SLOT_WORDS) as SlotState[];
  const order: SlotState[] = ["succeeded", "failed", ...kinds.filter((kind) => !/^(succeeded|failed)$/.test(kind))];
  return order
    .map((kind) => [slots.filter((slot) => slot === kind).length, SLOT_WORDS[kind].toLowerCase()] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(", ");
}

/** What a screen reader hears of the strip, the newest slot first. */
export function stripWords(slots: readonly SlotState[]): string {
  const last = slots.at(-1);
  if (!last) return "No slot has come yet";
  return `Last ${plural(slots.length, "slot")}: ${slotCounts(slots)}; the newest ${SLOT_WORDS[last].toLowerCase()}`;
}

/** `96.6%`; null before any slot has ended. */
export const successWords = ({ succeeded, ended }: ScheduleSummary): string | null =>
  ended === 0 ? null : `${((succeeded / ended) * 100).toFixed(1)}%`;

/** `18 on, 2 paused`. */
export function countWords(schedules: readonly ScheduleSummary[]): string {
  const of = (state: ScheduleSummary["state"]) => schedules.filter((schedule) => schedule.state === state).length;
  const parts = [`${formatNumber(of("on"))} on`];
  if (of("paused") > 0) parts.push(`${formatNumber(of("paused"))} paused`);
  if (of("ended") > 0) parts.push(`${formatNumber(of("ended"))} ended`);
  return parts.join(", ");
}

export type Show = "all" | "on" | "paused" | "failing";

/** Which schedules the list shows. */
export interface Filter {
  text: string;
  show: Show;
}

export const SHOWN: Record<Show, (schedule: ScheduleSummary) => boolean> = {
  all: () => true,
  on: ({ state }) => state === "on",
  paused: ({ state }) => state === "paused",
  failing: isFailing,
};

const RANK = { on: 0, paused: 1, ended: 2 };

/** Those that fire come first, the next of them at the top; then what is paused, the latest first, and what has ended. */
export const inOrder = (schedules: readonly ScheduleSummary[]): ScheduleSummary[] =>
  [...schedules].sort(
    (a, b) =>
      RANK[a.state] - RANK[b.state] ||
      (a.next_nominal ?? 0) - (b.next_nominal ?? 0) ||
      (b.paused_at ?? 0) - (a.paused_at ?? 0) ||
      a.name.localeCompare(b.name),
  );

/** The schedule whose slot comes first. */
export function nextOf(schedules: readonly ScheduleSummary[]): ScheduleSummary | null {
  let first: ScheduleSummary | null = null;
  for (const schedule of schedules) {
    if (schedule.state !== "on" || schedule.next_nominal === null) continue;
    if (!first || schedule.next_nominal < (first.next_nominal ?? 0)) first = schedule;
  }
  return first;
}
