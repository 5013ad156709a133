// A schedule that is being written: what each step of the form holds, and what the host is told.
import { localZone } from "@/components/format";
import { isoDay } from "@/features/query/windows";
import type {
  ExportFormat,
  GapWord,
  MisfireWord,
  NotifyWord,
  OverlapWord,
  ParameterValue,
  QueryTab,
  ScheduleDetail,
  ScheduleSpec,
  ScheduleTemplate,
  WhenRunning,
  WorkflowDetail,
} from "@/ipc";
import { emptyRule, ofRule, type RuleDraft, ruleFaults, toRule } from "./rule";
import { ofQueryWindow, ofWindowText, USUAL_WINDOW, type WindowDraft, windowFaults, windowText } from "./window";

export interface Draft {
  name: string;
  /** The workflow whose query runs; null where the schedule has its own. */
  workflow_id: string | null;
  sql: string;
  instance_ids: string[];
  parameter_values: Record<string, ParameterValue>;
  /** Dates in words by parameter, which follow from the day of a slot. */
  parameter_dates: Record<string, string>;
  rule: RuleDraft;
  zone: string;
  /** Empty for what is usual for the rule. */
  gap: GapWord | "";
  overlap: OverlapWord | "";
  window: WindowDraft;
  misfire: MisfireWord;
  when_running: WhenRunning;
  pause_after: string;
  retries: string;
  retry_minutes: string;
  /** Minutes; empty for Amazon's own limit. */
  time_limit_minutes: string;
  history_slots: string;
  notify: NotifyWord;
  last_day: string;
  most_slots: string;
  executions_a_day: string;
  minutes_a_day: string;
  recipient_ids: string[];
  cost_a_run: string;
  cost_a_month: string;
  repeat_partial: boolean;
  /** Empty where no files are written. */
  export_format: ExportFormat | "";
  export_folder: string;
  /** Empty where no other schedule runs. */
  then_run: string;
  /** Empty where no dashboard is refreshed. */
  refresh_dashboard: string;
  /** In which version a kept schedule was read; null for a new one. */
  version: number | null;
}

export const STEPS = ["workflow", "when", "dates", "after"] as const;
export type Step = (typeof STEPS)[number];
export const STEP_WORDS: Record<Step, string> = {
  workflow: "Workflow",
  when: "When",
  dates: "Dates",
  after: "After the run",
};

export function emptyDraft(): Draft {
  return {
    name: "",
    workflow_id: null,
    sql: "",
    instance_ids: [],
    parameter_values: {},
    parameter_dates: {},
    rule: emptyRule(isoDay(new Date())),
    zone: localZone(),
    gap: "",
    overlap: "",
    window: USUAL_WINDOW,
    misfire: "latest",
    when_running: "skip",
    pause_after: "3",
    retries: "5",
    retry_minutes: "1",
    time_limit_minutes: "",
    history_slots: "100",
    notify: "failures",
    last_day: "",
    most_slots: "",
    executions_a_day: "",
    minutes_a_day: "",
    recipient_ids: [],
    cost_a_run: "",
    cost_a_month: "",
    repeat_partial: false,
    export_format: "",
    export_folder: "",
    then_run: "",
    refresh_dashboard: "",
    version: null,
  };
}

type What = Pick<Draft, "name" | "workflow_id" | "sql" | "instance_ids" | "parameter_values" | "window">;

/** What an open query says of a schedule: all but when it fires. */
export const ofTab = (tab: QueryTab): What => ({
  name: tab.title,
  workflow_id: null,
  sql: tab.sql,
  instance_ids: tab.instance_ids,
  parameter_values: tab.parameter_values,
  window: ofQueryWindow(tab.window),
});

/** What a workflow says of a schedule. */
export const ofWorkflow = ({ id, name, spec }: Pick<WorkflowDetail, "id" | "name" | "spec">): What => ({
  name,
  workflow_id: id,
  sql: spec.sql,
  instance_ids: spec.instance_ids,
  parameter_values: spec.parameter_values,
  window: ofQueryWindow(spec.window),
});

const text = (limit: number | null | undefined): string => (limit == null ? "" : String(limit));

/** What is kept of a schedule besides its query: when it runs, over which dates, and what follows. */
function planOf(spec: ScheduleSpec) {
  return {
    rule: ofRule(spec.rule, isoDay(new Date())),
    zone: spec.time_zone,
    gap: spec.gap ?? "",
    overlap: spec.overlap ?? "",
    window: ofWindowText(spec.window),
    misfire: spec.misfire ?? "latest",
    when_running: spec.when_running ?? "skip",
    pause_after: text(spec.pause_after ?? 3),
    retries: text(spec.retries ?? 5),
    retry_minutes: text(spec.retry_minutes ?? 1),
    time_limit_minutes: text(spec.time_limit_minutes),
    history_slots: text(spec.history_slots ?? 100),
    notify: spec.notify ?? "failures",
    last_day: spec.last_day ?? "",
    most_slots: text(spec.most_slots),
    executions_a_day: text(spec.executions_a_day),
    minutes_a_day: text(spec.minutes_a_day),
    recipient_ids: spec.recipient_ids ?? [],
    cost_a_run: amountText(spec.cost_a_run),
    cost_a_month: amountText(spec.cost_a_month),
    repeat_partial: spec.repeat_partial ?? false,
    export_format: spec.export?.format ?? "",
    export_folder: spec.export?.folder ?? "",
    then_run: spec.then_run ?? "",
    refresh_dashboard: spec.refresh_dashboard ?? "",
  } satisfies Partial<Draft>;
}

export function ofDetail({ spec, version }: Pick<ScheduleDetail, "spec" | "version">): Draft {
  return {
    name: spec.name,
    workflow_id: spec.workflow_id ?? null,
    sql: spec.sql,
    instance_ids: spec.instance_ids,
    parameter_values: Object.fromEntries(
      Object.entries(spec.parameter_values ?? {}).filter(
        (entry): entry is [string, ParameterValue] => entry[1] != null,
      ),
    ),
    parameter_dates: Object.fromEntries(
      Object.entries(spec.parameter_dates ?? {}).filter((entry): entry is [string, string] => entry[1] != null),
    ),
    ...planOf(spec),
    version,
  };
}

const LONGEST_NAME = 200;
const COPY = ", copy";

/** A new schedule with everything of one that is kept. */
export function copyOf(schedule: ScheduleDetail): Draft {
  const name = [...schedule.name].slice(0, LONGEST_NAME - COPY.length).join("") + COPY;
  return { ...ofDetail(schedule), name, version: null };
}

/** What a template says. Those that come with the app are of no zone of their own: that of the draft stays. */
export function ofTemplate({ spec, built_in }: ScheduleTemplate): Partial<Draft> {
  const { zone, ...plan } = planOf(spec);
  return built_in ? plan : { ...plan, zone };
}

const MILLION = 1_000_000;

/** Money is kept in millionths. */
export const amountText = (millionths: number | null | undefined): string =>
  millionths == null ? "" : String(millionths / MILLION);
export const amount = (value: string): number | null =>
  value.trim() === "" ? null : Math.round(Number(value.replace(",", ".")) * MILLION);
export const isAmount = (value: string): boolean => /^\d{1,9}([.,]\d{1,6})?$/.test(value.trim());

const limit = (value: string): number | null => (value.trim() === "" ? null : Number(value));

/** Dates that are written; an empty field is none. */
export const datesOf = (draft: Draft): Record<string, string> =>
  Object.fromEntries(Object.entries(draft.parameter_dates).filter(([, words]) => words.trim() !== ""));

export const toSpec = (draft: Draft): ScheduleSpec => ({
  name: draft.name.trim(),
  workflow_id: draft.workflow_id,
  sql: draft.sql,
  parameter_values: draft.parameter_values,
  parameter_dates: datesOf(draft),
  instance_ids: draft.instance_ids,
  rule: toRule(draft.rule),
  gap: draft.gap || null,
  overlap: draft.overlap || null,
  time_zone: draft.zone,
  window: windowText(draft.window),
  misfire: draft.misfire,
  when_running: draft.when_running,
  pause_after: Number(draft.pause_after),
  retries: Number(draft.retries),
  retry_minutes: Number(draft.retry_minutes),
  time_limit_minutes: limit(draft.time_limit_minutes),
  history_slots: Number(draft.history_slots),
  notify: draft.notify,
  last_day: draft.last_day || null,
  most_slots: limit(draft.most_slots),
  executions_a_day: limit(draft.executions_a_day),
  minutes_a_day: limit(draft.minutes_a_day),
  recipient_ids: draft.recipient_ids,
  cost_a_run: amount(draft.cost_a_run),
  cost_a_month: amount(draft.cost_a_month),
  repeat_partial: draft.repeat_partial,
  export: draft.export_format ? { folder: draft.export_folder.trim(), format: draft.export_format } : null,
  then_run: draft.then_run || null,
  refresh_dashboard: draft.refresh_dashboard || null,
});

/** What a preview depends on, so that typing a name asks for none. The query says how long its tables want to be waited for. */
export const toPreviewSpec = (draft: Draft): ScheduleSpec => ({
  ...toSpec(draft),
  name: "",
  workflow_id: null,
  parameter_values: {},
  parameter_dates: {},
  misfire: "latest",
  when_running: "skip",
  pause_after: 3,
  retries: 5,
  retry_minutes: 1,
  time_limit_minutes: null,
  history_slots: 100,
  notify: "failures",
  executions_a_day: null,
  minutes_a_day: null,
  recipient_ids: [],
  cost_a_run: null,
  cost_a_month: null,
  repeat_partial: false,
  export: null,
  then_run: null,
  refresh_dashboard: null,
});

export type Field =
  | "name"
  | "sql"
  | "instances"
  | "pause_after"
  | "retries"
  | "retry_minutes"
  | "time_limit_minutes"
  | "history_slots"
  | "most_slots"
  | "executions_a_day"
  | "minutes_a_day"
  | "export_folder"
  | "cost_a_run"
  | "cost_a_month"
  | "zone"
  | "parameters"
  | keyof ReturnType<typeof ruleFaults>
  | keyof ReturnType<typeof windowFaults>;

const between = (value: string, low: number, high: number): boolean =>
  /^\d+$/.test(value.trim()) && Number(value) >= low && Number(value) <= high;

const NO_LIMIT = "1 or more, or empty";

/** What is missing or wrong, by step and field. */
export function faultsOf(draft: Draft): Record<Step, Partial<Record<Field, string>>> {
  const workflow: Partial<Record<Field, string>> = {};
  if (draft.name.trim() === "") workflow.name = "A name is needed";
  else if ([...draft.name.trim()].length > LONGEST_NAME) workflow.name = "200 characters at most";
  if (draft.sql.trim() === "") workflow.sql = "A query is needed";
  if (draft.instance_ids.length === 0) workflow.instances = "Choose at least one instance";
  const after: Partial<Record<Field, string>> = {};
  if (!between(draft.pause_after, 0, 10)) after.pause_after = "0 to 10";
  if (!between(draft.retries, 0, 10)) after.retries = "0 to 10";
  if (!between(draft.retry_minutes, 1, 60)) after.retry_minutes = "1 to 60";
  if (draft.time_limit_minutes.trim() !== "" && !between(draft.time_limit_minutes, 15, 1440))
    after.time_limit_minutes = "15 to 1,440, or empty";
  if (!between(draft.history_slots, 10, 500)) after.history_slots = "10 to 500";
  for (const field of ["most_slots", "executions_a_day", "minutes_a_day"] as const) {
    if (draft[field].trim() !== "" && !between(draft[field], 1, 4_000_000_000)) after[field] = NO_LIMIT;
  }
  for (const field of ["cost_a_run", "cost_a_month"] as const) {
    if (draft[field].trim() !== "" && !isAmount(draft[field])) after[field] = "An amount as 12.50, or empty";
  }
  if (draft.export_format !== "" && !/^(\/|[A-Za-z]:[\\/]|\\\\)/.test(draft.export_folder.trim()))
    after.export_folder = "A whole path, or choose one";
  return { workflow, when: ruleFaults(draft.rule), dates: windowFaults(draft.window), after };
}

/** Whether the host can be asked when it fires. */
export function canPreview(draft: Draft): boolean {
  const { when, dates, after } = faultsOf(draft);
  return Object.keys({ ...when, ...dates }).length === 0 && after.most_slots === undefined;
}
