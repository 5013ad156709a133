import { Link } from "@tanstack/react-router";
import { formatDay, formatExact, formatNumber, shortWindow } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import { State } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";
import { RowsCell, tookWords } from "./cells";

const SHOWN = 3;

const COLUMNS = [
  { word: "State", width: 104 },
  { word: "Run" },
  { word: "Took", width: 72, num: true },
  { word: "Rows", width: 92, num: true },
];

/** What the same query came to on the same instance before. */
export function EarlierRuns({ runs, now }: { runs: readonly ExecutionSummary[]; now: number }) {
  if (runs.length === 0) return null;
  return (
    <section aria-label="Earlier runs here">
      <div className="flex items-baseline gap-2 border-t border-line pt-4 pb-1">
        <h3 className="font-strong">Earlier runs here</h3>
        {runs.length > SHOWN && (
          <span className="text-t12 text-hint">
            newest {SHOWN} of {formatNumber(runs.length)}
          </span>
        )}
      </div>
      <RowsTable label="Earlier runs" columns={COLUMNS} head={false} className="rows-plain">
        {runs.slice(0, SHOWN).map((run) => (
          <tr key={run.id}>
            <td>
              <State state={run.state} />
            </td>
            <td title={`${formatExact(run.created_at)}, over ${run.window_words}`}>
              <Link to="/executions/$id" params={{ id: run.id }} search className="row-link">
                {formatDay(run.created_at)}, {shortWindow(run.window_words)}
              </Link>
            </td>
            <td className="num">{tookWords(run, now)}</td>
            <RowsCell run={run} />
          </tr>
        ))}
      </RowsTable>
    </section>
  );
}
