import type { ReactNode } from "react";
import { rawText } from "@/components/Problem";
import { type Hit, SqlView } from "@/components/SqlView";
import { isFailed } from "@/components/State";
import { AppError, type ExecutionDetail } from "@/ipc";

interface ExplainedProps {
  run: ExecutionDetail;
  /** How many other runs there are in its batch, where that is known. */
  others?: number;
  children?: ReactNode;
}

/** Why a run has no rows (yet), what that means for the data, what to do, and the place in the SQL that Amazon named. */
export function Explained({ run, others = 0, children }: ExplainedProps) {
  const { error } = run;
  const hit = hitOf(run);
  const next = error?.next_step ?? nextOf(run);
  return (
    <>
      <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
        <dt>What</dt>
        <dd>{error?.message ?? whatOf(run)}</dd>
        <dt>Your data</dt>
        <dd>
          {meaningOf(run)}
          {others > 0 &&
            isFailed(run.state) &&
            (others === 1
              ? " The other run of its batch is not touched by it."
              : ` The ${others} other runs of its batch are not touched by it.`)}
        </dd>
        {next && (
          <>
            <dt>Next</dt>
            <dd>{next}</dd>
          </>
        )}
      </dl>
      {hit && <SqlView sql={run.sql} label="The place in the SQL" hit={hit} around={2} />}
      {children && <div className="flex items-center gap-2">{children}</div>}
    </>
  );
}

function whatOf(run: ExecutionDetail): string {
  if (run.state === "unknown") return "Amazon did not answer when the run was sent.";
  if (run.state === "needs_review") return "Amazon did not answer, and it cannot be said which of its runs this is.";
  if (run.state === "cancelled") return "The run was cancelled.";
  return "Amazon gave no reason.";
}

/** What it means for the person's data, by how the run ended. */
function meaningOf(run: ExecutionDetail): string {
  if (run.state === "succeeded") return "The run itself succeeded. Only its rows are not on this computer.";
  if (run.state === "needs_review") return "It is not known whether Amazon runs it. Nothing is sent again by itself.";
  if (run.state === "unknown") return "Amazon may have it. It is looked for in Amazon's list; nothing is sent twice.";
  if (run.state === "sending") return "The run waits on this computer. Nothing is sent twice.";
  return `No rows for ${run.instance_name}. Results kept before stay as they are.`;
}

function nextOf(run: ExecutionDetail): string | null {
  if (run.state === "unknown") return "Wait. The run goes on by itself once Amazon's list has told.";
  if (run.state === "needs_review") return "Say below which run it is.";
  return null;
}

/** The place in the SQL that Amazon's error names. */
export function hitOf(run: Pick<ExecutionDetail, "error">): Hit | null {
  const details = run.error?.details;
  if (!run.error || !details?.line) return null;
  return {
    line: details.line,
    column: details.column,
    endLine: details.end_line,
    endColumn: details.end_column,
    words: details.raw && details.raw.length < 200 ? details.raw : run.error.message,
  };
}

export function errorText({ error }: Pick<ExecutionDetail, "error">): string {
  if (!error) return "";
  return [error.message, error.next_step, rawText(new AppError(error))].filter(Boolean).join("\n");
}
