// When a schedule fires, as it is chosen in the form, and the cron expression or preset that it stands for.
import type { PresetSpec, RollWord, RuleSpec } from "@/ipc";

export type Repeat =
  | "daily"
  | "every_days"
  | "weekly"
  | "business_days"
  | "monthly_day"
  | "monthly_last_day"
  | "monthly_weekday"
  | "first_business_day"
  | "last_business_day"
  | "quarterly"
  | "once"
  | "cron";

export const REPEATS: readonly { value: Repeat; word: string }[] = [
  { value: "daily", word: "Every day" },
  { value: "every_days", word: "Every N days" },
  { value: "weekly", word: "On weekdays" },
  { value: "business_days", word: "Business days" },
  { value: "monthly_day", word: "Monthly, by day" },
  { value: "monthly_last_day", word: "Monthly, last day" },
  { value: "monthly_weekday", word: "Monthly, by weekday" },
  { value: "first_business_day", word: "First business day" },
  { value: "last_business_day", word: "Last business day" },
  { value: "quarterly", word: "Quarterly" },
  { value: "once", word: "Once" },
  { value: "cron", word: "Custom (cron)" },
];

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const weekdayWord = (day: string): string => day.charAt(0).toUpperCase() + day.slice(1);

export const NTHS: readonly { value: string; word: string }[] = [
  { value: "1", word: "First" },
  { value: "2", word: "Second" },
  { value: "3", word: "Third" },
  { value: "4", word: "Fourth" },
  { value: "5", word: "Fifth" },
  { value: "-1", word: "Last" },
];

/** All that the form keeps of a rule, also what the chosen kind does not need, so that a look at another kind loses nothing. */
export interface RuleDraft {
  repeat: Repeat;
  /** Times of day as they were typed, comma between. */
  at: string;
  days: string;
  anchor: string;
  weekdays: string[];
  day: string;
  nth: string;
  roll: RollWord | "";
  /** Days as they were typed, comma or space between. */
  holidays: string;
  cron: string;
}

/** A new rule has no hour: a person chooses it. */
export const emptyRule = (today: string): RuleDraft => ({
  repeat: "daily",
  at: "",
  days: "14",
  anchor: today,
  weekdays: [],
  day: "1",
  nth: "1",
  roll: "",
  holidays: "",
  cron: "",
});

/** The times that were typed, as `HH:MM` in order; null where one of them is none. */
export function timesOf(text: string): string[] | null {
  const times = new Set<string>();
  for (const word of text.split(/[,;\s]+/).filter(Boolean)) {
    const [, hour = "", minute = ""] = /^(\d{1,2})[:.]?(\d\d)$/.exec(word) ?? [];
    if (hour === "" || Number(hour) > 23 || Number(minute) > 59) return null;
    times.add(`${hour.padStart(2, "0")}:${minute}`);
  }
  return [...times].sort();
}

export const holidaysOf = (text: string): string[] => text.split(/[,;\s]+/).filter(Boolean);

const whole = (text: string, low: number, high: number): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= low && Number(text) <= high;

export type RuleField = "at" | "days" | "anchor" | "weekdays" | "day" | "holidays" | "cron";

/** What is missing or wrong before the host can be asked. */
export function ruleFaults(rule: RuleDraft): Partial<Record<RuleField, string>> {
  if (rule.repeat === "cron")
    return rule.cron.trim() === "" ? { cron: "Five fields are needed, such as 30 6 * * MON" } : {};
  const faults: Partial<Record<RuleField, string>> = {};
  const times = timesOf(rule.at);
  if (times === null) faults.at = "Times such as 07:15";
  else if (times.length === 0) faults.at = "A time is needed, such as 07:15";
  if (rule.repeat === "every_days" && !whole(rule.days, 1, 3660)) faults.days = "1 to 3,660";
  if (/^(every_days|once)$/.test(rule.repeat) && rule.anchor === "") faults.anchor = "A day is needed";
  if (/^(weekly|monthly_weekday)$/.test(rule.repeat) && rule.weekdays.length === 0)
    faults.weekdays = "At least one day";
  if (/^(monthly_day|quarterly)$/.test(rule.repeat) && !whole(rule.day, 1, 31)) faults.day = "1 to 31";
  if (holidaysOf(rule.holidays).some((day) => !/^\d{4}-\d\d-\d\d$/.test(day)))
    faults.holidays = "Days such as 2026-12-25";
  return faults;
}

/** Whether holidays, and where days go that are no business day, mean anything to a rule. */
export const hasBusinessDays = ({ repeat, roll }: RuleDraft): boolean =>
  /business/.test(repeat) || (canRoll(repeat) && roll !== "");
export const canRoll = (repeat: Repeat): boolean =>
  /^(monthly_day|monthly_last_day|quarterly|every_days)$/.test(repeat);

/** The expression that means the same; null where cron has no words for it. */
export function toCron(rule: RuleDraft): string | null {
  if (rule.repeat === "cron") return rule.cron.trim() || null;
  const times = timesOf(rule.at) ?? [];
  const minutes = [...new Set(times.map((time) => Number(time.slice(3))))];
  if (minutes.length !== 1 || hasBusinessDaysOtherThanWeekdays(rule)) return null;
  const at = `${minutes[0]} ${times.map((time) => Number(time.slice(0, 2))).join(",")}`;
  const names = WEEKDAYS.filter((day) => rule.weekdays.includes(day)).map((day) => day.toUpperCase());
  const day = Number(rule.day);
  switch (rule.repeat) {
    case "daily":
      return `${at} * * *`;
    case "weekly":
      return names.length === 0 ? null : `${at} * * ${names.join(",")}`;
    case "business_days":
      return `${at} * * MON-FRI`;
    case "monthly_day":
      return day >= 1 && day <= 28 ? `${at} ${day} * *` : null;
    case "monthly_last_day":
      return `${at} L * *`;
    case "quarterly":
      return day >= 1 && day <= 28 ? `${at} ${day} 1,4,7,10 *` : null;
    case "monthly_weekday": {
      const end = rule.nth === "-1" ? "L" : rule.nth;
      return names.length === 0 ? null : `${at} * * ${names.map((name) => `${name}#${end}`).join(",")}`;
    }
    default:
      return null;
  }
}

const hasBusinessDaysOtherThanWeekdays = (rule: RuleDraft): boolean =>
  (canRoll(rule.repeat) && rule.roll !== "") || (hasBusinessDays(rule) && holidaysOf(rule.holidays).length > 0);

/** A simple expression as a choice of the form; null for all others. */
export function fromCron(cron: string): Partial<RuleDraft> | null {
  const [minute = "", hours = "", day = "", month = "", weekdays = "", more] = cron.trim().toUpperCase().split(/\s+/);
  if (more !== undefined || !/^\d{1,2}$/.test(minute) || !/^\d{1,2}(,\d{1,2})*$/.test(hours)) return null;
  const two = (text: string) => text.padStart(2, "0");
  const at = hours
    .split(",")
    .map((hour) => `${two(hour)}:${two(minute)}`)
    .join(", ");
  if (timesOf(at) === null) return null;
  const names = weekdays.split(",").map((name) => name.toLowerCase());
  const known = (name: string) => WEEKDAYS.some((each) => each === name);
  if (month === "*" && day === "*") {
    if (weekdays === "*") return { repeat: "daily", at };
    if (weekdays === "MON-FRI" || weekdays === "1-5") return { repeat: "business_days", at, holidays: "" };
    if (names.every(known)) return { repeat: "weekly", at, weekdays: names };
    const [, name = "", nth = ""] = /^([A-Z]{3})#([1-5L])$/.exec(weekdays) ?? [];
    if (known(name.toLowerCase()))
      return { repeat: "monthly_weekday", at, weekdays: [name.toLowerCase()], nth: nth === "L" ? "-1" : nth };
  }
  if (weekdays !== "*") return null;
  if (month === "*" && day === "L") return { repeat: "monthly_last_day", at, roll: "" };
  if (!/^\d{1,2}$/.test(day) || Number(day) < 1 || Number(day) > 28) return null;
  if (month === "*") return { repeat: "monthly_day", at, day, roll: "" };
  return month === "1,4,7,10" ? { repeat: "quarterly", at, day, roll: "" } : null;
}

/** The rule for the host. Every day is told as cron where that can be: its words need no first day then. */
export function toRule(rule: RuleDraft): RuleSpec {
  const cron = rule.repeat === "cron" ? rule.cron.trim() : rule.repeat === "daily" ? toCron(rule) : null;
  if (cron !== null) return { cron };
  const preset: PresetSpec = {
    kind: rule.repeat === "daily" || rule.repeat === "cron" ? "every_days" : rule.repeat,
    at: timesOf(rule.at) ?? [],
  };
  if (rule.repeat === "daily") Object.assign(preset, { anchor: rule.anchor, days: 1 });
  if (rule.repeat === "every_days") Object.assign(preset, { anchor: rule.anchor, days: Number(rule.days) });
  if (rule.repeat === "once") preset.anchor = rule.anchor;
  if (rule.repeat === "weekly") preset.weekdays = rule.weekdays;
  if (rule.repeat === "monthly_weekday") Object.assign(preset, { weekdays: rule.weekdays, nth: Number(rule.nth) });
  if (rule.repeat === "monthly_day" || rule.repeat === "quarterly") preset.day = Number(rule.day);
  if (canRoll(rule.repeat) && rule.roll !== "") preset.roll = rule.roll;
  if (hasBusinessDays(rule) && rule.holidays.trim() !== "") preset.holidays = holidaysOf(rule.holidays);
  return { preset };
}

/** What is kept, as the form shows it. */
export function ofRule(rule: RuleSpec, today: string): RuleDraft {
  const draft = emptyRule(today);
  if (rule.cron !== undefined) {
    return { ...draft, repeat: "cron", cron: rule.cron, ...fromCron(rule.cron) };
  }
  const { preset } = rule;
  const daily = preset.kind === "every_days" && preset.days === 1 && !preset.roll;
  return {
    ...draft,
    repeat: daily ? "daily" : preset.kind,
    at: preset.at.map((time) => time.slice(0, 5)).join(", "),
    days: daily ? draft.days : String(preset.days ?? draft.days),
    anchor: preset.anchor ?? today,
    weekdays: preset.weekdays ?? [],
    day: String(preset.day ?? 1),
    nth: String(preset.nth ?? 1),
    roll: preset.roll ?? "",
    holidays: (preset.holidays ?? []).join(", "),
  };
}
