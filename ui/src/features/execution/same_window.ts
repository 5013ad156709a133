// The dates of a run, which are told as its first and its last day.
import { dayNumber } from "@/features/query/windows";
import type { ExecutionSummary, WindowSpec } from "@/ipc";

type Dates = Pick<ExecutionSummary, "window_start" | "window_end">;

/** The very dates of a run, for running it again: by now its rule might mean others. */
export const fixedWindow = ({ window_start, window_end }: Dates): Extract<WindowSpec, { kind: "fixed" }> => ({
  kind: "fixed",
  start: window_start,
  end: window_end,
});

/** Days as `dayNumber` counts them, both included. */
export interface Days {
  first: number;
  last: number;
}

export const daysOf = ({ window_start, window_end }: Dates): Days => ({
  first: dayNumber(window_start),
  last: dayNumber(window_end),
});
