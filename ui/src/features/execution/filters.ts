// What narrows the list of executions: words, and filters that show as badges.
import { holdsWords } from "@/components/SearchField";
import { stateWord } from "@/components/State";
import type { ExecutionState, ExecutionSummary } from "@/ipc";

/** Executions whose name, instance, ids here and at Amazon, state or dates hold every word of `text`. */
export const matching = (runs: ExecutionSummary[], text: string): ExecutionSummary[] =>
  runs.filter((run) =>
    holdsWords(
      `${run.name} ${run.instance_name} ${run.id} ${run.remote_id ?? ""} ${stateWord(run.state)} ${run.window_words}`,
      text,
    ),
  );

export type Started = "today" | "week";

export interface Filters {
  states: readonly ExecutionState[];
  /** Our ids. */
  instances: readonly string[];
  /** Ids of workflows. */
  workflows: readonly string[];
  started: Started | null;
  /** `hand`, `schedule` for any, or the id of one schedule. */
  by: string | null;
}

export const NO_FILTERS: Filters = { states: [], instances: [], workflows: [], started: null, by: null };

export const STARTED: readonly { value: Started; word: string }[] = [
  { value: "today", word: "Today" },
  { value: "week", word: "Last 7 days" },
];

/** In the order in which a run goes through them. */
export const STATE_ORDER: readonly ExecutionState[] = [
  "sending",
  "pending",
  "running",
  "publishing",
  "succeeded",
  "failed",
  "rejected",
  "cancelled",
  "unknown",
  "needs_review",
];

/** The midnight at which today, or the last seven days with it, began. */
function since(started: Started, now: number): number {
  const day = new Date(now);
  day.setHours(0, 0, 0, 0);
  if (started === "week") day.setDate(day.getDate() - 6);
  return day.getTime();
}

export function filtered(runs: ExecutionSummary[], filters: Filters, now: number): ExecutionSummary[] {
  const { states, instances, workflows, started, by } = filters;
  const from = started === null ? Number.NEGATIVE_INFINITY : since(started, now);
  const begun = (id: string | null) =>
    by === null || (by === "hand" ? id === null : by === "schedule" ? id !== null : id === by);
  return runs.filter(
    (run) =>
      run.created_at >= from &&
      (states.length === 0 || states.includes(run.state)) &&
      (instances.length === 0 || instances.includes(run.instance_id)) &&
      (workflows.length === 0 || (run.workflow_id !== null && workflows.includes(run.workflow_id))) &&
      begun(run.schedule_id),
  );
}

/** With `entry` taken in, or out if it is in. */
export const toggled = <T>(all: readonly T[], entry: T): T[] =>
  all.includes(entry) ? all.filter((one) => one !== entry) : [...all, entry];

/** Workflows by id, each under the name that its newest run had. */
export function workflowNames(runs: readonly ExecutionSummary[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const { workflow_id, name } of runs)
    if (workflow_id !== null && !names.has(workflow_id)) names.set(workflow_id, name);
  return names;
}

interface Choices {
  instances: [string, string][];
  workflows: [string, string][];
  schedules: string[];
}

const byName = ([, a]: [string, string], [, b]: [string, string]) => a.localeCompare(b);

/** Instances, workflows, and schedules by id, of which runs are listed, by name. */
export function choicesOf(runs: readonly ExecutionSummary[]): Choices {
  const instances = new Map(runs.map((run) => [run.instance_id, run.instance_name]));
  const schedules = new Set(runs.flatMap(({ schedule_id }) => schedule_id ?? []));
  return {
    instances: [...instances].sort(byName),
    workflows: [...workflowNames(runs)].sort(byName),
    schedules: [...schedules],
  };
}

/** Names in short, for those that are chosen. */
function namesWords(ids: readonly string[], known: ReadonlyMap<string, string>): string {
  const names = ids.map((id) => known.get(id) ?? "one without runs");
  return names.length > 2 ? `${names[0]} and ${names.length - 1} more` : names.join(", ");
}

export interface Badge {
  what: string;
  is: string;
  /** The filters without it. */
  without: Filters;
}

/** What stands in the badges: what is filtered by, and by which values. */
export function badgesOf(
  filters: Filters,
  names: Record<"instances" | "workflows" | "schedules", ReadonlyMap<string, string>>,
): Badge[] {
  const { states, instances, workflows, started, by } = filters;
  const badges: Badge[] = [];
  const when = STARTED.find(({ value }) => value === started);
  if (when) badges.push({ what: "Started", is: when.word.toLowerCase(), without: { ...filters, started: null } });
  if (states.length > 0)
    badges.push({ what: "State", is: states.map(stateWord).join(", "), without: { ...filters, states: [] } });
  if (instances.length > 0) {
    const is = namesWords(instances, names.instances);
    badges.push({ what: "Instance", is, without: { ...filters, instances: [] } });
  }
  if (workflows.length > 0) {
    const is = namesWords(workflows, names.workflows);
    badges.push({ what: "Workflow", is, without: { ...filters, workflows: [] } });
  }
  if (by !== null) {
    const is = by === "hand" ? "by hand" : `by ${names.schedules.get(by) ?? "a schedule"}`;
    badges.push({ what: "Begun", is, without: { ...filters, by: null } });
  }
  return badges;
}
