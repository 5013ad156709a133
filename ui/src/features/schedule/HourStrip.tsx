import { formatClock, formatNumber, localZone, plural } from "@/components/format";
import type { ScheduleSummary } from "@/ipc";
import { addTo, HOURS, type Load, useLoad } from "./load";
import { cityOf } from "./words";

const HOUR = 3_600_000;
const HIGH = 36;

interface StripProps {
  schedules: readonly ScheduleSummary[];
  now: number;
  /** Slots of the schedule that is being written, with the runs of each. */
  own: { instants: readonly number[]; runs: number } | null;
}

/** Executions of the next 24 hours, those of the schedule that is being written apart. */
export function HourStrip({ schedules, now, own }: StripProps) {
  const load = useLoad(schedules, now);
  const mine: Load | null =
    load && own && own.instants.length > 0 ? { from: load.from, hours: load.hours.map(() => 0) } : null;
  if (mine && own) addTo(mine, own.instants, own.runs);
  const sums = load?.hours.map((count, hour) => count + (mine?.hours[hour] ?? 0)) ?? [];
  const most = Math.max(0, ...sums);
  const busiest = sums.indexOf(most);
  const at = (hour: number) => formatClock((load?.from ?? 0) + hour * HOUR);
  const total = sums.reduce((sum, count) => sum + count, 0);
  return (
    <section className="hour-strip" aria-label="Executions of the next 24 hours">
      <p className="flex items-center gap-2 whitespace-nowrap text-t12">
        <span className="font-medium">Next 24 hours</span>
        <span className="cut text-hint">executions planned by hour, {cityOf(localZone())} time</span>
        <span className="flex-1" />
        {mine && (
          <span className="flex items-center gap-1.5">
            <i className="hour-key" aria-hidden="true" />
            with this schedule
          </span>
        )}
        {load && (
          <span className="num text-hint">
            {total === 0 ? "none" : `${formatNumber(total)} in all, busiest ${at(busiest)} with ${formatNumber(most)}`}
          </span>
        )}
      </p>
      <div
        className="hour-bars"
        role="img"
        aria-label={
          load
            ? total === 0
              ? "No executions are planned."
              : `${plural(total, "execution")}, most of them, ${formatNumber(most)}, at ${at(busiest)}.`
            : "Being counted"
        }
      >
        {Array.from({ length: HOURS }, (_, hour) => {
          const count = load?.hours[hour] ?? 0;
          const added = mine?.hours[hour] ?? 0;
          const tall = (n: number) => (most === 0 || n === 0 ? 0 : Math.max(2, Math.round((n / most) * HIGH)));
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: hours stay where they are
            <span key={hour} title={load ? `${at(hour)}, ${plural(count + added, "execution")}` : undefined}>
              {added > 0 && <i key={`mine ${tall(added)}`} className="hour-mine" style={{ height: tall(added) }} />}
              {/* Another bar for another height: one that grew would count as a thing that moved. */}
              <i key={tall(count)} style={{ height: Math.max(1, tall(count)) }} />
            </span>
          );
        })}
      </div>
      <div className="hour-axis" aria-hidden="true">
        {Array.from({ length: HOURS / 3 }, (_, third) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: hours stay where they are
          <span key={third}>{load ? at(third * 3) : "\u00a0"}</span>
        ))}
      </div>
    </section>
  );
}
