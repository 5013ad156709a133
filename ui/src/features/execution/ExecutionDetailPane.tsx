import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RotateCcw, SquareTerminal, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { formatBytes, formatNumber, formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { Segments } from "@/components/Segments";
import { SqlView } from "@/components/SqlView";
import { isFinal, isUnderWay, State } from "@/components/State";
import { useToast } from "@/components/Toast";
import { useNewTab } from "@/features/query/tabs";
import { zoneWords } from "@/features/query/windows";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import { api, asAppError, type DataGap, type ExecutionDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { CancelRuns } from "./CancelRuns";
import { Explained, errorText, hitOf } from "./Explained";
import { useNow } from "./now";
import { ReviewPane } from "./ReviewPane";
import { FetchAgain } from "./RunOutcome";
import { fixedWindow, sameWindow } from "./same_window";
import { Timeline } from "./Timeline";

type View = "rows" | "sql" | "why";

/** One execution: its state and times, what was sent, and its rows or why there are none. */
export function ExecutionDetailPane({ id }: { id: string }) {
  const execution = useQuery(queries.execution(id));
  return (
    <section className="pane pane-grey" aria-label="Execution">
      <Answer of={execution} inset="p-5" loading={<SkeletonRows rows={8} />}>
        {(run) => <Detail run={run} />}
      </Answer>
    </section>
  );
}

function Detail({ run }: { run: ExecutionDetail }) {
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const now = useNow(isUnderWay(run.state));
  const [view, setView] = useState<View | null>(null);
  const unsure = run.state === "unknown" || run.state === "needs_review";
  const explained = run.error !== null || unsure;
  const usual: View = run.result ? "rows" : explained ? "why" : "sql";
  // What was chosen may be gone: a run that was settled has nothing to explain any more.
  const shown = view && (view !== "rows" || run.result) && (view !== "why" || explained) ? view : usual;
  const file = useExport(run.id);
  const again = useMutation({
    mutationFn: () =>
      api.submitExecutions({
        name: run.name,
        sql: run.sql,
        instance_ids: [run.instance_id],
        window: fixedWindow(run),
        time_zone: run.time_zone,
        parameter_values: run.parameter_values,
      }),
    onSuccess: (made, _none, _kept, { client }) => {
      void client.invalidateQueries({ queryKey: ["executions"] });
      const first = made[0];
      if (first) void navigate({ to: "/executions/$id", params: { id: first.id } });
    },
  });
  const openInQuery = () =>
    newTab({
      title: run.name,
      sql: run.sql,
      instance_ids: [run.instance_id],
      window: fixedWindow(run),
      parameter_values: run.parameter_values,
    })
      .then(() => navigate({ to: "/query" }))
      .catch(toast.fail);
  useActions([
    { word: "Run again", disabled: !isFinal(run.state), run: () => again.mutate() },
    { word: "Open in Query", run: () => void openInQuery() },
  ]);
  const options = [
    ...(run.result ? [{ value: "rows" as const, word: "Rows" }] : []),
    ...(explained ? [{ value: "why" as const, word: "Explained" }] : []),
    { value: "sql" as const, word: "SQL as sent" },
  ];
  return (
    <>
      <div className="place-head pl-5!">
        <State state={run.state} pill />
        {run.cancel_requested && !isFinal(run.state) && <span className="text-t12 text-hint">cancel asked</span>}
        {run.fetching && <span className="text-t12 text-hint">fetching the result</span>}
        <span className="flex-1" />
        <CancelRuns runs={[run]} />
        <Button look="quiet" size="s" onClick={() => void openInQuery()}>
          <SquareTerminal size={14} aria-hidden />
          Open in Query
        </Button>
        {isFinal(run.state) && (
          <Button size="s" disabled={again.isPending} onClick={() => again.mutate()}>
            <RotateCcw size={14} aria-hidden />
            Run again
          </Button>
        )}
      </div>
      <div className="detail">
        <div>
          <h2 className="page-title">{run.name}</h2>
          <p className="flex items-center gap-1.5 text-label">
            <span className="cut">{run.instance_name}</span>
            {run.remote_id && (
              <>
                <span className="mono cut text-hint">{run.remote_id}</span>
                <CopyButton text={run.remote_id} label="Copy Amazon's id" iconOnly />
              </>
            )}
          </p>
        </div>
        <Timeline run={run} now={now} />
        <Facts run={run} />
        {run.partial && <PartialNote gaps={run.data_gaps} now={now} />}
        {again.isError && <Problem error={asAppError(again.error)} />}
        <div className="flex items-center gap-2">
          <h3 className="font-strong">{heading(shown, run)}</h3>
          <span className="flex-1" />
          {options.length > 1 && <Segments label="View" size="s" value={shown} options={options} onChange={setView} />}
          {shown === "sql" && <CopyButton text={run.sql} label="Copy the SQL" />}
          {shown === "why" && run.error && <CopyButton text={errorText(run)} label="Copy the error" />}
          {shown === "rows" && run.result && <ExportMenu of={file} />}
        </div>
        {shown === "rows" && <ExportProblem {...file} />}
        {shown === "why" && <Explained run={run} />}
        {shown === "why" && run.state === "needs_review" && <ReviewPane run={run} />}
        {shown === "sql" && <SqlView sql={run.sql} label="SQL as sent" hit={hitOf(run)} />}
        {shown === "rows" && run.result && (
          <div className="flex min-h-72 flex-1 flex-col overflow-hidden rounded-[5px] border border-line bg-surface">
            <ResultGrid
              key={run.id}
              executionId={run.id}
              query={run.name}
              result={run.result}
              remedy={<FetchAgain id={run.id} />}
            />
          </div>
        )}
        {run.state === "succeeded" && !run.result && !run.fetching && (
          <div>
            <FetchAgain id={run.id} />
          </div>
        )}
      </div>
    </>
  );
}

/** That a result is not the whole, and what is missing. */
function PartialNote({ gaps, now }: { gaps: readonly DataGap[]; now: number }) {
  const told = gaps.flatMap(({ start, end }) =>
    start === null || end === null ? [] : [`${formatWhen(start, now)} to ${formatWhen(end, now)}`],
  );
  return (
    <div className="note note-warn">
      <TriangleAlert size={16} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">The result is partial: Amazon lacked data of these dates.</p>
        <p className="text-label">
          {told.length > 0 &&
            `Missing: ${told.slice(0, 3).join("; ")}${told.length > 3 ? ` and ${told.length - 3} more` : ""}. `}
          Run it again in a day or two, when the data should be there.
        </p>
      </div>
    </div>
  );
}

function heading(view: View, run: ExecutionDetail): string {
  if (view === "why") {
    if (run.state === "failed" || run.state === "rejected") return "Why it failed";
    return run.state === "succeeded" ? "Why its rows are not here" : "What is known";
  }
  if (view === "rows") return plural(run.result?.row_count ?? 0, "row");
  return "SQL as sent";
}

function Facts({ run }: { run: ExecutionDetail }) {
  const parameters = Object.entries(run.parameter_values);
  return (
    <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
      <dt>Window</dt>
      <dd>
        {run.window_words}, {zoneWords(run.time_zone)}
        {!sameWindow(run) && (
          <span className="text-hint">
            {" "}
            ({run.window_start} to {run.window_end})
          </span>
        )}
      </dd>
      <dt>Parameters</dt>
      <dd>
        {parameters.length === 0 && "none"}
        {parameters.map(([name, value], i) => (
          <span key={name}>
            {i > 0 && ", "}
            <span className="mono">{name}</span> {Array.isArray(value) ? value.join(" · ") : String(value)}
          </span>
        ))}
      </dd>
      {run.result && (
        <>
          <dt>Kept</dt>
          <dd>
            {formatNumber(run.result.row_count)} rows, {formatBytes(run.result.size_bytes)}, SHA-256{" "}
            <span className="mono" title={run.result.sha256}>
              {run.result.sha256.slice(0, 12)}
            </span>
          </dd>
        </>
      )}
    </dl>
  );
}
