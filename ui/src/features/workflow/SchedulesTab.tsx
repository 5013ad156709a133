import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarClock, CircleStop, Pause, Play } from "lucide-react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { RowsTable } from "@/components/RowsTable";
import { useSlowNow } from "@/components/slow_now";
import { nextWords } from "@/features/schedule/words";
import type { ScheduleState, WorkflowDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useOpenings } from "./openings";

const STATES: Record<ScheduleState, { word: string; icon: typeof Play }> = {
  on: { word: "On", icon: Play },
  paused: { word: "Paused", icon: Pause },
  ended: { word: "Ended", icon: CircleStop },
};

const COLUMNS = [{ word: "State", width: 124 }, { word: "Schedule" }, { word: "Next slot", width: 150, num: true }];

/** The schedules that run a workflow. */
export function SchedulesTab({ workflow }: { workflow: WorkflowDetail }) {
  const { id, schedules } = workflow;
  const all = useQuery(queries.schedules()).data;
  const now = useSlowNow();
  const openings = useOpenings();
  const button = (
    <Button size="s" onClick={() => openings.schedule(id)}>
      <CalendarClock size={14} aria-hidden />
      Schedule this
    </Button>
  );
  if (schedules.length === 0) {
    return (
      <Empty title="No schedule runs it" why="A schedule runs it at fixed times, always in its newest version.">
        {button}
      </Empty>
    );
  }
  return (
    <>
      <RowsTable label="Schedules of the workflow" className="workflow-runs" columns={COLUMNS}>
        {schedules.map((schedule) => {
          const { word, icon: Icon } = STATES[schedule.state];
          const summary = all?.find((one) => one.id === schedule.id);
          return (
            <tr key={schedule.id}>
              <td>
                <span className="inline-flex items-center gap-1.5">
                  <Icon size={14} className="text-hint" aria-hidden />
                  {word}
                </span>
              </td>
              <td title={schedule.name}>
                <Link to="/schedules/$id" params={{ id: schedule.id }} className="row-link">
                  {schedule.name}
                </Link>
              </td>
              <td className="num text-label">
                {summary && summary.next_nominal !== null ? nextWords(summary, now).first : "none"}
              </td>
            </tr>
          );
        })}
      </RowsTable>
      <div className="px-5 py-3">{button}</div>
    </>
  );
}
