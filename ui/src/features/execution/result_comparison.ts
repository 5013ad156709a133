// Which results are worth putting beside a run's, and how what lies between two of them is said.
import { formatWhen, groupDigits, plural, shortWindow } from "@/components/format";
import { gridColumns } from "@/features/result/columns";
import { trimmed } from "@/features/result/format";
import { takes } from "@/features/result/grouping";
import type { CompareAnswer, ExecutionSummary, ResultColumn } from "@/ipc";
import { daysOf } from "./same_window";
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

/**
 * By which columns rows of other dates are matched: by those that are no figures, but for days, of which none would be in both. Null where
 * there are no days among them, or nothing else: then the host chooses.
 */
export function keysWithoutDays(before: readonly ResultColumn[], after: readonly ResultColumn[]): string[] | null {
  const there = new Map(gridColumns(after).map((column) => [column.name, column]));
  const keys = gridColumns(before).filter((column) => {
    const other = there.get(column.name);
    return other && !(takes("sum", column) && takes("sum", other));
  });
  const rest = keys.filter(({ kind }) => kind !== "day");
  return rest.length > 0 && rest.length < keys.length ? rest.map(({ name }) => name) : null;
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
  /** The dates that end on the day before these begin. */
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
    before: alike.filter((other) => daysOf(other).last === daysOf(run).first - 1).slice(0, 1),
    instances: others
      .filter((other) => other.batch_id === run.batch_id && other.instance_id !== run.instance_id)
      .sort((a, b) => a.instance_name.localeCompare(b.instance_name)),
  };
}
