// Schedules of the fake host: those of the mock, with a history that was made up for them.
import type {
  BackfillPlan,
  BackfillSlot,
  Error as CommandError,
  RuleSpec,
  ScheduleCost,
  ScheduleDetail,
  SchedulePreview,
  ScheduleSpec,
  ScheduleSummary,
  SlotRunSummary,
  SlotState,
  SlotSummary,
} from "./bindings";
import { hostError } from "./browser";
import { preview, weekday } from "./fake_preview";
import type { World } from "./fake_world";

const NOW = Date.UTC(2026, 2, 5, 15, 42);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const QUERY = `SELECT campaign, SUM(impressions) AS impressions, SUM(total_cost) / 100000.0 AS spend
FROM dsp_impressions
GROUP BY campaign
`;

/** As the host writes an error: without a next step it is null. */
const why = (code: string, message: string, next: string | null = null): CommandError =>
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

/** Rules that no five fields say. */
const PRESETS: Record<string, RuleSpec> = {
  "s-6": { preset: { kind: "every_days", at: ["05:15"], anchor: "2026-03-01", days: 14 } },
  "s-7": { preset: { kind: "monthly_weekday", at: ["06:00"], weekdays: ["fri"], nth: -1 } },
  "s-8": { preset: { kind: "first_business_day", at: ["07:00"] } },
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
  return [
    pacing,
    ...others,
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
  ];
}

const runsOf = (schedule: ScheduleDetail, slot: string, state: SlotState, world: World): SlotRunSummary[] =>
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
      runs: ran ? runsOf(schedule, id, state, world) : [],
    };
  });
}

const FORMAT = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const span = (at: number, days: number) => FORMAT.format(at + days * DAY).replace(",", "");
const weekdayOf = (at: number) => `${span(at, 0)} 2026`;

const summary = ({
  spec,
  changes,
  set_aside_ids,
  backfill_waiting,
  created_at,
  ...rest
}: ScheduleDetail): ScheduleSummary => rest;

const change = (world: World, ids: string[], how: (schedule: ScheduleDetail) => Partial<ScheduleDetail>) => {
  world.schedules = world.schedules.map((one) =>
    ids.includes(one.id) ? { ...one, ...how(one), version: one.version + 1 } : one,
  );
  return null;
};

function find(world: World, id: string): ScheduleDetail {
  const found = world.schedules.find((one) => one.id === id);
  if (!found) throw hostError("not_found", "This schedule is not there any more.", "Choose another one from the list.");
  return found;
}

const planned = (spec: ScheduleSpec) => {
  const { words, slots } = preview(spec, 1);
  const next = slots[0];
  return {
    name: spec.name,
    words,
    time_zone: spec.time_zone,
    instances: spec.instance_ids.length,
    next_nominal: next?.nominal ?? null,
    next_due: next?.nominal ?? null,
    next_local: next ? `${next.day.replace(/ \d{4}$/, "")} ${next.local.slice(0, 5)}` : null,
    next_covers: next?.covers ?? null,
    spec,
  };
};

const waitsToFill = ({ origin, state }: SlotSummary) => origin === "backfill" && state === "waiting";

/** The slots of these days: one a day at the hour of its history. */
function planBackfill(world: World, schedule: ScheduleDetail, first: string, last: string): BackfillPlan {
  const begin = Date.parse(`${first}T16:00:00Z`);
  const end = Math.min(Date.parse(`${last}T16:00:00Z`), world.now);
  const count = Math.max(0, Math.floor((end - begin) / DAY) + 1);
  if (begin > end) throw hostError("invalid", "The last day comes before the first.", "Exchange the two days.");
  if (count > 500) {
    const most = "A backfill has at most 500 slots and 5,000 executions.";
    throw hostError("schedule.too_many", most, "Choose fewer days.");
  }
  const kept = world.histories[schedule.id] ?? history(schedule, world);
  const slots = Array.from({ length: count }, (_, i): BackfillSlot => {
    const nominal = begin + i * DAY;
    const held = kept.find((slot) => slot.nominal === nominal)?.state ?? null;
    return {
      nominal,
      local: `${weekdayOf(nominal)} 11:00 EST`,
      covers: `${span(nominal, -8)} to ${span(nominal, -2)} 2026`,
      note: null,
      held,
      runs: held === null || held === "merged" || held === "expired" || held === "skipped",
    };
  });
  const instances = schedule.instances - schedule.set_aside;
  const most = schedule.spec.executions_a_day ?? null;
  return {
    slots,
    executions: slots.filter(({ runs }) => runs).length * instances,
    instances,
    executions_a_day: most,
    room_a_day: most === null ? null : Math.max(0, most - instances),
  };
}

interface Ids {
  ids: string[];
}

export const SCHEDULES = {
  list_schedules: (world: World) => [...world.schedules].sort((a, b) => a.name.localeCompare(b.name)).map(summary),
  get_schedule: (world: World, { id }: { id: string }) => ({
    ...find(world, id),
    backfill_waiting: (world.histories[id] ?? []).filter(waitsToFill).length,
  }),
  schedule_history: (world: World, { id, limit }: { id: string; limit: number }) =>
    (world.histories[id] ?? history(find(world, id), world)).slice(0, limit),
  preview_schedule: (
    world: World,
    { spec, count, own }: { spec: ScheduleSpec; count: number; own: string | null },
  ): SchedulePreview => {
    const found = preview(spec, count);
    const twin = world.schedules.find(
      (one) =>
        one.id !== own &&
        one.state === "on" &&
        one.spec.sql.trim() === spec.sql.trim() &&
        one.spec.instance_ids.some((id) => spec.instance_ids.includes(id)),
    );
    if (!twin) return found;
    const warning = `“${twin.name}” runs the same query on some of these instances, on the same day and over some of the same dates. Amazon may refuse runs that are too similar. Move one of the two, or merge them.`;
    return {
      ...found,
      warnings: [...found.warnings, warning],
      slots: found.slots.map((slot) => ({ ...slot, conflicts: [twin.name] })),
    };
  },
  create_schedule: (world: World, { spec }: { spec: ScheduleSpec }) => {
    const id = `s-new-${world.schedules.length}`;
    const made = { last_slots: [], succeeded: 0, ended: 0, created_at: world.now };
    world.schedules = [...world.schedules, schedule({ id, ...made, ...planned(spec) })];
    return id;
  },
  update_schedule: (world: World, { id, version, spec }: { id: string; version: number; spec: ScheduleSpec }) => {
    if (find(world, id).version !== version) {
      const next = "Look at it again and repeat your change.";
      throw hostError("schedule.changed", "This schedule was changed meanwhile.", next);
    }
    return change(world, [id], () => planned(spec));
  },
  pause_schedules: (world: World, { ids }: Ids) =>
    change(world, ids, (one) =>
      one.state === "on"
        ? { state: "paused", paused_at: world.now, next_nominal: null, next_due: null, next_local: null }
        : {},
    ),
  resume_schedules: (world: World, { ids }: Ids) =>
    change(world, ids, (one) => ({ state: "on", paused_at: null, pause: null, set_aside: 0, ...planned(one.spec) })),
  delete_schedules: (world: World, { ids }: Ids) => {
    world.deleted = [...world.deleted, ...world.schedules.filter((one) => ids.includes(one.id))];
    world.schedules = world.schedules.filter((one) => !ids.includes(one.id));
    return null;
  },
  restore_schedules: (world: World, { ids }: Ids) => {
    world.schedules = [...world.schedules, ...world.deleted.filter((one) => ids.includes(one.id))];
    world.deleted = world.deleted.filter((one) => !ids.includes(one.id));
    return null;
  },
  run_schedule: (world: World, { id }: { id: string }) => {
    const one = find(world, id);
    const [first, ...rest] = history(one, world);
    if (!first) return `${id}-manual`;
    const slot: SlotSummary = {
      ...first,
      id: `${id}-manual`,
      origin: "manual",
      nominal: world.now,
      due: world.now,
      local: "Thu 5 Mar 2026 10:42 EST",
      started_at: world.now,
      finished_at: null,
      state: "running",
      reason: null,
      runs: runsOf(one, id, "running", world),
    };
    world.histories[id] = [slot, first, ...rest];
    return slot.id;
  },
  run_slot: (world: World, { slotId }: { slotId: string }) => {
    for (const one of world.schedules) {
      world.histories[one.id] = (world.histories[one.id] ?? history(one, world)).map((slot) =>
        slot.id === slotId ? { ...slot, state: "waiting", reason: null } : slot,
      );
    }
    return null;
  },
  plan_backfill: (world: World, { id, first, last }: { id: string; first: string; last: string }) =>
    planBackfill(world, find(world, id), first, last),
  start_backfill: (world: World, { id, nominals }: { id: string; nominals: number[] }) => {
    const one = find(world, id);
    const days = nominals.map((at) => new Date(at).toISOString().slice(0, 10)).sort();
    const plan = planBackfill(world, one, days[0] ?? "", days.at(-1) ?? "");
    const begun = plan.slots.filter(({ nominal, runs }) => runs && nominals.includes(nominal));
    const slots = begun.map(({ nominal, local, covers, note }): SlotSummary => {
      const slot = `${id}-backfill-${nominal}`;
      const runs = runsOf(one, slot, "waiting", world).map((run) => ({ ...run, attempt: 0, execution_id: null }));
      const times = { nominal, local, due: world.now, started_at: null, finished_at: null };
      return { id: slot, origin: "backfill", ...times, state: "waiting", reason: null, covers, note, runs };
    });
    const kept = (world.histories[id] ?? history(one, world)).filter(({ nominal }) => !nominals.includes(nominal));
    world.histories[id] = [...slots, ...kept].sort((a, b) => b.nominal - a.nominal);
    return begun.length;
  },
  export_history: (world: World, { id, format }: { id: string; format: string }) => ({
    path: `/home/ada/Reports/${find(world, id).name} history.${format}`,
    rows: history(find(world, id), world).length,
    size_bytes: 18_204,
  }),
  choose_folder: () => "/home/ada/Reports",
  list_costs: (world: World): ScheduleCost[] => {
    const { rates } = world.settings;
    const costs = world.schedules.map((one, i): ScheduleCost => {
      const projected = one.runs_this_month;
      const runs = Math.round(((projected ?? 0) * 5) / 31);
      const minutes = 4 + (i % 7);
      const money = (count: number) => (rates ? count * (rates.run + rates.minute * minutes) : null);
      const means = { millis_a_run: minutes * MINUTE, bytes_a_run: (i + 1) * 2_400_000 };
      const projected_cost = projected === null ? null : money(projected);
      return {
        id: one.id,
        name: one.name,
        runs,
        projected_runs: projected,
        ...means,
        cost: money(runs),
        projected_cost,
      };
    });
    const weight = (one: ScheduleCost) => one.projected_cost ?? one.projected_runs ?? Number.MAX_SAFE_INTEGER;
    return costs.sort((a, b) => weight(b) - weight(a));
  },
  list_budgets: (world: World) => world.budgets,
  stop_backfill: (world: World, { id }: { id: string }) => {
    const all = world.histories[id] ?? [];
    const reason = why("schedule.backfill_stopped", "The backfill was stopped before this slot began.");
    world.histories[id] = all.map((slot) =>
      waitsToFill(slot) ? { ...slot, state: "skipped", reason, finished_at: world.now } : slot,
    );
    return all.filter(waitsToFill).length;
  },
};
