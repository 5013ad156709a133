import { timesOf } from "@/features/schedule/form/rule";
import type { QuietHours } from "@/ipc";

/** A typed time of day as `HH:MM`; null where it is none. */
export function timeOf(text: string): string | null {
  const times = timesOf(text);
  return times?.length === 1 ? (times[0] ?? null) : null;
}

/** What is wrong with a typed end of quiet hours, given the other end. */
export function quietFault(text: string, other: string): string | null {
  const time = timeOf(text);
  if (time === null) return "A time such as 22:00";
  return time === other ? "Begin and end differ" : null;
}

/** When it is quiet, in words. */
export function quietWords({ on, from, until }: QuietHours): string {
  if (!on) return "Notifications of schedules come at any hour.";
  const next = until < from ? " on the next day" : "";
  return `From ${from} until ${until}${next} by this computer's clock, notifications of schedules wait, and come as one at the end.`;
}
