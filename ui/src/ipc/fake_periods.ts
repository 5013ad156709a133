// What the fake host knows of spans of time: the slots of a pause, and the figures of some days.
import type { MissedInPause, PeriodFigures } from "./bindings";
import { hostError } from "./browser";
import { preview, timesOn } from "./fake_preview";
import type { World } from "./fake_world";

const DAY = 86_400_000;
const MOST = 31;

const WORDS = { weekday: "short", day: "numeric", month: "short" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

function localOf(at: number, timeZone: string): string {
  const day = new Intl.DateTimeFormat("en-GB", { ...WORDS, timeZone }).format(at).replace(",", "");
  return `${day} ${new Intl.DateTimeFormat("en-GB", { ...TIME, timeZone }).format(at)}`;
}

function missed(world: World, id: string): MissedInPause | null {
  const one = world.schedules.find((schedule) => schedule.id === id);
  if (!one || one.paused_at === null) return null;
  const { spec, paused_at, name, instances } = one;
  const slots: number[] = [];
  for (let day = Math.floor(paused_at / DAY) * DAY - DAY; day <= world.now; day += DAY) {
    slots.push(...timesOn(spec, day).filter((at) => at > paused_at && at <= world.now));
  }
  const [oldest, newest] = [slots.slice(-MOST)[0], slots.at(-1)];
  if (oldest === undefined || newest === undefined) return null;
  return {
    id,
    name,
    slots: Math.min(MOST, slots.length),
    more: slots.length > MOST,
    oldest: localOf(oldest, spec.time_zone),
    newest: localOf(newest, spec.time_zone),
    newest_covers: preview(spec, 1).slots[0]?.covers ?? null,
    instances,
  };
}

/** Figures that are the same for a day however often they are asked for. */
function figures(world: World, id: string, first: string, last: string): PeriodFigures {
  const one = world.schedules.find((schedule) => schedule.id === id);
  if (!one) throw hostError("not_found", "This schedule is not there any more.", "Choose another one from the list.");
  const [begin, end] = [Date.parse(first), Math.min(Date.parse(last), world.now)];
  if (begin > Date.parse(last))
    throw hostError("invalid", "The last day comes before the first.", "Exchange the two days.");
  const days = Array.from({ length: Math.max(0, Math.floor((end - begin) / DAY) + 1) }, (_, i) => begin / DAY + i);
  const of = (wanted: (day: number) => boolean) => days.filter(wanted).length;
  const without = of((day) => day % 13 === 0);
  const failed = of((day) => day % 11 === 0 && day % 13 !== 0);
  const executions = (days.length - without + failed) * one.instances;
  const { rates } = world.settings;
  const minutes = 8 + (Math.floor(begin / DAY) % 5) / 10;
  const ran = days.length > without;
  return {
    first,
    last,
    succeeded: days.length - without - failed,
    failed,
    without,
    executions,
    median_millis: ran ? minutes * 60_000 : null,
    delay_millis: ran ? 9000 + (Math.floor(begin / DAY) % 7) * 1000 : null,
    rows_a_run: ran ? 1284 + (Math.floor(begin / DAY) % 9) * 17 : null,
    cost: rates ? executions * (rates.run + rates.minute * 8) : null,
  };
}

export const PERIODS = {
  missed_in_pause: (world: World, { ids }: { ids: string[] }) => ids.flatMap((id) => missed(world, id) ?? []),
  period_figures: (world: World, { id, first, last }: { id: string; first: string; last: string }) =>
    figures(world, id, first, last),
};
