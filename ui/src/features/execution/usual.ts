// How long a run usually takes, told by earlier runs of the same query on the same instance.
import { isUnderWay } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";

type Told = Pick<ExecutionSummary, "name" | "instance_id" | "workflow_id">;

/** Runs are of the same query when they are of the same workflow, or of the same name where there is none. */
const queryKey = ({ name, workflow_id }: Told): string =>
  workflow_id === null ? `name ${name}` : `workflow ${workflow_id}`;
const key = (run: Told): string => `${run.instance_id} ${queryKey(run)}`;
export const sameQuery = (a: Told, b: Told): boolean => queryKey(a) === queryKey(b);

/** Earlier runs of the same query on the same instance, newest first. */
export const earlierRuns = (run: ExecutionSummary, all: readonly ExecutionSummary[]): ExecutionSummary[] =>
  all
    .filter((other) => other.id !== run.id && other.created_at < run.created_at && key(other) === key(run))
    .sort((a, b) => b.created_at - a.created_at);

/** Fewer say nothing. */
const LEAST_RUNS = 2;
/** What ran long ago says little of today. */
const MOST_RUNS = 20;

export interface Usual {
  /** Milliseconds from the submit to the end, as most runs. */
  median: number;
  least: number;
  most: number;
  runs: number;
}

/** From the durations of runs that succeeded, the newest first; null where they are too few. */
function usualOf(durations: readonly number[]): Usual | null {
  const sorted = durations.slice(0, MOST_RUNS).sort((a, b) => a - b);
  if (sorted.length < LEAST_RUNS) return null;
  const half = Math.floor(sorted.length / 2);
  const [low = 0, high = 0] = sorted.length % 2 === 0 ? sorted.slice(half - 1, half + 1) : [sorted[half], sorted[half]];
  return { median: (low + high) / 2, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0, runs: sorted.length };
}

const durationOf = (run: ExecutionSummary): number[] =>
  run.state === "succeeded" && run.finished_at !== null ? [run.finished_at - run.created_at] : [];

export const usualTime = (run: ExecutionSummary, all: readonly ExecutionSummary[]): Usual | null =>
  usualOf(earlierRuns(run, all).flatMap(durationOf));

/** The same for all runs that are under way, by their ids: the list is walked once, however many there are. */
export function usualTimes(all: readonly ExecutionSummary[]): Map<string, Usual> {
  const open = all.filter((run) => isUnderWay(run.state));
  const wanted = new Map<string, ExecutionSummary[]>(open.map((run) => [key(run), []]));
  for (const run of all) wanted.get(key(run))?.push(run);
  return new Map(
    open.flatMap((run) => {
      const usual = usualTime(run, wanted.get(key(run)) ?? []);
      return usual ? [[run.id, usual] as const] : [];
    }),
  );
}

/** How much of a usual run lies behind, at most 1, and how many milliseconds are left, none when it takes longer. */
export function progressOf(run: Pick<ExecutionSummary, "created_at">, usual: Usual, now: number) {
  const gone = Math.max(0, now - run.created_at);
  return { part: usual.median > 0 ? Math.min(1, gone / usual.median) : 1, left: Math.max(0, usual.median - gone) };
}

/** `about 4 min left, from 6 earlier runs`; what is nearly over or late is said so. */
export function leftWords(run: Pick<ExecutionSummary, "created_at">, usual: Usual, now: number): string {
  const { left } = progressOf(run, usual, now);
  const from = `from ${usual.runs} earlier runs`;
  if (left === 0) return `longer than usual, ${from}`;
  const minutes = Math.round(left / 60_000);
  if (minutes >= 90) return `about ${Math.round(minutes / 60)} h left, ${from}`;
  return minutes >= 1 ? `about ${minutes} min left, ${from}` : `less than a minute left, ${from}`;
}
