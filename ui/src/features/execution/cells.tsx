// What lists of executions say in their cells.
import { formatClock, formatDuration, formatExact, formatNumber, formatWhen } from "@/components/format";
import { isFinal, isWaiting } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";

/** An instant in a column of instants, its day left out where that is known; its zone shows on hover. */
export function WhenCell({ at, now, clock }: { at: number; now?: number; clock?: boolean }) {
  return (
    <td className="num text-label" title={formatExact(at)}>
      {clock ? formatClock(at) : formatWhen(at, now)}
    </td>
  );
}

/** How long a run took, takes, or why that cannot be said yet. */
export function tookWords(run: ExecutionSummary, now: number): string {
  if (run.fetching) return "fetching";
  if (run.state === "unknown") return "looking";
  if (run.state === "needs_review") return "";
  if (isWaiting(run.state)) return "waiting";
  return formatDuration((run.finished_at ?? now) - run.created_at);
}

export function RowsCell({ run }: { run: ExecutionSummary }) {
  return (
    <td className="num">
      {run.row_count !== null ? (
        <>
          {run.partial && (
            <span className="mr-1.5 text-amber" title="Amazon lacked data of these dates">
              partial
            </span>
          )}
          {formatNumber(run.row_count)}
        </>
      ) : isFinal(run.state) && !run.fetching ? (
        <span className="text-hint">none</span>
      ) : (
        ""
      )}
    </td>
  );
}

/** How much of a run lies behind it; the words beside it say the same. */
export function Progress({ part }: { part: number }) {
  return (
    <span className="progress" aria-hidden="true">
      <i style={{ width: `${Math.round(part * 100)}%` }} />
    </span>
  );
}
