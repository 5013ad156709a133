import { Link } from "@tanstack/react-router";
import { formatClock, formatDay, formatExact, localZone, plural } from "@/components/format";
import { RowsTable, SectionHead } from "@/components/RowsTable";
import { useSlowNow } from "@/components/slow_now";
import { cityOf, untilWords } from "@/features/schedule/words";
import type { ComingSlot } from "@/ipc";

const COLUMNS = [
  { word: "Day", width: 88 },
  { word: "Time", width: 52 },
  { word: "Schedule" },
  { word: "Runs", width: 64 },
  { word: "When", width: 76 },
];

/** The slots that come next of all schedules, on the computer's own clock. */
export function NextSlots({ slots }: { slots: readonly ComingSlot[] }) {
  const now = useSlowNow();
  const zone = localZone();
  const city = cityOf(zone);
  const days = slots.map(({ nominal }) => formatDay(nominal));
  return (
    <section aria-label="Next slots" className="home-part">
      <SectionHead title="Next slots" hint={city === "UTC" ? city : `${city} time`}>
        <Link to="/schedules" className="text-t12">
          Schedules
        </Link>
      </SectionHead>
      {slots.length === 0 ? (
        <p className="px-4 pb-2 text-label">No slot is planned: no schedule is on.</p>
      ) : (
        <RowsTable label="Next slots" columns={COLUMNS} head={false} className="rows-plain next-slots">
          {slots.map((slot, i) => (
            <tr key={`${slot.schedule_id} ${slot.nominal}`}>
              <td className="text-t12 text-hint">
                {days[i] !== days[i - 1] && (days[i] === formatDay(now) ? "Today" : days[i])}
              </td>
              <td className="num" title={whenTitle(slot)}>
                {formatClock(slot.nominal)}
              </td>
              <td title={slot.name}>
                <Link to="/schedules/$id" params={{ id: slot.schedule_id }} className="row-link">
                  {slot.name}
                </Link>
              </td>
              <td className="num text-label">{plural(slot.executions, "run")}</td>
              <td className="num text-t12 text-hint">{i === 0 && untilWords(slot.nominal, now, zone)}</td>
            </tr>
          ))}
        </RowsTable>
      )}
    </section>
  );
}

/** The instant with its zone, and what the schedule's own clock says where that is another time. */
export function whenTitle({ nominal, local }: Pick<ComingSlot, "nominal" | "local">): string {
  const here = `${formatDay(nominal)} ${formatClock(nominal)}`;
  return here === local ? formatExact(nominal) : `${formatExact(nominal)}\nOn the schedule's own clock: ${local}`;
}
