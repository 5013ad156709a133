// The list of executions in groups, and what is said of each group.
import { formatDay, plural } from "@/components/format";
import { holdsWords } from "@/components/SearchField";
import { isFailed, isFinal, isWaiting, stateWord } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";

export type Grouping = "batch" | "day" | "none";

export interface Group {
  key: string;
  title: string;
  /** When its first run began. */
  at: number;
  runs: ExecutionSummary[];
}

/** Executions whose name, instance, ids, state or dates hold every word of `text`. */
export const matching = (runs: ExecutionSummary[], text: string): ExecutionSummary[] =>
  runs.filter((run) =>
    holdsWords(`${run.name} ${run.instance_name} ${run.id} ${stateWord(run.state)} ${run.window_words}`, text),
  );

export function grouped(runs: ExecutionSummary[], by: Grouping, now: number = Date.now()): Group[] {
  if (by === "none") return runs.length > 0 ? [{ key: "all", title: "", at: runs[0]?.created_at ?? 0, runs }] : [];
  const sizes = new Map<string, number>();
  for (const run of runs) sizes.set(run.batch_id, (sizes.get(run.batch_id) ?? 0) + 1);
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const day = new Date(run.created_at).toDateString();
    const single = by === "batch" && (sizes.get(run.batch_id) ?? 0) < 2;
    const key = by === "day" || single ? `day ${day}` : `batch ${run.batch_id}`;
    const title =
      by === "day"
        ? dayWords(run.created_at, now)
        : single
          ? `Single runs, ${dayWords(run.created_at, now).toLowerCase()}`
          : `Batch: ${run.name}`;
    const group = groups.get(key) ?? { key, title, at: run.created_at, runs: [] };
    group.runs.push(run);
    group.at = Math.min(group.at, run.created_at);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function dayWords(at: number, now: number): string {
  const today = new Date(now).toDateString();
  const yesterday = new Date(now - 86_400_000).toDateString();
  const day = new Date(at).toDateString();
  if (day === today) return "Today";
  if (day === yesterday) return "Yesterday";
  return formatDay(at);
}

export interface Tally {
  done: number;
  running: number;
  waiting: number;
  failed: number;
  cancelled: number;
  open: number;
}

export function tally(runs: ExecutionSummary[]): Tally {
  const count = (test: (run: ExecutionSummary) => boolean) => runs.filter(test).length;
  return {
    done: count((run) => run.state === "succeeded"),
    running: count((run) => run.state === "running" || run.state === "publishing"),
    waiting: count((run) => isWaiting(run.state)),
    failed: count((run) => isFailed(run.state)),
    cancelled: count((run) => run.state === "cancelled"),
    open: count(
      (run) => !isFinal(run.state) && !isWaiting(run.state) && run.state !== "running" && run.state !== "publishing",
    ),
  };
}

/** `7 done, 3 in work, 1 failed`, or `12 of 12 succeeded`. */
export function tallyWords(runs: ExecutionSummary[]): string {
  const { done, running, waiting, failed, cancelled, open } = tally(runs);
  if (done === runs.length) return `${done} of ${runs.length} succeeded`;
  const parts = [
    done > 0 && `${done} done`,
    running > 0 && `${running} in work`,
    waiting > 0 && `${waiting} waiting`,
    failed > 0 && `${failed} failed`,
    cancelled > 0 && `${cancelled} cancelled`,
    open > 0 && `${open} not yet known`,
  ];
  return parts.filter(Boolean).join(", ") || plural(runs.length, "run");
}
