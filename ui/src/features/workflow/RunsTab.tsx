import { Link } from "@tanstack/react-router";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, shortWindow } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import { State } from "@/components/State";
import { RowsCell, tookWords, WhenCell } from "@/features/execution/cells";
import type { WorkflowDetail } from "@/ipc";
import { useOpenings } from "./openings";

const COLUMNS = [
  { word: "State", width: 124 },
  { word: "Instance" },
  { word: "Started", width: 124, num: true },
  { word: "Took", width: 60, num: true },
  { word: "Rows", width: 80, num: true },
];

/** The newest runs of a workflow, each with the way to it. */
export function RunsTab({ workflow, now }: { workflow: WorkflowDetail; now: number }) {
  const { id, runs, executions } = workflow;
  const { run } = useOpenings();
  if (executions.length === 0) {
    return (
      <Empty title="It never ran" why="Runs of this workflow are listed here, by hand or by a schedule.">
        <Button onClick={() => run(id)}>Run it</Button>
      </Empty>
    );
  }
  return (
    <>
      <RowsTable label="Runs of the workflow" className="rows-two workflow-runs" columns={COLUMNS}>
        {executions.map((execution) => (
          <tr key={execution.id}>
            <td>
              <State state={execution.state} size={14} />
            </td>
            <td title={`${execution.instance_name}, ${execution.window_words}`}>
              <Link to="/executions/$id" params={{ id: execution.id }} className="row-link cut block leading-[18px]">
                {execution.instance_name}
              </Link>
              <span className="cut block text-t12 text-hint">{shortWindow(execution.window_words)}</span>
            </td>
            <WhenCell at={execution.created_at} now={now} />
            <td className="num">{tookWords(execution, now)}</td>
            <RowsCell run={execution} />
          </tr>
        ))}
      </RowsTable>
      {runs > executions.length && (
        <p className="px-5 py-2 text-t12 text-hint">
          The newest {formatNumber(executions.length)} of {formatNumber(runs)}.
        </p>
      )}
    </>
  );
}
