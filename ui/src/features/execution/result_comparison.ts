// Which results are worth putting beside a run's, and how what lies between two of them is said.
import { formatWhen, groupDigits, plural, shortWindow } from "@/components/format";
import { dayOf } from "@/features/query/windows";
import { trimmed } from "@/features/result/format";
import type { CompareAnswer, ExecutionSummary } from "@/ipc";
import { sameQuery } from "./usual";

type Dates = Pick<ExecutionSummary, "window_start" | "window_end">;

export const sameDates = (a: Dates, b: Dates): boolean =>
  a.window_start === b.window_start && a.window_end === b.window_end;

/** The one that covers earlier dates first, or that was run first where the dates are the same. */
export function inTime<T extends ExecutionSummary>(a: T, b: T): [before: T, after: T] {
  const first = a.window_start === b.window_start ? a.created_at <= b.created_at : a.window_start < b.window_start;
  return first ? [a, b] : [b, a];
}

/** What tells a run from the other one: its dates, its instance, or when it ran. */
export function sideWords(run: ExecutionSummary, other: ExecutionSummary): string {
  if (!sameDates(run, other)) return shortWindow(run.window_words);
  if (run.instance_id !== other.instance_id) return run.instance_name;
  return `run ${formatWhen(run.created_at)}`;
}

/** `+1,204.5`, with a real minus sign. */
export function changeWords(text: string): string {
  const plain = trimmed(text);
  return !plain.startsWith("-") && /[1-9]/.test(plain) ? `+${groupDigits(plain)}` : groupDigits(plain);
}

/** `+2.5%` for 0.025. */
export function ratioWords(ratio: number): string {
  const percent = (ratio * 100).toFixed(1);
  return /[1-9]/.test(percent) ? `${changeWords(percent)}%` : "0%";
}

/** How the keys of two results overlap. */
export function keyWords({ in_both, only_before, only_after, keys }: CompareAnswer): string {
  if (keys.length === 0) return "All rows of each are taken together.";
  const key = plural(in_both, "key");
  if (only_before === 0 && only_after === 0) return `${key}, all of them in both.`;
  const only = [
    only_before > 0 ? `${plural(only_before, "key")} only before` : "",
    only_after > 0 ? `${plural(only_after, "key")} only after` : "",
  ].filter((words) => words !== "");
  return `${key} in both, ${only.join(", ")}.`;
}

export interface Choices {
  /** The same dates, run at another time: what Amazon restated. */
  restated: ExecutionSummary[];
  /** The dates that end where these begin. */
  before: ExecutionSummary[];
  /** The same on other instances. */
  instances: ExecutionSummary[];
}

const MOST = 5;
const hasRows = (run: ExecutionSummary): boolean => run.state === "succeeded" && run.row_count !== null;

/** The results that a run's own is most often compared with, each list newest first. */
export function choicesFor(run: ExecutionSummary, all: readonly ExecutionSummary[]): Choices {
  const others = all
    .filter((other) => other.id !== run.id && hasRows(other))
    .sort((a, b) => b.created_at - a.created_at);
  const alike = others.filter((other) => sameQuery(other, run) && other.instance_id === run.instance_id);
  return {
    restated: alike.filter((other) => sameDates(other, run)).slice(0, MOST),
    before: alike.filter((other) => dayOf(other.window_end) === dayOf(run.window_start)).slice(0, 1),
    instances: others
      .filter((other) => other.batch_id === run.batch_id && other.instance_id !== run.instance_id)
      .sort((a, b) => a.instance_name.localeCompare(b.instance_name)),
  };
}
