// What the list of notices says beside the notices' own words, and where each leads.
import { formatDay, formatDayYear } from "@/components/format";
import type { Notice, NoticeKind } from "@/ipc";

export type Show = "unread" | "all";

const ABOUT: Record<NoticeKind, string> = {
  slot: "Slot",
  run: "Run",
  pause: "Paused",
  missed: "Missed slots",
  budget: "Budget",
};

/** What a notice is about, for who does not see its icon: `Slot, failed`. */
export function aboutWords({ kind, good }: Pick<Notice, "kind" | "good">): string {
  if (kind === "slot" || kind === "run") return `${ABOUT[kind]}, ${good ? "succeeded" : "failed"}`;
  return ABOUT[kind];
}

/** `Today`, `Yesterday`, `Mon 2 Mar`, and with its year where that is another one. */
export function dayWords(at: number, now: number): string {
  const day = new Date(at).toDateString();
  const today = new Date(now);
  if (day === today.toDateString()) return "Today";
  // By the calendar: a day is not always 24 hours long.
  if (day === new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).toDateString()) return "Yesterday";
  return new Date(at).getFullYear() === today.getFullYear() ? formatDay(at) : formatDayYear(at);
}

export interface Day {
  words: string;
  notices: Notice[];
}

/** Notices by the day on which they came, the newest first. */
export function byDay(notices: readonly Notice[], now: number): Day[] {
  const days: Day[] = [];
  for (const notice of [...notices].sort((a, b) => b.at - a.at)) {
    const words = dayWords(notice.at, now);
    const last = days.at(-1);
    if (last?.words === words) last.notices.push(notice);
    else days.push({ words, notices: [notice] });
  }
  return days;
}

type Target =
  | { to: "/executions/$id" | "/schedules/$id"; params: { id: string } }
  | { to: "/schedules"; params?: undefined };

/** What a notice is about: the execution first, else the schedule, else all schedules. */
export function targetOf({ execution_id, schedule_id }: Pick<Notice, "execution_id" | "schedule_id">): Target {
  if (execution_id !== null) return { to: "/executions/$id", params: { id: execution_id } };
  if (schedule_id !== null) return { to: "/schedules/$id", params: { id: schedule_id } };
  return { to: "/schedules" };
}
