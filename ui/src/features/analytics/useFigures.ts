import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { localZone } from "@/components/format";
import { useLate } from "@/components/Loading";
import type { Days } from "@/features/schedule/periods";
import { queries } from "@/ipc/queries";
import { daysBefore } from "./span";

/** Figures of some days and of those before. Those that were shown stay for the moment in which others are reckoned. */
export function useFigures(days: Days, instance: string | null, enabled: boolean) {
  const ask = ({ first, last }: Days) => ({
    ...queries.runFigures(first, last, localZone(), instance),
    placeholderData: keepPreviousData,
    enabled,
  });
  const now = useQuery(ask(days));
  const before = useQuery(ask(enabled ? daysBefore(days) : days));
  const late = useLate(now.isPlaceholderData || before.isPlaceholderData);
  return { now: late ? { ...now, data: undefined } : now, before };
}
