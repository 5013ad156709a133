// Days of the calendar, written as `2026-03-05`: which of them a month shows, and where the keys lead.

const DAY = 86_400_000;
/** How far ahead a rehearsal goes, and how many days a month shows at most. */
const MOST_AHEAD = 366;
const MOST_SHOWN = 42;

export const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;

const two = (n: number): string => String(n).padStart(2, "0");
const written = (date: Date): string =>
  `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
const read = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** The day on the computer's clock. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** An instant within the day on the computer's clock, for the formats that take instants. */
export const noonOf = (day: string): number => Date.parse(`${day}T12:00:00`);

export const monthOf = (day: string): string => day.slice(0, 7);
export const addDays = (day: string, n: number): string => written(new Date(read(day).getTime() + n * DAY));

/** 0 for Monday. */
export const weekdayOf = (day: string): number => (read(day).getUTCDay() + 6) % 7;

/** The same day of another month, or that month's last. */
export function addMonths(day: string, n: number): string {
  const date = read(day);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n, 1);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + n + 1, 0)).getUTCDate();
  return written(new Date(first + (Math.min(date.getUTCDate(), last) - 1) * DAY));
}

/** The weeks that a month touches, each from Monday to Sunday. */
export function weeksOf(month: string): string[][] {
  const first = `${month}-01`;
  const begin = addDays(first, -weekdayOf(first));
  const days = Array.from({ length: MOST_SHOWN }, (_, i) => addDays(begin, i));
  const weeks = Array.from({ length: 6 }, (_, week) => days.slice(week * 7, week * 7 + 7));
  return weeks.filter((week) => week.some((day) => monthOf(day) === month));
}

/** The last day that can be shown: all that its month shows can be rehearsed. */
export const lastShown = (today: string): string => {
  const first = `${monthOf(addDays(today, MOST_AHEAD - MOST_SHOWN))}-01`;
  return addDays(addMonths(first, 1), -1);
};

/** Where a key leads from a day; null for keys that lead nowhere. */
export function dayAt(key: string, day: string): string | null {
  switch (key) {
    case "ArrowLeft":
      return addDays(day, -1);
    case "ArrowRight":
      return addDays(day, 1);
    case "ArrowUp":
      return addDays(day, -7);
    case "ArrowDown":
      return addDays(day, 7);
    case "Home":
      return addDays(day, -weekdayOf(day));
    case "End":
      return addDays(day, 6 - weekdayOf(day));
    case "PageUp":
      return addMonths(day, -1);
    case "PageDown":
      return addMonths(day, 1);
    default:
      return null;
  }
}
