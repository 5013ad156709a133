// What the charts draw: stacks of runs, and where lines and words of the axes stand.
import { formatDay, formatDayYear } from "@/components/format";
import { noonOf, weekdayOf } from "@/features/schedule/calendar/days";
import type { DayFigures } from "@/ipc";

/** Beyond so many days a stack stands for a week. */
const MOST_DAILY = 90;

/** Runs of a day, or of the days of a week. */
export interface Stack {
  first: string;
  last: string;
  succeeded: number;
  failed: number;
  other: number;
}

export const areWeekly = (days: readonly DayFigures[]): boolean => days.length > MOST_DAILY;

/** Runs day by day; of many days week by week, from Monday on. */
export function stacksOf(days: readonly DayFigures[]): Stack[] {
  const weekly = areWeekly(days);
  const stacks: Stack[] = [];
  for (const { day, succeeded, failed, other } of days) {
    const open = stacks.at(-1);
    if (open && weekly && weekdayOf(day) !== 0) {
      open.last = day;
      open.succeeded += succeeded;
      open.failed += failed;
      open.other += other;
    } else stacks.push({ first: day, last: day, succeeded, failed, other });
  }
  return stacks;
}

/** `Wed 4 Mar 2026`, or `Mon 2 Mar to Sun 8 Mar 2026`. */
export const stackWords = ({ first, last }: Pick<Stack, "first" | "last">): string =>
  first === last ? formatDayYear(noonOf(first)) : `${formatDay(noonOf(first))} to ${formatDayYear(noonOf(last))}`;

/** Lines of a scale are so many at most, the one at zero not counted. */
const MOST_LINES = 4;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const TIMES = [1, 2, 5, 10, 15, 30]
  .flatMap((n) => [n * SECOND, n * MINUTE])
  .concat([HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR])
  .sort((a, b) => a - b);
const DAY = 24 * HOUR;

const linesTo = (most: number, step: number): number[] =>
  Array.from({ length: Math.max(1, Math.ceil(most / step)) + 1 }, (_, i) => i * step);

/** Whole numbers from zero up to at least the greatest, evenly apart. */
export function countLines(most: number): number[] {
  let step = 1;
  for (let i = 0; most / step > MOST_LINES; i += 1) step *= i % 3 === 1 ? 2.5 : 2;
  return linesTo(most, step);
}

/** Times in milliseconds from zero up to at least the greatest, as clocks divide them. */
export function timeLines(most: number): number[] {
  const step = TIMES.find((each) => most / each <= MOST_LINES);
  return linesTo(most, step ?? Math.ceil(most / MOST_LINES / DAY) * DAY);
}

export interface Mark {
  /** Which of the spots it stands under. */
  at: number;
  word: string;
}

const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric" });
const MOST_MARKS = 5;
/** Over so many days a day's name says less than that of its month. */
const BY_MONTH = 180;

/** A few of the days, evenly apart, the first and the last among them. */
export function marksOf(days: readonly string[], span: number): Mark[] {
  const format = span > BY_MONTH ? MONTH : SHORT;
  const count = Math.min(MOST_MARKS, days.length);
  return Array.from({ length: count }, (_, i) => {
    const at = count === 1 ? 0 : Math.round((i / (count - 1)) * (days.length - 1));
    return { at, word: format.format(noonOf(days[at] ?? "")) };
  });
}
