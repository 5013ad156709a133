import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Button } from "@/components/Button";
import { formatDuration, formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { isFinal, State } from "@/components/State";
import { useToast } from "@/components/Toast";
import { ExportMenu } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import { AppError, api, asAppError, type ExecutionDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { CancelRuns } from "./CancelRuns";
import { useNow } from "./now";

interface RunOutcomeProps {
  id: string;
  lead?: ReactNode;
  /** Shown below the bar in place of the outcome. */
  instead?: ReactNode;
}

/** A run's rows, or why there are none (yet). */
export function RunOutcome({ id, lead, instead }: RunOutcomeProps) {
  const execution = useQuery(queries.execution(id));
  const run = execution.data;
  return (
    <>
      <div className="bar">
        {lead}
        {run && !instead && <Summary run={run} />}
        <span className="flex-1" />
        {run && !instead && <CancelRuns runs={[run]} />}
        {run?.result && !instead && <ExportMenu execution={run} />}
      </div>
      {instead ?? (
        <>
          {execution.isError && (
            <div className="p-3">
              <Problem error={asAppError(execution.error)} />
            </div>
          )}
          {!run && !execution.isError && <SkeletonRows />}
          {run && <Outcome run={run} />}
        </>
      )}
    </>
  );
}

function Summary({ run }: { run: ExecutionDetail }) {
  if (run.result) {
    return (
      <>
        <span className="text-t12 text-label">{plural(run.result.row_count, "row")}</span>
        <span className="cut text-t12 text-hint">
          {run.instance_name}, {run.window_words}, {formatWhen(run.finished_at ?? run.created_at)}, kept
        </span>
      </>
    );
  }
  return (
    <span className="text-t12">
      <State state={run.state} size={14} />
    </span>
  );
}

function Outcome({ run }: { run: ExecutionDetail }) {
  const now = useNow(!isFinal(run.state));
  if (run.result) return <ResultGrid key={run.id} executionId={run.id} result={run.result} />;
  if (run.error && (isFinal(run.state) || run.state === "needs_review")) {
    return (
      <div className="scroll p-3">
        <Problem error={new AppError(run.error)}>
          <Link to="/executions/$id" params={{ id: run.id }} className="btn btn-s">
            Open the run
          </Link>
          {run.state === "succeeded" && <FetchAgain id={run.id} />}
        </Problem>
      </div>
    );
  }
  return (
    <div className="px-4 py-3">
      <p className="font-medium">{headline(run)}</p>
      <p className="text-label">{sentence(run, now)}</p>
      {run.state === "succeeded" && !run.fetching && (
        <div className="mt-2">
          <FetchAgain id={run.id} />
        </div>
      )}
    </div>
  );
}

export function FetchAgain({ id }: { id: string }) {
  const toast = useToast();
  const fetch = useMutation({
    mutationFn: () => api.fetchResultAgain(id),
    onError: toast.fail,
    onSettled: (_done, _error, _variables, _kept, { client }) =>
      client.invalidateQueries({ queryKey: ["execution", id] }),
  });
  return (
    <Button size="s" disabled={fetch.isPending} onClick={() => fetch.mutate()}>
      Fetch the result again
    </Button>
  );
}

function headline(run: ExecutionDetail): string {
  if (run.cancel_requested && !isFinal(run.state)) return "Amazon was asked to cancel";
  switch (run.state) {
    case "sending":
      return "Sending to Amazon";
    case "pending":
      return "Waiting at Amazon";
    case "running":
      return "Running at Amazon";
    case "publishing":
      return "Amazon is writing the result";
    case "unknown":
      return "Amazon did not answer";
    case "succeeded":
      return run.fetching ? "Fetching the result" : "The result is not on this computer";
    case "cancelled":
      return "Cancelled";
    case "needs_review":
      return "This run needs your decision";
    default:
      return "No result";
  }
}

function sentence(run: ExecutionDetail, now: number): string {
  const since = formatDuration(now - run.created_at);
  switch (run.state) {
    case "unknown":
      return "It is looked for in Amazon's list. Nothing is sent twice.";
    case "succeeded":
      return run.fetching ? "The rows are read and kept." : "Amazon keeps it for a while; it can be fetched again.";
    case "cancelled":
      return "It yields no rows. Results kept before stay.";
    case "needs_review":
      return "Open the run to see what is known about it.";
    default:
      return `${run.instance_name}, ${run.window_words}, since ${since}. You may close this; the run goes on.`;
  }
}
