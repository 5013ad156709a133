// The choices of a schedule in the words of people, as its facts and its form say them.
import { plural } from "@/components/format";
import type { MisfireWord, ScheduleChange, ScheduleSpec, WhenRunning } from "@/ipc";
import { windowSaid } from "./form/window";

export const MISFIRES: readonly { value: MisfireWord; word: string }[] = [
  { value: "latest", word: "Newest slot only" },
  { value: "all", word: "All slots, up to 31" },
  { value: "none", word: "None" },
];

export const WHEN_RUNNING: readonly { value: WhenRunning; word: string }[] = [
  { value: "skip", word: "Leave the new slot out" },
  { value: "queue_one", word: "Let one slot wait" },
  { value: "queue_all", word: "Let all slots wait" },
  { value: "cancel_previous", word: "Cancel the earlier one" },
  { value: "allow", word: "Run both" },
];

const wordOf = <T extends string>(choices: readonly { value: T; word: string }[], value: T): string =>
  choices.find((choice) => choice.value === value)?.word ?? value;

/** Which slots are told of. A pause is told in any case. */
export const NOTIFY = [
  { value: "failures", word: "Slots that fail" },
  { value: "all", word: "Every slot" },
  { value: "none", word: "No slot" },
] as const;

/** What becomes of a run for which Amazon lacked data. */
export const PARTIAL = [
  { value: "leave", word: "Keep the partial result" },
  { value: "repeat", word: "Run it once more a day later" },
] as const;

export const notifyWords = ({ notify = "failures" }: ScheduleSpec): string => wordOf(NOTIFY, notify);

/** `Newest slot only`. The host leaves out what is as usual. */
export const misfireWords = ({ misfire = "latest" }: ScheduleSpec): string => wordOf(MISFIRES, misfire);
export const overlapWords = ({ when_running = "skip" }: ScheduleSpec): string => wordOf(WHEN_RUNNING, when_running);

/** What keeps a schedule in bounds: retries, failures, and its limits. */
export function limitWords({
  retries = 5,
  retry_minutes = 1,
  time_limit_minutes,
  pause_after = 3,
  executions_a_day,
  minutes_a_day,
  most_slots,
  repeat_partial,
}: ScheduleSpec): string {
  const parts = [
    retries === 0 ? "no retries" : `up to ${retries === 1 ? "1 retry" : `${retries} retries`} of what may pass`,
    retries > 0 && retry_minutes !== 1 && `the first after ${plural(retry_minutes, "minute")}`,
    pause_after === 0 ? "never set aside" : `set aside after ${plural(pause_after, "failed slot")}`,
    time_limit_minutes && `a run stopped after ${plural(time_limit_minutes, "minute")}`,
    executions_a_day && `at most ${plural(executions_a_day, "execution")} a day`,
    minutes_a_day && `at most ${plural(minutes_a_day, "run-minute")} a day`,
    most_slots && `ends after ${plural(most_slots, "slot")}`,
    repeat_partial && "partial results repeated after a day",
  ];
  return parts.filter(Boolean).join(", ");
}

const FIELDS: Record<string, string> = {
  sql: "query",
  "parameter values": "parameters",
  "instance ids": "instances",
  rule: "when",
  gap: "if a time is missing",
  overlap: "if a time comes twice",
  "time zone": "zone",
  window: "dates",
  misfire: "after sleep",
  "when running": "while one runs",
  "pause after": "set aside after",
  notify: "notify of",
  "retry minutes": "first retry after",
  "time limit minutes": "time limit of a run",
  "history slots": "history shows",
  "recipient ids": "recipients",
  "parameter dates": "dates in words",
  "last day": "last day",
  "most slots": "most slots",
  "executions a day": "executions a day",
  "minutes a day": "run-minutes a day",
  "repeat partial": "if Amazon lacks data",
  export: "files",
  "cost a run": "money a run",
  "cost a month": "money a month",
  "then run": "then run",
  "refresh dashboard": "refresh",
};

const UNITS: Record<string, string> = {
  "retry minutes": "minute",
  "time limit minutes": "minute",
  "history slots": "slot",
};

/** The name of what was changed, as the form calls it. */
export const fieldWords = (field: string): string => FIELDS[field] ?? field;

/** What a value was or became, short enough for a line: texts of several lines and lists are told by their size. */
export function valueWords(field: string, value: string | null): string {
  if (value === null || value === "") return field === "time limit minutes" ? "Amazon's six hours" : "none";
  const unit = UNITS[field];
  if (unit && /^\d+$/.test(value)) return plural(Number(value), unit);
  if (field === "sql") return plural(value.split("\n").length, "line");
  if (field === "instance ids" || field === "recipient ids") {
    try {
      return plural((JSON.parse(value) as string[]).length, field === "instance ids" ? "instance" : "recipient");
    } catch {
      return value;
    }
  }
  if (field === "rule") {
    const cron = /^\{"cron":"(.*)"\}$/.exec(value)?.[1];
    if (cron) return cron;
    const preset = /"kind":"(\w+)"/.exec(value)?.[1]?.replaceAll("_", " ");
    const at = /"at":\[([^\]]*)\]/.exec(value)?.[1]?.replaceAll('"', "").replaceAll(",", ", ");
    return preset ? `${preset}${at ? ` at ${at}` : ""}` : value;
  }
  if (field === "window") return windowSaid(value);
  if (field === "misfire") return wordOf(MISFIRES, value as MisfireWord);
  if (field === "when running") return wordOf(WHEN_RUNNING, value as WhenRunning);
  return value.replaceAll("_", " ");
}

/** What was changed, and how: `window`, `Last 7 days became Last full month`. */
export function changeWords({ field, old_value, new_value }: ScheduleChange): { what: string; how: string } {
  if (field === "schedule") return { what: "schedule", how: new_value === "created" ? "made" : (new_value ?? "") };
  if (field === "state") return { what: "state", how: new_value === "on" ? "resumed" : (new_value ?? "") };
  return { what: fieldWords(field), how: `${valueWords(field, old_value)} became ${valueWords(field, new_value)}` };
}
