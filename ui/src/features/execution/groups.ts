// The list of executions in groups, and what is said of each group.
import { formatDay, plural } from "@/components/format";
import { isFailed, isFinal, isWaiting } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";

export type Grouping = "batch" | "day" | "workflow" | "schedule" | "instance" | "none";

export const GROUPINGS: readonly { value: Grouping; word: string }[] = [
  { value: "batch", word: "Batch" },
  { value: "day", word: "Day" },
  { value: "workflow", word: "Workflow" },
  { value: "schedule", word: "Schedule" },
  { value: "instance", word: "Instance" },
  { value: "none", word: "None" },
];

export interface Group {
  key: string;
  title: string;
  /** Whether it is one request, so that the instant at which it began says which. */
  once: boolean;
  /** What tells its runs apart. */
  rows: "both" | "name" | "instance";
  /** Whether all began on one day, so that the hour says when. */
  oneDay: boolean;
  /** When its first run began. */
  at: number;
  runs: ExecutionSummary[];
}

type Head = Pick<Group, "key" | "title" | "once" | "rows" | "oneDay">;
/** Names of schedules by id; one that was deleted has none. */
type Names = ReadonlyMap<string, string>;

const NO_NAMES: Names = new Map();

interface GroupedBy {
  by: Grouping;
  now: number;
  schedules?: Names;
  /** All runs, where not all of them are to be grouped: a batch is one also when little of it is listed. */
  all?: readonly ExecutionSummary[];
}

/** Runs in groups, in the order of the newest run of each. */
export function grouped(
  runs: readonly ExecutionSummary[],
  { by, now, schedules = NO_NAMES, all = runs }: GroupedBy,
): Group[] {
  const sizes = new Map<string, number>();
  for (const run of all) sizes.set(run.batch_id, (sizes.get(run.batch_id) ?? 0) + 1);
  const headOf = HEADS[by];
  const groups = new Map<string, Group>();
  for (const run of runs) {
    const head = headOf(run, { now, schedules, alone: (sizes.get(run.batch_id) ?? 0) < 2 });
    const group = groups.get(head.key) ?? { ...head, at: run.created_at, runs: [] };
    group.runs.push(run);
    group.at = Math.min(group.at, run.created_at);
    groups.set(head.key, group);
  }
  return [...groups.values()];
}

interface Known {
  now: number;
  schedules: Names;
  /** Whether it is the only run of its batch. */
  alone: boolean;
}

const several = { once: false, rows: "both", oneDay: false } as const;
const day = { once: false, rows: "both", oneDay: true } as const;

const HEADS: Record<Grouping, (run: ExecutionSummary, known: Known) => Head> = {
  none: () => ({ ...several, key: "all", title: "" }),
  day: (run, { now }) => ({ ...day, key: dayKey(run), title: dayWords(run.created_at, now) }),
  batch: (run, { now, alone, schedules }) => {
    const name = run.schedule_id === null ? null : `Schedule: ${schedules.get(run.schedule_id) ?? run.name}`;
    if (alone && name === null) {
      const words = dayWords(run.created_at, now).replace(/^(Today|Yesterday)$/, (word) => word.toLowerCase());
      return { ...day, key: dayKey(run), title: `Single runs, ${words}` };
    }
    return {
      key: `batch ${run.batch_id}`,
      title: name ?? `Batch: ${run.name}`,
      once: true,
      rows: "instance",
      oneDay: true,
    };
  },
  // A query that is no workflow goes by its name.
  workflow: (run) => ({
    ...several,
    key: run.workflow_id === null ? `name ${run.name}` : `workflow ${run.workflow_id}`,
    title: run.name,
    rows: "instance",
  }),
  schedule: ({ schedule_id, name }, { schedules }) =>
    schedule_id === null
      ? { ...several, key: "by hand", title: "By hand" }
      : {
          ...several,
          key: `schedule ${schedule_id}`,
          title: schedules.get(schedule_id) ?? `${name}, schedule deleted`,
        },
  instance: (run) => ({ ...several, key: `instance ${run.instance_id}`, title: run.instance_name, rows: "name" }),
};

const dayKey = (run: ExecutionSummary): string => `day ${new Date(run.created_at).toDateString()}`;

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
