// How many executions all schedules start in each of the next 24 hours.

import type { QueryClient } from "@tanstack/react-query";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ScheduleSummary } from "@/ipc";
import { queries } from "@/ipc/queries";

const HOUR = 3_600_000;
export const HOURS = 24;
/** Schedules that are asked one by one at most: beyond that the answer would not come at once. */
const MOST_ASKED = 200;
/** Slots of a day that are asked for first, and where these do not reach to its end. */
const FEW = 26;
const MANY = 1000;

export interface Load {
  /** The full hour at which the first of the 24 begins, in UTC milliseconds. */
  from: number;
  /** Executions of each hour. */
  hours: number[];
}

export const hourOf = (now: number): number => Math.floor(now / HOUR) * HOUR;

/** Schedules that fire within the next 24 hours: the others are not asked. */
export const firing = (schedules: readonly ScheduleSummary[], from: number): ScheduleSummary[] =>
  schedules.filter(
    ({ state, next_nominal }) => state === "on" && next_nominal !== null && next_nominal < from + HOURS * HOUR,
  );

/** Adds `runs` at each of these instants to the hours. */
export function addTo(load: Load, instants: readonly number[], runs: number): void {
  for (const at of instants) {
    const hour = Math.floor((at - load.from) / HOUR);
    if (hour >= 0 && hour < HOURS) load.hours[hour] = (load.hours[hour] ?? 0) + runs;
  }
}

async function slotsOf(client: QueryClient, { id }: ScheduleSummary, until: number): Promise<number[]> {
  const { spec } = await client.fetchQuery(queries.schedule(id));
  const ask = async (count: number) => (await client.fetchQuery(queries.schedulePreview(spec, count))).slots;
  const few = await ask(FEW);
  const all = few.length === FEW && (few.at(-1)?.nominal ?? until) < until ? await ask(MANY) : few;
  return all.map((slot) => slot.nominal);
}

/** The load of the next 24 hours; null while it is counted, and where there are too many schedules to ask each. */
export function useLoad(schedules: readonly ScheduleSummary[], now: number): Load | null {
  const client = useQueryClient();
  const from = hourOf(now);
  const due = firing(schedules, from);
  const counted = useQuery({
    queryKey: ["schedule-load", from, due.map(({ id, version, set_aside }) => `${id} ${version} ${set_aside}`)],
    enabled: schedules.length > 0 && due.length <= MOST_ASKED,
    placeholderData: keepPreviousData,
    staleTime: 600_000,
    gcTime: 60_000,
    queryFn: async () => {
      const load: Load = { from, hours: Array.from({ length: HOURS }, () => 0) };
      // A few at a time: the host answers others in between.
      const waiting = [...due];
      const worker = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          addTo(load, await slotsOf(client, next, from + HOURS * HOUR), next.instances - next.set_aside);
        }
      };
      await Promise.all(Array.from({ length: 4 }, worker));
      return load;
    },
  });
  return due.length <= MOST_ASKED ? (counted.data ?? null) : null;
}
