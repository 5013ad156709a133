// Numbers, instants and durations: in English, as all words of the application are, and in the person's time zone.

const whole = new Intl.NumberFormat("en-US");
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const dayYear = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric" });
const dayLong = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const month = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });
const zoneName = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" });

export const formatNumber = (n: number): string => whole.format(n);
export const formatClock = (at: number): string => clock.format(at);
export const formatSeconds = (at: number): string => seconds.format(at);
/** The instant with its zone, for a tooltip. */
export const formatExact = (at: number): string => exact.format(at);
export const localZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
export const zoneShort = (at: number): string =>
  zoneName.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "";

const parts = (format: Intl.DateTimeFormat, at: number): string => format.format(at).replace(",", "");

export const formatDay = (at: number): string => parts(day, at);
export const formatDayYear = (at: number): string => parts(dayYear, at);
/** `Friday 6 March 2026`. */
export const formatDayLong = (at: number): string => parts(dayLong, at);
/** `March 2026`. */
export const formatMonth = (at: number): string => parts(month, at);

/** `10:31` today, `Wed 4 Mar 10:31` on another day. */
export function formatWhen(at: number, now: number = Date.now()): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  return sameDay ? formatClock(at) : `${formatDay(at)} ${formatClock(at)}`;
}

/** `4:11`, or `1:02:09` from an hour on. */
export function formatDuration(milliseconds: number): string {
  const total = Math.max(0, Math.round(milliseconds / 1000));
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ["KB", "MB", "GB", "TB"];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** Digits grouped for reading; the text itself stays exact, however long it is. */
export function groupDigits(text: string): string {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match) return text;
  const [, sign = "", integer = "", fraction = ""] = match;
  const grouped = integer.length > 4 || integer.length === 4 ? integer.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : integer;
  return `${sign ? "\u2212" : ""}${grouped}${fraction}`;
}

/** A window for a narrow column: `Mon 2 Feb to Sun 1 Mar 2026` becomes `2 Feb to 1 Mar`. */
export const shortWindow = (words: string): string =>
  words.replace(/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun) /g, "").replace(/ \d{4}$/, "");
