import { addDays, dayNumber, dayOf } from "@/features/query/windows";
import type { ExecutionSummary, WindowSpec } from "@/ipc";

type Dates = Pick<ExecutionSummary, "window_start" | "window_end">;

/** Whether the end is the midnight after the last day, as it is for windows of whole days. */
const endsAtMidnight = (end: string): boolean => /T00:00(:00(\.0+)?)?$/.test(end);

/** Whether the window covers whole days, so that the words tell all of it. */
export function sameWindow({ window_start, window_end }: Dates): boolean {
  return !window_start.includes("T") || (/T00:00/.test(window_start) && endsAtMidnight(window_end));
}

/** The very dates of a run, for running it again: by now its rule might mean others. */
export function fixedWindow({ window_start, window_end }: Dates): WindowSpec {
  const start = dayOf(window_start);
  const last = endsAtMidnight(window_end) && dayNumber(window_end) > dayNumber(start);
  return { kind: "fixed", start, end: last ? addDays(dayOf(window_end), -1) : dayOf(window_end) };
}
