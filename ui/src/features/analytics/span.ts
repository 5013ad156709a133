// Which days the figures are of, and which come before them.
import { formatNumber } from "@/components/format";
import { addDays } from "@/features/schedule/calendar/days";
import { areWhole, type Days, lengthOf } from "@/features/schedule/periods";

export type Span = "7" | "30" | "90" | "365" | "custom";

export const SPANS: readonly { value: Span; word: string }[] = [
  { value: "7", word: "7 days" },
  { value: "30", word: "30 days" },
  { value: "90", word: "90 days" },
  { value: "365", word: "365 days" },
  { value: "custom", word: "Custom" },
];

/** The host's own upper bound. */
const MOST_DAYS = 400;

/** The last days, today with them: what ran a minute ago counts. */
export const lastDaysWith = (today: string, count: number): Days => ({ first: addDays(today, 1 - count), last: today });

/** As many days as these, right before them. */
export function daysBefore(days: Days): Days {
  const last = addDays(days.first, -1);
  return { first: addDays(last, 1 - lengthOf(days)), last };
}

/** Why there can be no figures of these days; null where there can. */
export function faultOf(days: Days): string | null {
  if (days.first === "" || days.last === "") return "The figures show as soon as both days are there.";
  if (!areWhole(days)) return "The last day comes before the first. Exchange the two.";
  const length = lengthOf(days);
  return length <= MOST_DAYS
    ? null
    : `These are ${formatNumber(length)} days; figures cover at most ${MOST_DAYS}. Choose a later first day.`;
}
