// Choices of the window and how they are said. The dates themselves are counted by the host, in the person's zone.
import type { ResolvedWindow, WindowSpec } from "@/ipc";

/** A choice of the list: the rule with its number where it has one. */
export interface WindowChoice {
  value: string;
  word: string;
}

const days = (n: number): WindowChoice => ({ value: `last_days:${n}`, word: `Last ${n} days` });

export const WINDOW_CHOICES: readonly { group: string; choices: readonly WindowChoice[] }[] = [
  { group: "Days", choices: [7, 14, 30, 60, 90, 180].map(days) },
  {
    group: "Full",
    choices: [
      { value: "last_full_weeks:1", word: "Last full week" },
      { value: "last_full_weeks:4", word: "Last 4 full weeks" },
      { value: "last_full_month", word: "Last full month" },
      { value: "last_full_quarter", word: "Last full quarter" },
    ],
  },
  {
    group: "So far",
    choices: [
      { value: "month_to_date", word: "Month to date" },
      { value: "quarter_to_date", word: "Quarter to date" },
      { value: "year_to_date", word: "Year to date" },
    ],
  },
  {
    group: "Your own",
    choices: [
      { value: "fixed", word: "Fixed dates" },
      { value: "words", word: "In words" },
    ],
  },
];

export const MOST_DAYS = 395;
export const MOST_WEEKS = 56;

const numbered = (window: WindowSpec): number | null =>
  window.kind === "last_days" ? window.days : window.kind === "last_full_weeks" ? window.weeks : null;

/** A window as its choice; a number that the list does not offer makes one of its own. */
export function choiceOf(window: WindowSpec): WindowChoice {
  const n = numbered(window);
  const value = n === null ? window.kind : `${window.kind}:${n}`;
  const known = WINDOW_CHOICES.flatMap(({ choices }) => choices).find((choice) => choice.value === value);
  if (known) return known;
  const unit = window.kind === "last_days" ? "days" : "full weeks";
  return { value, word: n === null || Number.isNaN(n) ? `Last ${unit}` : `Last ${n} ${unit}` };
}

/** The window of a choice; dates and words start from what is chosen now. */
export function ofChoice(value: string, now: ResolvedWindow | undefined): WindowSpec {
  const [kind, n] = value.split(":") as [WindowSpec["kind"], string?];
  switch (kind) {
    case "last_days":
      return { kind, days: Number(n) };
    case "last_full_weeks":
      return { kind, weeks: Number(n) };
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

/** What is wrong with a window, in words; null when nothing is. Words are read by the host. */
export function windowFault(window: WindowSpec): string | null {
  if (window.kind === "last_days" && !between(window.days, 1, MOST_DAYS)) return `Days: 1 to ${MOST_DAYS}`;
  if (window.kind === "last_full_weeks" && !between(window.weeks, 1, MOST_WEEKS)) return `Weeks: 1 to ${MOST_WEEKS}`;
  if (window.kind === "words" && window.text.trim() === "") return "Words are needed, such as last 30 days lag 3.";
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
