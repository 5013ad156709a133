import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { Answer } from "@/components/Answer";
import { Empty } from "@/components/Empty";
import { formatClock, formatDay, formatExact, formatNumber, localZone, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { RowsTable } from "@/components/RowsTable";
import type { Rehearsal } from "@/ipc";
import { queries } from "@/ipc/queries";
import { cityOf } from "../words";
import { HeatTable } from "./HeatTable";
import { crowdedWords, DAYS } from "./heat";

/** When the coming days are full: by weekday and hour, the fullest hours, and where an instance is given too much. */
export function HourLoad() {
  const rehearsal = useQuery(queries.rehearsal(null, DAYS, localZone()));
  const { data } = rehearsal;
  return (
    <>
      <div className="filter-bar">
        <h2 className="flex-none font-strong">Next {DAYS} days</h2>
        <span className="cut text-t12 text-hint">
          executions planned by weekday and hour, {cityOf(localZone())} time
        </span>
        <span className="flex-1" />
        {data && data.executions > 0 && (
          <span className="num flex-none text-t12 text-hint">
            {plural(data.executions, "execution")} in {plural(data.slots, "slot")}
          </span>
        )}
      </div>
      <div className="scroll">
        <Answer of={rehearsal} loading={<SkeletonRows rows={8} height={32} />}>
          {(found) => (found.executions === 0 ? <Nothing /> : <Load of={found} />)}
        </Answer>
      </div>
    </>
  );
}

const Nothing = () => (
  <Empty
    title={`Nothing is planned in the next ${DAYS} days`}
    why="No schedule is on, or none of those that are has a slot until then."
  />
);

/** Beyond these the same hours come again and again. */
const MOST_BUSY = 10;
const BUSIEST = [{ word: "Hour", width: 156 }, { word: "Executions", width: 96, num: true }, { word: "Schedules" }];

function Load({ of }: { of: Rehearsal }) {
  const instances = useQuery(queries.instances()).data;
  const nameOf = (id: string) => instances?.find((instance) => instance.id === id)?.name ?? "An instance";
  return (
    <div className="load">
      <HeatTable of={of} />
      {of.cut && (
        <p className="px-4 pb-2 text-label">There are too many slots to count them to the last day: it ends earlier.</p>
      )}
      <div className="load-lists">
        <section aria-label="Collisions">
          <div className="section-head">
            <h3>Collisions</h3>
            <span className="cut text-t12 text-hint">more for one instance than run at once</span>
          </div>
          {of.crowded.length === 0 ? (
            <p className="px-4 text-label">
              No instance is given more than {plural(of.at_once, "execution")} in any hour: that many run at once.
            </p>
          ) : (
            <ul className="px-4">
              {of.crowded.map((crowd) => (
                <li key={`${crowd.instance_id} ${crowd.at}`} className="collision">
                  <TriangleAlert size={14} className="text-amber" aria-hidden />
                  {crowdedWords(crowd, nameOf(crowd.instance_id), of.at_once)}
                </li>
              ))}
            </ul>
          )}
        </section>
        <section aria-label="Busiest hours">
          <div className="section-head">
            <h3>Busiest hours</h3>
            <span className="text-t12 text-hint">most executions first</span>
          </div>
          <RowsTable label="Busiest hours" columns={BUSIEST}>
            {of.busiest.slice(0, MOST_BUSY).map(({ at, executions, schedules }) => (
              <tr key={at}>
                <td title={formatExact(at)}>
                  {formatDay(at)} {formatClock(at)}
                </td>
                <td className="num">{formatNumber(executions)}</td>
                <td className="text-label" title={schedules.join("\n")}>
                  {schedules.join(", ")}
                </td>
              </tr>
            ))}
          </RowsTable>
        </section>
      </div>
    </div>
  );
}
