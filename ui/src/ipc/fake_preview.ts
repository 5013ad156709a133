// When the fake host says that a rule fires: enough of it for the screens. A gap of the clocks moves a slot behind it, as the
// host does, and of the dates only "last N days" is counted.
import type { PreviewSlot, SchedulePreview, ScheduleSpec } from "./bindings";
import { hostError } from "./browser";

const NOW = Date.UTC(2026, 2, 5, 15, 42);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** The weekday so many days from now, as cron has it. */
export const weekday = (days: number): string => DAYS[new Date(NOW + days * DAY).getUTCDay()] ?? "MON";

const formats = new Map<string, { day: Intl.DateTimeFormat; clock: Intl.DateTimeFormat }>();

function formatsOf(zone: string) {
  let made = formats.get(zone);
  if (!made) {
    const date = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
    const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" } as const;
    made = {
      day: new Intl.DateTimeFormat("en-GB", { ...date, timeZone: zone }),
      clock: new Intl.DateTimeFormat("en-US", { ...time, timeZone: zone }),
    };
    formats.set(zone, made);
  }
  return made;
}

const dayIn = (at: number, zone: string): string => formatsOf(zone).day.format(at).replace(",", "");

function clockIn(at: number, zone: string): { clock: string; name: string; day: string } {
  const parts = formatsOf(zone).clock.formatToParts(at);
  const part = (kind: string) => parts.find(({ type }) => type === kind)?.value ?? "";
  return { clock: `${part("hour")}:${part("minute")}`, name: part("timeZoneName"), day: dayIn(at, zone) };
}

/** Minutes by which a zone's clock is ahead of UTC. */
function offsetOf(at: number, zone: string): number {
  const { clock, day } = clockIn(at, zone);
  const wall = Date.parse(`${day} ${clock} UTC`);
  return Math.round((wall - at) / MINUTE);
}

/** The instant of a wall-clock time; null where the clocks leave it out. */
function instantOf(utcDay: number, clock: string, zone: string): number | null {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  const wall = utcDay + (hour * 60 + minute) * MINUTE;
  for (const near of [wall - 12 * 60 * MINUTE, wall + 12 * 60 * MINUTE]) {
    const at = wall - offsetOf(near, zone) * MINUTE;
    if (clockIn(at, zone).clock === clock && dayIn(at, zone) === dayIn(utcDay, "UTC")) return at;
  }
  return null;
}

interface Rule {
  times: string[];
  words: string;
  on: (day: Date) => boolean;
}

const two = (n: number) => String(n).padStart(2, "0");

function ofCron(cron: string): Rule {
  const [minute = "", hour = "", day = "", month = "", weekdays = "", more] = cron.trim().split(/\s+/);
  if (more !== undefined) {
    const error = hostError(
      "SCH001",
      "A schedule has five fields; this looks like Quartz.",
      "Write 0 6 * * 2 instead.",
    );
    throw { ...error, details: { ...error.details, column: 1, raw: "0 6 * * 2" } };
  }
  if (month === "" || weekdays === "") {
    const error = hostError("SCH001", "Here a field is missing: a schedule has five.", "Correct the expression.");
    throw { ...error, details: { ...error.details, column: cron.trim().length + 1 } };
  }
  const hours = hour.split(",").map(Number);
  if (hours.some((each) => each > 23)) {
    const error = hostError("SCH001", `Hour: ${hour} is not in 0 to 23.`, "Correct the expression.");
    throw { ...error, details: { ...error.details, column: minute.length + 2 } };
  }
  const times = hours.flatMap((h) => minute.split(",").map((m) => `${two(h || 0)}:${two(Number(m) || 0)}`));
  const wanted = weekdays.split(",");
  const on = (date: Date) =>
    (weekdays === "*" || wanted.includes(DAYS[date.getUTCDay()] ?? "") || wanted.includes(String(date.getUTCDay()))) &&
    (day === "*" || day.split(",").includes(String(date.getUTCDate())));
  return { times, words: `At ${times.join(" and ")} ${weekdays === "*" ? "every day" : `on ${weekdays}`}`, on };
}

function ruleOf({ rule }: ScheduleSpec): Rule {
  if (rule.cron !== undefined) return ofCron(rule.cron);
  const { preset } = rule;
  const names = preset.weekdays ?? [];
  const anchor = preset.anchor ? Date.parse(`${preset.anchor}T00:00:00Z`) : 0;
  const on = (date: Date): boolean => {
    const name = (DAYS[date.getUTCDay()] ?? "").toLowerCase();
    const tomorrow = new Date(date.getTime() + DAY);
    switch (preset.kind) {
      case "once":
        return date.getTime() === anchor;
      case "every_days":
        return date.getTime() >= anchor && Math.round((date.getTime() - anchor) / DAY) % (preset.days ?? 1) === 0;
      case "business_days":
        return !/sat|sun/.test(name);
      case "weekly":
        return names.includes(name);
      case "monthly_last_day":
      case "last_business_day":
        return tomorrow.getUTCDate() === 1;
      case "monthly_weekday":
        if (preset.nth === -1) return names.includes(name) && new Date(date.getTime() + 7 * DAY).getUTCDate() <= 7;
        return names.includes(name) && Math.ceil(date.getUTCDate() / 7) === (preset.nth ?? 1);
      default:
        return date.getUTCDate() === (preset.day ?? 1);
    }
  };
  return {
    times: preset.at,
    words: `Every day of ${preset.kind.replaceAll("_", " ")} at ${preset.at.join(" and ")}`,
    on,
  };
}

/** The times of a UTC day's date, as instants on the clock of the rule's zone. */
export function timesOn(spec: ScheduleSpec, day: number): number[] {
  const { times, on } = ruleOf(spec);
  if (!on(new Date(day))) return [];
  const instants = [...times].sort().map((time) => instantOf(day, time, spec.time_zone));
  return instants.filter((at): at is number => at !== null);
}

export function preview(spec: ScheduleSpec, count: number): SchedulePreview {
  const { times, words, on } = ruleOf(spec);
  const zone = spec.time_zone;
  const slots: PreviewSlot[] = [];
  const [, length = "7", lag = "0"] = /last (\d+) days(?: lag (\d+))?/.exec(spec.window) ?? [];
  let before = clockIn(NOW, zone).name;
  const first = Date.UTC(2026, 2, 5);
  for (let n = 0; n < 400 && slots.length < count; n++) {
    const day = first + n * DAY;
    if (!on(new Date(day))) continue;
    for (const time of [...times].sort()) {
      const nominal = instantOf(day, time, zone) ?? instantOf(day, `${two(Number(time.slice(0, 2)) + 1)}:00`, zone);
      if (nominal === null || nominal <= NOW || slots.length >= count) continue;
      const { clock, name, day: words } = clockIn(nominal, zone);
      const date = (days: number) => dayIn(day - days * DAY, "UTC").replace(/ \d{4}$/, "");
      const lasts = Number(lag) + 1;
      slots.push({
        nominal,
        day: words,
        local: `${clock} ${name}`,
        offset_changes: name !== before,
        utc: new Date(nominal).toISOString().slice(11, 16),
        covers: `${date(lasts + Number(length) - 1)} to ${date(lasts)} 2026`,
        note: clock === time ? null : `${time} does not exist on 8 March; runs ${clock}`,
        conflicts: [],
      });
      before = name;
    }
  }
  const last = spec.last_day;
  const kept = last ? slots.filter((slot) => new Date(slot.nominal).toISOString().slice(0, 10) <= last) : slots;
  return {
    words,
    warnings: times.length > 1 ? [OFTEN] : [],
    wanted_lag: spec.sql ? 1 : null,
    slots: kept.slice(0, spec.most_slots ?? count),
  };
}

const OFTEN = "More often than once a day: the data of a day need about 48 hours to settle.";
