import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { formatDuration, formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { isFailed, isUnderWay, State } from "@/components/State";
import { useToast } from "@/components/Toast";
import { ChartPane } from "@/features/chart/ChartPane";
import { type RowsView, ViewSegments } from "@/features/chart/ViewSegments";
import { AddRunToDashboard } from "@/features/dashboard/AddToDashboard";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import { api, type ExecutionDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { CancelRuns } from "./CancelRuns";
import { Explained, hitOf } from "./Explained";
import { useNow } from "./now";
import { Raw } from "./Raw";

interface RunOutcomeProps {
  id: string;
  lead?: ReactNode;
  /** Shown below the bar in place of the outcome. */
  instead?: ReactNode;
  /** Goes to the place of the error in the text that was sent; none where that text is not shown. */
  onGo?: ((run: ExecutionDetail) => void) | undefined;
}

/** A run's rows, or why there are none (yet). */
export function RunOutcome({ id, lead, instead, onGo }: RunOutcomeProps) {
  const execution = useQuery(queries.execution(id));
  const run = execution.data;
  const file = useExport(id);
  const [view, setView] = useState<RowsView>("rows");
  return (
    <>
      <div className="bar">
        {lead}
        {run?.result && !instead && run.result.row_count > 0 && <ViewSegments value={view} onChange={setView} />}
        {run && !instead && <Summary run={run} />}
        <span className="flex-1" />
        {run && !instead && <CancelRuns runs={[run]} />}
        {run?.result && !instead && run.result.row_count > 0 && (
          <AddRunToDashboard run={run} result={run.result} view={view} />
        )}
        {run?.result && !instead && <ExportMenu of={file} />}
      </div>
      {instead ?? (
        <Answer of={execution} inset="p-3" loading={<SkeletonRows />}>
          {(known) => (
            <>
              <ExportProblem {...file} className="p-2" />
              <Outcome run={known} view={view} onGo={onGo} />
            </>
          )}
        </Answer>
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

function Outcome({ run, view, onGo }: { run: ExecutionDetail; view: RowsView } & Pick<RunOutcomeProps, "onGo">) {
  const now = useNow(isUnderWay(run.state));
  const [raw, setRaw] = useState(false);
  if (run.result && run.result.row_count > 0 && view === "chart")
    return <ChartPane key={run.id} executionId={run.id} query={run.name} result={run.result} />;
  if (run.result)
    return (
      <ResultGrid
        key={run.id}
        executionId={run.id}
        query={run.name}
        result={run.result}
        remedy={<FetchAgain id={run.id} />}
      />
    );
  const waits = isUnderWay(run.state) && run.state !== "unknown";
  if (!waits && (run.error || isFailed(run.state) || run.state === "unknown" || run.state === "needs_review")) {
    return (
      <div className="scroll" role={isFailed(run.state) ? "alert" : "status"}>
        <div className="grid gap-3 px-4 py-3">
          <Explained run={run}>
            {onGo && hitOf(run) && (
              <Button size="s" onClick={() => onGo(run)}>
                Go to line {hitOf(run)?.line}
              </Button>
            )}
            <Link to="/executions/$id" params={{ id: run.id }} className="btn btn-s">
              Open the run
            </Link>
            {run.state === "succeeded" && <FetchAgain id={run.id} />}
            {run.error && (
              <Button look="quiet" size="s" aria-expanded={raw} onClick={() => setRaw(!raw)}>
                {raw ? "Hide the raw text" : "Raw text"}
              </Button>
            )}
          </Explained>
          {raw && run.error && <Raw error={run.error} />}
        </div>
      </div>
    );
  }
  return (
    <div className="px-4 py-3" role="status">
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
    onSettled: (_done, _error, _variables, _kept, { client }) => {
      for (const key of ["execution", "page"]) void client.invalidateQueries({ queryKey: [key, id] });
    },
  });
  return (
    <Button size="s" disabled={fetch.isPending} onClick={() => fetch.mutate()}>
      Fetch the result again
    </Button>
  );
}

function headline(run: ExecutionDetail): string {
  if (run.cancel_requested && isUnderWay(run.state)) return "Amazon was asked to cancel";
  switch (run.state) {
    case "sending":
      return run.error ? "Waiting to be sent" : "Sending to Amazon";
    case "pending":
      return "Waiting at Amazon";
    case "running":
      return "Running at Amazon";
    case "publishing":
      return "Amazon is writing the result";
    case "succeeded":
      return run.fetching ? "Fetching the result" : "The result is not on this computer";
    case "cancelled":
      return "Cancelled";
    default:
      return "No result";
  }
}

function sentence(run: ExecutionDetail, now: number): string {
  const since = formatDuration(now - run.created_at);
  // Under way all the same: it says what keeps it, and goes on by itself.
  if (run.error && isUnderWay(run.state)) return [run.error.message, run.error.next_step].filter(Boolean).join(" ");
  switch (run.state) {
    case "succeeded":
      return run.fetching ? "The rows are read and kept." : "Amazon keeps it for a while; it can be fetched again.";
    case "cancelled":
      return "It yields no rows. Results kept before stay.";
    default:
      return `${run.instance_name}, ${run.window_words}, since ${since}. You may close this; the run goes on.`;
  }
}
