// Which days the kept results of a workflow cover, of which of its queries they are, and which runs together cover each day once. Days
// are counted as `dayNumber` does.
import { formatClock, plural } from "@/components/format";
import { sameDates } from "@/features/execution/result_comparison";
import { type Days, daysOf } from "@/features/execution/same_window";
import { addDays, isoDay, shortDay } from "@/features/query/windows";
import type { ExecutionSummary, KeptRuns } from "@/ipc";

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

export type Kept = KeptRuns["runs"][number];

/** A query with its values, as a workflow had it for a while. */
export interface Version {
  asked: number;
  newest: Kept;
  /** `as last run (12 results)`, `as run until 3 Feb (4 results)`. */
  word: string;
}

/** The queries of which runs are, which come newest first. */
export function versionsOf(runs: readonly Kept[], now: number): Version[] {
  const found = new Map<number, { newest: Kept; results: number }>();
  for (const run of runs) {
    const { newest, results } = found.get(run.asked) ?? { newest: run, results: 0 };
    found.set(run.asked, { newest, results: results + 1 });
  }
  const days = [...found.values()].map(({ newest }) => dayWords(newest.created_at, now));
  return [...found].map(([asked, { newest, results }], i) => {
    const day = days[i] ?? "";
    const several = days.filter((other) => other === day).length > 1;
    const until = several ? `${day} ${formatClock(newest.created_at)}` : day;
    const how = i === 0 ? "as last run" : `as run until ${until}`;
    return { asked, newest, word: `${how} (${plural(results, "result")})` };
  });
}

/** `3 Feb`, and `3 Feb 2025` in another year. */
function dayWords(at: number, now: number): string {
  const date = new Date(at);
  const day = shortDay(isoDay(date));
  return date.getFullYear() === new Date(now).getFullYear() ? day : `${day} ${date.getFullYear()}`;
}

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
