import { Link } from "@tanstack/react-router";
import { ArrowLeftRight } from "lucide-react";
import { IconButton } from "@/components/Button";
import { formatDay, formatExact, formatNumber, plural, shortWindow } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import { State } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";
import { tookWords } from "./cells";

const SHOWN = 3;

const COLUMNS = [
  { word: "State", width: 104 },
  { word: "Run" },
  { word: "Took", width: 72, num: true },
  { word: "Rows", width: 92, num: true },
  { word: "Compare", width: 32 },
];

interface EarlierRunsProps {
  runs: readonly ExecutionSummary[];
  now: number;
  onCompare: (other: string) => void;
}

/** What the same query came to on the same instance before. */
export function EarlierRuns({ runs, now, onCompare }: EarlierRunsProps) {
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
            <td className="num">
              {run.row_count === null ? <span className="text-hint">none</span> : plural(run.row_count, "row")}
            </td>
            <td>
              <IconButton label={`Compare with ${formatDay(run.created_at)}`} onClick={() => onCompare(run.id)}>
                <ArrowLeftRight size={14} aria-hidden />
              </IconButton>
            </td>
          </tr>
        ))}
      </RowsTable>
    </section>
  );
}
