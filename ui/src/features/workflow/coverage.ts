// Which days the kept results of a workflow cover, and which runs together cover each day once. Days are counted as `dayNumber` does.
import { sameDates } from "@/features/execution/result_comparison";
import { fixedWindow } from "@/features/execution/same_window";
import { addDays, dayNumber, shortDay } from "@/features/query/windows";
import type { ExecutionSummary } from "@/ipc";

export interface Days {
  first: number;
  last: number;
}

/** Days that stand alike: how many different windows cover each of them. */
export interface Stretch extends Days {
  windows: number;
}

export interface Coverage extends Days {
  /** All days from the first that is covered to the last. */
  stretches: Stretch[];
}

export const isoOf = (day: number): string => addDays("1970-01-01", day);
export const lengthOf = ({ first, last }: Days): number => last - first + 1;

/** `2 Feb to 1 Mar`, `2 Feb` for a single day. */
export const daysWords = ({ first, last }: Days): string =>
  first === last ? shortDay(isoOf(first)) : `${shortDay(isoOf(first))} to ${shortDay(isoOf(last))}`;

export function daysOf(run: Pick<ExecutionSummary, "window_start" | "window_end">): Days {
  const window = fixedWindow(run);
  return window.kind === "fixed"
    ? { first: dayNumber(window.start), last: dayNumber(window.end) }
    : { first: 0, last: -1 };
}

export const keptRuns = (runs: readonly ExecutionSummary[]): ExecutionSummary[] =>
  runs.filter((run) => run.state === "succeeded" && run.row_count !== null).sort((a, b) => b.created_at - a.created_at);

/** Runs of the very same dates, the newest first; the windows in the order of their days. */
export function byWindow(runs: readonly ExecutionSummary[]): ExecutionSummary[][] {
  const groups: ExecutionSummary[][] = [];
  for (const run of [...runs].sort((a, b) => b.created_at - a.created_at)) {
    const group = groups.find(([first]) => first && sameDates(first, run));
    if (group) group.push(run);
    else groups.push([run]);
  }
  const firstDay = ([run]: ExecutionSummary[]) => (run ? daysOf(run).first : 0);
  return groups.sort((a, b) => firstDay(a) - firstDay(b));
}

/** What the windows of runs cover; null where there are none. */
export function coverage(runs: readonly ExecutionSummary[]): Coverage | null {
  const windows = byWindow(runs).flatMap(([run]) => (run ? [daysOf(run)] : []));
  if (windows.length === 0) return null;
  // Where the number of windows changes.
  const steps = new Map<number, number>();
  for (const { first, last } of windows) {
    steps.set(first, (steps.get(first) ?? 0) + 1);
    steps.set(last + 1, (steps.get(last + 1) ?? 0) - 1);
  }
  const days = [...steps.keys()].sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  let open = 0;
  for (const [i, first] of days.slice(0, -1).entries()) {
    open += steps.get(first) ?? 0;
    const last = (days[i + 1] ?? first) - 1;
    const before = stretches.at(-1);
    if (before && before.windows === open) before.last = last;
    else stretches.push({ first, last, windows: open });
  }
  return { first: days[0] ?? 0, last: (days.at(-1) ?? 1) - 1, stretches };
}

export const gapsOf = ({ stretches }: Coverage): Stretch[] => stretches.filter(({ windows }) => windows === 0);
export const doublesOf = ({ stretches }: Coverage): Stretch[] => stretches.filter(({ windows }) => windows > 1);
export const daysIn = (stretches: readonly Days[]): number => stretches.reduce((sum, each) => sum + lengthOf(each), 0);

/** Runs that cover no day twice: of each window the newest, and of windows that overlap the one that ran last. In the order of their days. */
export function stitched(runs: readonly ExecutionSummary[]): ExecutionSummary[] {
  const newest = byWindow(runs)
    .flatMap(([run]) => run ?? [])
    .sort((a, b) => b.created_at - a.created_at);
  const taken: ExecutionSummary[] = [];
  for (const run of newest) {
    const { first, last } = daysOf(run);
    const apart = taken.every((other) => daysOf(other).last < first || daysOf(other).first > last);
    if (apart) taken.push(run);
  }
  return taken.sort((a, b) => daysOf(a).first - daysOf(b).first);
}

/** The first days of the months that lie in some days, the first of them cut off. */
export function monthsOf({ first, last }: Days): { day: number; word: string }[] {
  const months: { day: number; word: string }[] = [];
  for (let day = first; day <= last; ) {
    const date = new Date(day * 86_400_000);
    const year = date.getUTCMonth() === 0 || months.length === 0 ? ` ${date.getUTCFullYear()}` : "";
    months.push({ day, word: `${MONTH.format(date)}${year}` });
    day = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 86_400_000;
  }
  return months;
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });
