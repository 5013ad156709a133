// What the fake host says of days: what became of the slots of its schedules, and what they would do.
import type {
  CrowdedInstance,
  DaySlot,
  Rehearsal,
  RehearsedDay,
  ScheduleDetail,
  SlotDay,
  SlotDaySchedule,
  SlotState,
} from "./bindings";
import { timesOn } from "./fake_preview";
import { history } from "./fake_schedule_world";
import type { World } from "./fake_world";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT_ONCE = 8;
const RANK: SlotState[] = ["failed", "running", "waiting", "cancelled", "expired", "skipped", "succeeded", "merged"];

const written = (utc: number): string => new Date(utc).toISOString().slice(0, 10);

const zones = new Map<string, Intl.DateTimeFormat>();

/** The day and the hour that a zone's clock shows. */
function localOf(at: number, zone: string): { day: string; hour: number } {
  let format = zones.get(zone);
  if (!format) {
    const fields = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", hourCycle: "h23" } as const;
    format = new Intl.DateTimeFormat("en-CA", { ...fields, timeZone: zone });
    zones.set(zone, format);
  }
  const [day = "", hour = "0"] = format.format(at).split(", ");
  return { day, hour: Number(hour) };
}

/** The slots of a schedule from the UTC day `first` on; many schedules of a test have the same rule. */
function planner(first: number, days: number): (schedule: ScheduleDetail) => number[] {
  const known = new Map<string, number[]>();
  return ({ spec }) => {
    const key = JSON.stringify([spec.rule, spec.time_zone]);
    let slots = known.get(key);
    if (!slots) {
      // A day of the zone may begin on the UTC day before.
      slots = Array.from({ length: days + 2 }, (_, i) => timesOn(spec, first + (i - 1) * DAY)).flat();
      known.set(key, slots);
    }
    return slots;
  };
}

const daysFrom = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => written(Date.parse(first) + i * DAY));

interface Days {
  first: string | null;
  days: number;
  timeZone: string;
}

function rehearse(world: World, { first, days, timeZone }: Days): Rehearsal {
  const from = first ?? localOf(world.now, timeZone).day;
  const slotsOf = planner(Date.parse(from), days);
  const all = new Map<string, RehearsedDay>();
  for (const day of daysFrom(from, days)) all.set(day, { day, slots: 0, executions: 0, schedules: [], more: 0 });
  const weekdays = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
  const hours = new Map<number, { executions: number; names: Set<string>; instances: Map<string, number> }>();
  for (const schedule of world.schedules.filter(({ state }) => state === "on")) {
    const going = schedule.spec.instance_ids.filter((id) => !schedule.set_aside_ids.includes(id));
    for (const at of slotsOf(schedule)) {
      const { day, hour } = localOf(at, timeZone);
      const on = all.get(day);
      if (!on || at <= world.now) continue;
      on.slots += 1;
      on.executions += going.length;
      const had = on.schedules.find(({ id }) => id === schedule.id);
      const { id, name } = schedule;
      if (had)
        Object.assign(had, { slots: had.slots + 1, executions: had.executions + going.length, at: [...had.at, at] });
      else on.schedules.push({ id, name, slots: 1, executions: going.length, at: [at] });
      const row = weekdays[(new Date(day).getUTCDay() + 6) % 7];
      if (row) row[hour] = (row[hour] ?? 0) + going.length;
      const begin = Math.floor(at / HOUR) * HOUR;
      const full = hours.get(begin) ?? { executions: 0, names: new Set(), instances: new Map() };
      full.executions += going.length;
      full.names.add(schedule.name);
      for (const each of going) full.instances.set(each, (full.instances.get(each) ?? 0) + 1);
      hours.set(begin, full);
    }
  }
  const crowded = new Map<string, CrowdedInstance>();
  for (const [at, { instances }] of [...hours].sort(([a], [b]) => a - b)) {
    for (const [instance_id, executions] of instances) {
      if (executions <= AT_ONCE) continue;
      const key = `${instance_id} ${localOf(at, timeZone).hour}`;
      const had = crowded.get(key) ?? { at, instance_id, executions: 0, days: 0 };
      crowded.set(key, { ...had, executions: Math.max(had.executions, executions), days: had.days + 1 });
    }
  }
  const told = [...all.values()].map((day) => {
    const sorted = [...day.schedules].sort((a, b) => (a.at[0] ?? 0) - (b.at[0] ?? 0));
    const schedules = sorted.slice(0, 20).map((each) => ({ ...each, at: each.at.slice(0, 12) }));
    return { ...day, schedules, more: Math.max(0, sorted.length - 20) };
  });
  const sum = (of: (day: RehearsedDay) => number) => told.reduce((total, day) => total + of(day), 0);
  return {
    days: told,
    weekdays,
    busiest: [...hours]
      .map(([at, { executions, names }]) => ({ at, executions, schedules: [...names].slice(0, 5) }))
      .sort((a, b) => b.executions - a.executions || a.at - b.at)
      .slice(0, 20),
    crowded: [...crowded.values()].sort((a, b) => b.executions - a.executions || a.at - b.at).slice(0, 20),
    at_once: AT_ONCE,
    slots: sum(({ slots }) => slots),
    executions: sum(({ executions }) => executions),
    cut: false,
  };
}

/** The kept slots of a schedule, of a rule that is rarer than daily only those of its days. */
function keptSlots(world: World, schedule: ScheduleDetail): DaySlot[] {
  const kept = world.histories[schedule.id] ?? history(schedule, world);
  return kept.flatMap(({ nominal, origin, state }): DaySlot[] => {
    const manual = origin === "manual" || origin === "after";
    const [at] = timesOn(schedule.spec, Math.floor(nominal / DAY) * DAY);
    return manual ? [{ at: nominal, manual, state }] : at === undefined ? [] : [{ at, manual, state }];
  });
}

function slotDays(world: World, { first, days, timeZone }: Days & { first: string }): SlotDay[] {
  const all = new Map<string, SlotDaySchedule[]>();
  for (const schedule of [...world.schedules, ...world.deleted]) {
    const deleted = world.deleted.includes(schedule);
    for (const slot of keptSlots(world, schedule)) {
      const { day } = localOf(slot.at, timeZone);
      const on = all.get(day) ?? [];
      all.set(day, on);
      const had = on.find(({ id }) => id === schedule.id);
      const { id, name } = schedule;
      if (!had) on.push({ id, name, deleted, count: 1, state: slot.state, slots: [slot] });
      else {
        had.count += 1;
        had.slots = [...had.slots, slot].sort((a, b) => a.at - b.at);
        if (RANK.indexOf(slot.state) < RANK.indexOf(had.state)) had.state = slot.state;
      }
    }
  }
  return daysFrom(first, days).map((day) => {
    const on = all.get(day) ?? [];
    const sorted = on.sort(
      (a, b) =>
        Number(b.state === "failed") - Number(a.state === "failed") || (a.slots[0]?.at ?? 0) - (b.slots[0]?.at ?? 0),
    );
    const states = on.flatMap(({ slots }) => slots.map(({ state }) => state));
    const count = (...wanted: SlotState[]) => states.filter((state) => wanted.includes(state)).length;
    return {
      day,
      succeeded: count("succeeded"),
      failed: count("failed"),
      cancelled: count("cancelled"),
      left_out: count("skipped", "merged", "expired"),
      open: count("waiting", "running"),
      schedules: sorted.slice(0, 20).map((each) => ({ ...each, slots: each.slots.slice(0, 12) })),
      more: Math.max(0, on.length - 20),
    };
  });
}

export const CALENDAR = { rehearse_schedules: rehearse, slot_days: slotDays };
