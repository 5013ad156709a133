// Which dates a slot covers, as chosen in the form, and the words that the host reads.
import { plural } from "@/components/format";
import type { WindowSpec } from "@/ipc";

export type WindowForm =
  | "last_days"
  | "last_full_day"
  | "last_full_week"
  | "last_full_weeks"
  | "last_full_month"
  | "last_full_quarter"
  | "month_to_date"
  | "quarter_to_date"
  | "year_to_date"
  | "rolling"
  | "fixed";

export const WINDOW_FORMS: readonly { value: WindowForm; word: string }[] = [
  { value: "last_days", word: "Last days" },
  { value: "last_full_day", word: "Last full day" },
  { value: "last_full_week", word: "Last full week" },
  { value: "last_full_weeks", word: "Last full weeks" },
  { value: "last_full_month", word: "Last full month" },
  { value: "last_full_quarter", word: "Last full quarter" },
  { value: "month_to_date", word: "Month to date" },
  { value: "quarter_to_date", word: "Quarter to date" },
  { value: "year_to_date", word: "Year to date" },
  { value: "rolling", word: "Rolling with overlap" },
  { value: "fixed", word: "Fixed dates" },
];

export interface WindowDraft {
  form: WindowForm;
  /** Days or weeks. */
  count: string;
  /** Days of the slot before that are covered once more. */
  overlap: string;
  /** Days before the slot's own day that are left out. */
  lag: string;
  start: string;
  end: string;
}

/** Traffic is complete two days back: one day before the slot's own is left out. */
export const USUAL_WINDOW: WindowDraft = { form: "last_days", count: "7", overlap: "7", lag: "1", start: "", end: "" };

const MOST_DAYS = 3660;
const whole = (text: string, low: number, high: number): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= low && Number(text) <= high;

export type WindowField = "count" | "overlap" | "lag" | "dates";

export function windowFaults(window: WindowDraft): Partial<Record<WindowField, string>> {
  const faults: Partial<Record<WindowField, string>> = {};
  const { form } = window;
  if (/^(last_days|rolling)$/.test(form) && !whole(window.count, 1, MOST_DAYS)) faults.count = "1 or more days";
  if (form === "last_full_weeks" && !whole(window.count, 1, 520)) faults.count = "1 or more weeks";
  if (form === "rolling" && !whole(window.overlap, 0, MOST_DAYS)) faults.overlap = "0 or more days";
  if (form !== "fixed" && !whole(window.lag, 0, MOST_DAYS)) faults.lag = "0 or more days";
  if (form === "fixed") {
    if (!window.start || !window.end) faults.dates = "Both dates are needed";
    else if (window.end < window.start) faults.dates = "The last day lies before the first";
  }
  return faults;
}

/** The words for the host, such as `last 7 days lag 1`. */
export function windowText({ form, count, overlap, lag, start, end }: WindowDraft): string {
  const n = Number(count);
  const words: Record<WindowForm, string> = {
    last_days: `last ${n} days`,
    last_full_day: "last full day",
    last_full_week: "last full week",
    last_full_weeks: `last ${n} full weeks`,
    last_full_month: "last full month",
    last_full_quarter: "last full quarter",
    month_to_date: "month to date",
    quarter_to_date: "quarter to date",
    year_to_date: "year to date",
    rolling: `rolling ${n} days overlap ${Number(overlap)}`,
    fixed: `fixed ${start} ${end}`,
  };
  return form === "fixed" || Number(lag) === 0 ? words[form] : `${words[form]} lag ${Number(lag)}`;
}

/** What the host keeps, as the form shows it. */
export function ofWindowText(text: string): WindowDraft {
  const [, body = "", lag = "0"] = /^(.*?)(?:\s+lag\s+(\d+)(?:\s+days?)?)?$/i.exec(text.trim().toLowerCase()) ?? [];
  const base = { ...USUAL_WINDOW, lag };
  const [, days] = /^last (\d+) days?$/.exec(body) ?? [];
  if (days) return { ...base, form: "last_days", count: days };
  const [, weeks] = /^last (\d+) full weeks?$/.exec(body) ?? [];
  if (weeks) return { ...base, form: "last_full_weeks", count: weeks };
  const [, fresh, overlap = "0"] = /^rolling (\d+) days? overlap (\d+)/.exec(body) ?? [];
  if (fresh) return { ...base, form: "rolling", count: fresh, overlap };
  const [, start, end = ""] = /^fixed (\S+) (\S+)$/.exec(body) ?? [];
  if (start) return { ...base, form: "fixed", start, end };
  const form = body.replaceAll(" ", "_");
  return WINDOW_FORMS.some(({ value }) => value === form) ? { ...base, form: form as WindowForm } : base;
}

/**
 * The window of a query as a schedule has it. A query's windows end where traffic is complete, two days back; a schedule's lag
 * counts from the day before its slot, so that a lag of one day covers the same dates.
 */
export function ofQueryWindow(window: WindowSpec): WindowDraft {
  const base = { ...USUAL_WINDOW };
  switch (window.kind) {
    case "last_days":
      return { ...base, form: "last_days", count: String(window.days) };
    case "last_full_weeks":
      return { ...base, form: "last_full_weeks", count: String(window.weeks) };
    case "fixed":
      return { ...base, form: "fixed", start: window.start, end: window.end };
    case "words":
      return ofWindowText(window.text);
    default:
      return { ...base, form: window.kind };
  }
}

/** A window as people say it: `Last 7 days, the day before left out`. */
export function windowSaid(text: string): string {
  const { form, count, overlap, lag, start, end } = ofWindowText(text);
  const words: Partial<Record<WindowForm, string>> = {
    last_days: `Last ${plural(Number(count), "day")}`,
    last_full_weeks: `Last ${count} full weeks`,
    rolling: `${plural(Number(count), "new day")} and ${plural(Number(overlap), "day")} once more`,
    fixed: `Fixed, ${start} to ${end}`,
  };
  const said = words[form] ?? WINDOW_FORMS.find(({ value }) => value === form)?.word ?? text;
  if (form === "fixed" || lag === "0") return said;
  return `${said}, the ${lag === "1" ? "day" : `${lag} days`} before left out`;
}
