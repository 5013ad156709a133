import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { localZone } from "@/components/format";
import { queries } from "@/ipc/queries";
import { type CalendarDay, calendarDay } from "./entries";

export interface Month {
  /** What is known of a day; nothing until all questions are answered. */
  day: (day: string) => CalendarDay;
  /** Whether an answer is still to come. */
  pending: boolean;
  /** The question that was not answered, else the last one. */
  asked: UseQueryResult<unknown>;
}

/** What became of the slots of these weeks, and what is still to come in them. */
export function useMonth(weeks: readonly string[][]): Month {
  const first = weeks[0]?.[0] ?? "";
  const zone = localZone();
  const past = useQuery(queries.slotDays(first, weeks.length * 7, zone));
  const ahead = useQuery(queries.rehearsal(first, weeks.length * 7, zone));
  const pending = past.isPending || ahead.isPending;
  const day = useMemo(() => {
    const came = new Map(pending ? [] : past.data?.map((each) => [each.day, each]));
    const comes = new Map(pending ? [] : ahead.data?.days.map((each) => [each.day, each]));
    return (day: string) => calendarDay(came.get(day), comes.get(day));
  }, [past.data, ahead.data, pending]);
  return { day, pending, asked: past.isError ? past : ahead };
}
