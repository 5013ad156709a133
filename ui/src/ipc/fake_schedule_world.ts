// Schedules of the fake host's world: those of the mock, with a history that was made up for them.
import type {
  Error as CommandError,
  RuleSpec,
  ScheduleDetail,
  ScheduleSpec,
  SlotRunSummary,
  SlotState,
  SlotSummary,
} from "./bindings";
import { hostError } from "./browser";
import { weekday } from "./fake_preview";
import type { World } from "./fake_world";

const NOW = Date.UTC(2026, 2, 5, 15, 42);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const QUERY = `SELECT campaign, SUM(impressions) AS impressions, SUM(total_cost) / 100000.0 AS spend
FROM dsp_impressions
GROUP BY campaign
`;

/** As the host writes an error: without a next step it is null. */
export const why = (code: string, message: string, next: string | null = null): CommandError =>
  hostError(code, message, next ?? "") as CommandError;

export function schedule(change: Partial<ScheduleDetail> & { spec?: ScheduleSpec }): ScheduleDetail {
  const name = change.name ?? "Pacing, all clients";
  const instances = change.instances ?? 12;
  return {
    id: "s-1",
    name,
    words: "At 11:00 every day",
    time_zone: "America/New_York",
    state: "on",
    pause: null,
    paused_at: null,
    next_nominal: NOW + 18 * MINUTE,
    next_due: NOW + 19 * MINUTE,
    next_local: "Thu 5 Mar 11:00",
    next_covers: "Thu 26 Feb to Tue 3 Mar 2026",
    instances,
    set_aside: 0,
    last_slots: Array.from({ length: 14 }, (): SlotState => "succeeded"),
    succeeded: 30,
    ended: 30,
    runs_this_month: instances * 31,
    version: 1,
    spec: {
      name,
      workflow_id: null,
      sql: QUERY,
      parameter_values: {},
      parameter_dates: {},
      instance_ids: [0, 50, 1, 51, 2, 52, 3, 53, 4, 54, 5, 55].slice(0, instances).map((i) => `i-${i}`),
      rule: { cron: "0 11 * * *" },
      gap: null,
      overlap: null,
      time_zone: change.time_zone ?? "America/New_York",
      window: "last 7 days lag 1",
      misfire: "latest",
      when_running: "skip",
      pause_after: 3,
      retries: 5,
      retry_minutes: 1,
      time_limit_minutes: null,
      history_slots: 100,
      notify: "failures",
      last_day: null,
      most_slots: null,
      executions_a_day: null,
      minutes_a_day: null,
      recipient_ids: ["r-2"],
      cost_a_run: null,
      cost_a_month: null,
      repeat_partial: false,
      export: null,
      then_run: null,
      refresh_dashboard: null,
    },
    changes: [],
    set_aside_ids: [],
    backfill_waiting: 0,
    created_at: NOW - 60 * DAY,
    ...change,
  };
}

const strip = (marks: string): SlotState[] =>
  [...marks].map(
    (mark) => (({ f: "failed", s: "skipped", m: "merged" })[mark] as SlotState | undefined) ?? "succeeded",
  );

const at = (days: number, clock: string): { next_nominal: number; next_due: number } => {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  const next = Date.UTC(2026, 2, 5 + days, hour + (days > 2 ? 4 : 5), minute);
  return { next_nominal: next, next_due: next + 2 * MINUTE };
};

type Row = [
  id: string,
  name: string,
  words: string,
  days: number,
  clock: string,
  local: string,
  n: number,
  marks: string,
];
const ROWS: Row[] = [
  [
    "s-2",
    "Cart adds, no purchase",
    "On Tuesday and Friday at 07:00",
    1,
    "07:00",
    "Fri 6 Mar 07:00",
    6,
    "..............",
  ],
  ["s-3", "Daily spend check", "At 07:15 every day", 1, "07:15", "Fri 6 Mar 07:15", 20, ".............."],
  ["s-4", "Search terms", "On Monday at 08:00", 4, "08:00", "Mon 9 Mar 08:00", 10, ".............."],
  ["s-5", "Weekly client pack", "On Wednesday at 06:30", 6, "06:30", "Wed 11 Mar 06:30", 36, "............f."],
  [
    "s-6",
    "Restatement, Kestrel",
    "Every 14 days from 1 March 2026 at 05:15",
    10,
    "05:15",
    "Sun 15 Mar 05:15",
    3,
    ".......s..",
  ],
  [
    "s-7",
    "Path to conversion",
    "On the last Friday of the month at 06:00",
    22,
    "06:00",
    "Fri 27 Mar 06:00",
    5,
    ".......",
  ],
  [
    "s-8",
    "Month close, all brands",
    "On the first business day of the month at 07:00",
    27,
    "07:00",
    "Wed 1 Apr 07:00",
    24,
    ".........",
  ],
];

/** Rules of some, and all that no five fields say. */
const PRESETS: Record<string, RuleSpec> = {
  "s-6": { preset: { kind: "every_days", at: ["05:15"], anchor: "2026-03-01", days: 14 } },
  "s-7": { preset: { kind: "monthly_weekday", at: ["06:00"], weekdays: ["fri"], nth: -1 } },
  "s-8": { preset: { kind: "first_business_day", at: ["07:00"] } },
  "s-9": { cron: "0 5 * * *" },
  "s-10": { preset: { kind: "business_days", at: ["08:00"] } },
};

export function schedules(): ScheduleDetail[] {
  const pacing = schedule({ last_slots: strip("..m..f........"), succeeded: 28, ended: 29 });
  const others = ROWS.map(([id, name, words, days, clock, next_local, instances, marks]) => {
    const slots = strip(marks);
    const ran = slots.filter((state) => state !== "skipped");
    const made = schedule({ id, name, words, ...at(days, clock), next_local, instances, last_slots: slots });
    const hour = Number(clock.slice(0, 2));
    const on = { "s-2": "TUE,FRI", "s-3": "*" }[id] ?? weekday(days);
    const rule = PRESETS[id] ?? { cron: `${Number(clock.slice(3))} ${hour} * * ${on}` };
    return {
      ...made,
      succeeded: ran.filter((state) => state === "succeeded").length,
      ended: ran.length,
      runs_this_month: instances * (id === "s-3" ? 31 : 4),
      spec: { ...made.spec, rule },
    };
  });
  const paused = [
    schedule({
      id: "s-9",
      name: "Sponsored TV reach",
      words: "At 05:00 every day",
      state: "paused",
      pause: why(
        "schedule.failing",
        "Paused because the last 3 slots failed. The table conversions_all is not in this instance any more.",
        "Take the table out of the query, then resume.",
      ),
      paused_at: NOW - 3 * DAY,
      next_nominal: null,
      next_due: null,
      next_local: null,
      next_covers: null,
      instances: 2,
      set_aside: 1,
      set_aside_ids: ["i-50"],
      last_slots: strip("..........fff"),
      succeeded: 10,
      ended: 13,
      runs_this_month: 2,
    }),
    schedule({
      id: "s-10",
      name: "Frequency check, Aurelle",
      words: "On business days at 08:00",
      time_zone: "Europe/London",
      state: "paused",
      paused_at: NOW - 13 * DAY,
      next_nominal: null,
      next_due: null,
      next_local: null,
      next_covers: null,
      instances: 2,
      last_slots: strip(".....ss.."),
      succeeded: 7,
      ended: 7,
      runs_this_month: 0,
      changes: [
        { at: NOW - 13 * DAY, field: "state", old_value: "on", new_value: "paused by you" },
        { at: NOW - 20 * DAY, field: "window", old_value: "last 7 days lag 1", new_value: "last 28 days lag 1" },
        { at: NOW - 60 * DAY, field: "schedule", old_value: null, new_value: "created" },
      ],
    }),
  ].map((one) => ({ ...one, spec: { ...one.spec, rule: PRESETS[one.id] ?? one.spec.rule } }));
  return [pacing, ...others, ...paused];
}

export const runsOf = (schedule: ScheduleDetail, slot: string, state: SlotState, world: World): SlotRunSummary[] =>
  schedule.spec.instance_ids.map((instance_id, i) => ({
    instance_id,
    instance_name: world.instances.find((entry) => entry.id === instance_id)?.name ?? instance_id,
    state: state === "failed" && i > 0 ? "succeeded" : state,
    attempt: state === "failed" && i === 0 ? 2 : 1,
    partial: false,
    repeat_at: null,
    exported: null,
    export_problem: null,
    start_at: NOW,
    execution_id: state === "skipped" ? null : `e-${slot === "s-1-0" && i === 0 ? 3 : 1}`,
    reason: state === "failed" && i === 0 ? why("amc.failed", "Amazon ran out of resources.", "Run it again.") : null,
  }));

/** Thirty slots of a daily schedule, the last of them today's or yesterday's. */
export function history(schedule: ScheduleDetail, world: World): SlotSummary[] {
  const marks = [...schedule.last_slots].reverse();
  return Array.from({ length: schedule.last_slots.length === 0 ? 0 : 30 }, (_, i) => {
    const nominal = Date.UTC(2026, 2, 4 - i, 16);
    const state = marks[i] ?? "succeeded";
    const ran = state === "succeeded" || state === "failed";
    const due = nominal + ((i * 37) % 240) * 1000;
    const started = due + (4 + ((i * 7) % 9)) * 1000;
    const id = `${schedule.id}-${i}`;
    const reasons: Partial<Record<SlotState, CommandError>> = {
      failed: why("amc.failed", "1 of 12 runs failed: Amazon ran out of resources.", "Run it again."),
      skipped: why("schedule.paused", "The schedule was paused."),
      merged: why(
        "schedule.merged",
        "Missed while RecomAMP was closed or the computer slept; a newer slot ran instead.",
      ),
    };
    const local = `${weekdayOf(nominal)} 11:00 EST`;
    return {
      id,
      origin: i === 4 ? "manual" : "planned",
      nominal,
      local,
      due,
      started_at: ran ? started : null,
      finished_at: ran ? started + (480 + ((i * 53) % 90) + (state === "failed" ? 220 : 0)) * 1000 : null,
      state,
      reason: reasons[state] ?? null,
      covers: `${span(nominal, -8)} to ${span(nominal, -2)} 2026`,
      note: null,
      refreshed: null,
      runs: ran ? runsOf(schedule, id, state, world) : [],
    };
  });
}

const FORMAT = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
export const span = (at: number, days: number) => FORMAT.format(at + days * DAY).replace(",", "");
export const weekdayOf = (at: number) => `${span(at, 0)} 2026`;
