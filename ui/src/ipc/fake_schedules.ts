// What the fake host does with schedules.
import type {
  BackfillPlan,
  BackfillSlot,
  ScheduleCost,
  ScheduleDetail,
  SchedulePreview,
  ScheduleSpec,
  ScheduleSummary,
  SlotSummary,
} from "./bindings";
import { hostError } from "./browser";
import { preview } from "./fake_preview";
import { history, runsOf, schedule, span, weekdayOf, why } from "./fake_schedule_world";
import type { World } from "./fake_world";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

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
  schedule_history: (world: World, { id, limit, before }: { id: string; limit: number; before: string | null }) => {
    const all = world.histories[id] ?? history(find(world, id), world);
    const from = before === null ? 0 : all.findIndex((slot) => slot.id === before) + 1;
    return all.slice(from, from + limit);
  },
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
      const times = { nominal, local, due: world.now, started_at: null, finished_at: null, refreshed: null };
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
