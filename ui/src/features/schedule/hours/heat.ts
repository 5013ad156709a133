// The hour load of the coming days: how full an hour is, and what is said of it.
import { formatClock, formatDay, formatNumber, plural } from "@/components/format";
import type { CrowdedInstance, Rehearsal } from "@/ipc";
import { WEEKDAYS, weekdayOf } from "../calendar/days";

/** Days that are rehearsed for it. */
export const DAYS = 90;
const HOUR = 3_600_000;
/** Steps of its colours. */
const LEVELS = 5;

/** How full an hour is beside the fullest, 1 to 5; 0 for an empty one. */
export const levelOf = (count: number, most: number): number =>
  count === 0 || most === 0 ? 0 : Math.max(1, Math.ceil((count / most) * LEVELS));

/** Short enough for a narrow cell: `940`, `1.3k`, `12k`. */
export function compact(count: number): string {
  if (count < 1000) return String(count);
  const thousands = count / 1000;
  return thousands < 9.95 ? `${thousands.toFixed(1)}k` : `${Math.round(thousands)}k`;
}

const clock = (hour: number): string => `${String(hour % 24).padStart(2, "0")}:00`;

export interface Cell {
  /** 0 for Monday. */
  weekday: number;
  hour: number;
}

/** The fullest hour of the week, the first of several. */
export function fullest(weekdays: readonly number[][]): Cell & { count: number } {
  let found = { weekday: 0, hour: 0, count: 0 };
  for (const [weekday, hours] of weekdays.entries()) {
    for (const [hour, count] of hours.entries()) if (count > found.count) found = { weekday, hour, count };
  }
  return found;
}

/** `Mondays, 06:00 to 07:00: 312 executions in 90 days, about 24 each time.` */
export function cellWords({ weekday, hour }: Cell, { weekdays, days }: Pick<Rehearsal, "weekdays" | "days">): string {
  const count = weekdays[weekday]?.[hour] ?? 0;
  const when = `${WEEKDAYS[weekday]}s, ${clock(hour)} to ${clock(hour + 1)}`;
  if (count === 0) return `${when}: no executions.`;
  const times = days.filter(({ day }) => weekdayOf(day) === weekday).length;
  const each = Math.round(count / Math.max(1, times));
  const often = each > 0 ? `, about ${formatNumber(each)} each time` : "";
  return `${when}: ${plural(count, "execution")} in ${days.length} days${often}.`;
}

/** Where a key leads from an hour of the week; null for keys that lead nowhere. */
export function cellAt(key: string, { weekday, hour }: Cell): Cell | null {
  const within = (weekday: number, hour: number): Cell => ({
    weekday: Math.max(0, Math.min(6, weekday)),
    hour: Math.max(0, Math.min(23, hour)),
  });
  switch (key) {
    case "ArrowLeft":
      return within(weekday, hour - 1);
    case "ArrowRight":
      return within(weekday, hour + 1);
    case "ArrowUp":
      return within(weekday - 1, hour);
    case "ArrowDown":
      return within(weekday + 1, hour);
    case "Home":
      return within(weekday, 0);
    case "End":
      return within(weekday, 23);
    default:
      return null;
  }
}

/** That an instance is given more than it runs at once, in a sentence. */
export function crowdedWords({ at, executions, days }: CrowdedInstance, name: string, atOnce: number): string {
  const hour = `between ${formatClock(at)} and ${formatClock(at + HOUR)}`;
  const when = days === 1 ? `on ${formatDay(at)} ${hour}` : `${hour} on ${days} days, first on ${formatDay(at)}`;
  const most = days === 1 ? plural(executions, "execution") : `up to ${plural(executions, "execution")}`;
  return `${name} is given ${most} ${when}; ${atOnce} run at once, so up to ${formatNumber(executions - atOnce)} wait.`;
}
