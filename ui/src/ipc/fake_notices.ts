// Notices of the fake host, what came late while nobody was there, and what comes next.
import type { Away, AwaySlot, ComingSlot, Notice } from "./bindings";
import { preview } from "./fake_preview";
import type { World } from "./fake_world";

const NOW = Date.UTC(2026, 2, 5, 15, 42);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

export function notice(change: Partial<Notice>): Notice {
  return {
    id: "n-1",
    kind: "slot",
    at: NOW - 7 * MINUTE,
    title: "Weekly client pack",
    body: "35 of 36 instances succeeded. Open it to see why.",
    good: false,
    schedule_id: null,
    execution_id: null,
    read: true,
    ...change,
  };
}

export function notices(): Notice[] {
  return [
    notice({ schedule_id: "s-5", execution_id: "e-2", read: false }),
    notice({
      id: "n-2",
      kind: "missed",
      at: NOW - 174 * MINUTE,
      title: "While you were away",
      body: "5 slots of your schedules were missed. They say what became of them.",
      read: false,
    }),
    notice({
      id: "n-3",
      kind: "budget",
      at: NOW - 200 * MINUTE,
      title: "A budget is nearly used up",
      body: "Kestrel Outdoor US has used 84 of its 100 executions of today.",
    }),
    notice({
      id: "n-4",
      at: NOW - 280 * MINUTE,
      title: "Daily spend check",
      body: "20 of 20 instances succeeded.",
      good: true,
      schedule_id: "s-3",
    }),
    notice({
      id: "n-5",
      kind: "run",
      at: NOW - DAY - 90 * MINUTE,
      title: "Reach by city failed",
      body: "Amazon could not compile the query: no column total_costs. Open it in Query; the place is marked there. The other 11 instances succeeded, and their rows are kept on this computer.",
      execution_id: "e-2",
    }),
    notice({
      id: "n-6",
      kind: "pause",
      at: NOW - 3 * DAY,
      title: "Sponsored TV reach is paused",
      body: "Paused because the last 3 slots failed. The table conversions_all is not in this instance any more.",
      schedule_id: "s-9",
    }),
  ];
}

export function lateSlot(change: Partial<AwaySlot>): AwaySlot {
  const nominal = change.nominal ?? Date.UTC(2026, 2, 5, 12, 15);
  return {
    slot_id: "s-3-late",
    schedule_id: "s-3",
    name: "Daily spend check",
    nominal,
    found_at: Date.UTC(2026, 2, 5, 12, 48),
    state: "succeeded",
    started_at: Date.UTC(2026, 2, 5, 12, 49),
    covers: "Tue 24 Feb to Mon 2 Mar 2026",
    execution_id: "e-1",
    ...change,
  };
}

const unrun = { started_at: null, execution_id: null };

export function lateSlots(): AwaySlot[] {
  const search = { schedule_id: "s-4", name: "Search terms" };
  return [
    lateSlot({}),
    lateSlot({
      ...search,
      slot_id: "s-4-late",
      nominal: Date.UTC(2026, 2, 5, 11),
      started_at: Date.UTC(2026, 2, 5, 12, 50),
      execution_id: "e-9",
    }),
    lateSlot({ ...search, ...unrun, slot_id: "s-4-merged", nominal: Date.UTC(2026, 2, 5, 7), state: "merged" }),
    lateSlot({
      schedule_id: "s-6",
      name: "Restatement, Kestrel",
      slot_id: "s-6-late",
      nominal: Date.UTC(2026, 2, 5, 9, 10),
      state: "running",
      started_at: Date.UTC(2026, 2, 5, 12, 52),
      execution_id: "e-3",
    }),
    lateSlot({
      ...unrun,
      schedule_id: "s-2",
      name: "Cart adds, no purchase",
      slot_id: "s-2-out",
      nominal: Date.UTC(2026, 2, 5, 4, 15),
      state: "skipped",
    }),
  ];
}

export const unreadOf = (world: World): number => world.notices.filter(({ read }) => !read).length;

const mark = (world: World, read: boolean, ids: string[]) => {
  world.notices = world.notices.map((one) => (ids.includes(one.id) ? { ...one, read } : one));
};

export const NOTICES = {
  list_notices: (world: World, { limit }: { limit: number }) =>
    [...world.notices].sort((a, b) => b.at - a.at).slice(0, limit),
  mark_notices_read: (world: World, { ids }: { ids: string[] | null }): string[] => {
    const unread = world.notices.filter(({ id, read }) => !read && (ids?.includes(id) ?? true)).map(({ id }) => id);
    mark(world, true, unread);
    return unread;
  },
  mark_notices_unread: (world: World, { ids }: { ids: string[] }) => {
    mark(world, false, ids);
    return null;
  },
  while_away: (world: World): Away => {
    const fresh = world.late.filter(({ found_at }) => found_at > world.lateRead).sort((a, b) => b.nominal - a.nominal);
    return { slots: fresh.slice(0, 50), more: Math.max(0, fresh.length - 50) };
  },
  mark_away_read: (world: World, { upTo }: { upTo: number }): number => {
    const before = world.lateRead;
    world.lateRead = upTo;
    return before;
  },
  next_slots: (world: World, { limit }: { limit: number }): ComingSlot[] =>
    world.schedules
      .filter(({ state }) => state === "on")
      .flatMap(({ id, name, instances, set_aside, spec }) =>
        preview(spec, limit).slots.map(({ nominal, day, local }) => ({
          schedule_id: id,
          name,
          nominal,
          local: `${day.replace(/ \d{4}$/, "")} ${local.slice(0, 5)}`,
          executions: instances - set_aside,
        })),
      )
      .sort((a, b) => a.nominal - b.nominal)
      .slice(0, limit),
};
