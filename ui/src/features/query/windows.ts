// Choices of the window and how they are said. The dates themselves are counted by the host, in the person's zone.
import type { ResolvedWindow, WindowSpec } from "@/ipc";

export type WindowKind = WindowSpec["kind"];

export const WINDOW_KINDS: readonly { kind: WindowKind; word: string }[] = [
  { kind: "last_days", word: "Last days" },
  { kind: "last_full_weeks", word: "Last full weeks" },
  { kind: "last_full_month", word: "Last full month" },
  { kind: "month_to_date", word: "Month to date" },
  { kind: "fixed", word: "Fixed dates" },
];

export const MOST_DAYS = 395;
export const MOST_WEEKS = 56;

/** Another kind of window, starting from the dates that are chosen now. */
export function ofKind(kind: WindowKind, now: ResolvedWindow | undefined): WindowSpec {
  switch (kind) {
    case "last_days":
      return { kind, days: Math.min(now?.days ?? 28, MOST_DAYS) };
    case "last_full_weeks":
      return { kind, weeks: 4 };
    case "fixed": {
      const last = now ? addDays(dayOf(now.start), now.days - 1) : isoDay(new Date());
      return { kind, start: now ? dayOf(now.start) : last, end: last };
    }
    case "words":
      return { kind, text: `last ${now?.days ?? 28} days lag 1` };
    default:
      return { kind };
  }
}

/** What is wrong with a window, in words; null when nothing is. */
export function windowFault(window: WindowSpec): string | null {
  if (window.kind === "last_days" && !between(window.days, 1, MOST_DAYS)) return `Days: 1 to ${MOST_DAYS}`;
  if (window.kind === "last_full_weeks" && !between(window.weeks, 1, MOST_WEEKS)) return `Weeks: 1 to ${MOST_WEEKS}`;
  if (window.kind === "fixed") {
    if (!window.start || !window.end) return "Both dates are needed.";
    if (window.end < window.start) return "The last day lies before the first.";
  }
  return null;
}

const between = (n: number, low: number, high: number) => Number.isInteger(n) && n >= low && n <= high;

export const dayOf = (instant: string): string => instant.slice(0, 10);

export function isoDay(date: Date): string {
  const two = (n: number) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Days are counted in UTC, where each has 24 hours. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${dayOf(day)}T00:00:00Z`) / 86_400_000);

export function addDays(day: string, days: number): string {
  return new Date((dayNumber(day) + days) * 86_400_000).toISOString().slice(0, 10);
}

const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
export const shortDay = (day: string): string => SHORT.format(dayNumber(day) * 86_400_000);

/** `America/New_York` is said as `New York time`. */
export function zoneWords(zone: string): string {
  if (zone === "UTC" || zone === "Etc/UTC") return "UTC";
  return `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}
