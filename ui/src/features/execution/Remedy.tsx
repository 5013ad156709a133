import { Link } from "@tanstack/react-router";
import { Button } from "@/components/Button";
import { formatDay, formatNumber } from "@/components/format";
import { SqlDiff } from "@/components/SqlDiff";
import { isFailed } from "@/components/State";
import type { ExecutionDetail, ExecutionSummary } from "@/ipc";
import type { Category } from "./category";
import type { Fix } from "./fix";
import type { RunAgain } from "./run_again";
import { type SameError, useSameError } from "./same_error";
import { hadWords, limitTime, longerThan } from "./time_limit";

/** What is mended by another text, other dates or another time limit, not by running the same again. */
const CHANGES: readonly (Category | null)[] = ["Compile", "Privacy", "Refused", "Overlap", "Time-out"];

interface RemedyProps {
  run: ExecutionDetail;
  all: readonly ExecutionSummary[];
  category: Category | null;
  fix: Fix | null;
  actions: RunAgain;
}

/** What can be done about an error: the text corrected or more time where that helps, and whether it happened before. */
export function Remedy({ run, all, category, fix, actions }: RemedyProps) {
  const same = useSameError(run, all);
  if (!isFailed(run.state)) return null;
  const busy = actions.submit.isPending;
  const late = category === "Time-out";
  const longer = late ? longerThan(run.time_limit_minutes) : null;
  return (
    <>
      {fix && (
        <section aria-label="Suggested fix" className="grid gap-2">
          <div className="flex items-baseline gap-2">
            <h3 className="font-strong">Suggested fix</h3>
            <span className="text-t12 text-hint">from the check on this computer</span>
          </div>
          <SqlDiff before={run.sql} after={fix.sql} label="What the fix changes" around={0} />
          <p className="text-label">{fix.why}</p>
        </section>
      )}
      {fix ? (
        <div className="flex flex-wrap items-center gap-2">
          <Button look="primary" disabled={busy} onClick={() => actions.corrected(fix.sql)}>
            Apply and run again
          </Button>
          <Button onClick={() => actions.openInQuery(fix.sql)}>Open corrected in Query</Button>
        </div>
      ) : (
        CHANGES.includes(category) && (
          <div className="flex flex-wrap items-center gap-2">
            {longer !== null && (
              <Button disabled={busy} onClick={() => actions.longer(longer)}>
                Run again with {limitTime(longer)}
              </Button>
            )}
            <Button onClick={() => actions.openInQuery()}>Run again with changes</Button>
            {late && <span className="text-t12 text-hint">{hadWords(run.time_limit_minutes)}</span>}
          </div>
        )
      )}
      {same && <History same={same} />}
    </>
  );
}

const SHOWN = 4;

function History({ same: { runs, looked, failures } }: { same: SameError }) {
  if (runs.length === 0)
    return <p className="text-t12 text-hint">No earlier run of this query failed with the same error.</p>;
  const times = runs.length === 1 ? "once" : `${formatNumber(runs.length)} times`;
  return (
    <p className="text-label">
      Same error {times} before{looked < failures && `, in the newest ${looked} failures`}:{" "}
      {runs.slice(0, SHOWN).map((run, i) => (
        <span key={run.id}>
          {i > 0 && "; "}
          <Link
            to="/executions/$id"
            params={{ id: run.id }}
            search
            className="text-link underline decoration-1 underline-offset-2"
          >
            {formatDay(run.created_at)}, {run.instance_name}
          </Link>
        </span>
      ))}
      {runs.length > SHOWN && ` and ${runs.length - SHOWN} more`}
    </p>
  );
}
