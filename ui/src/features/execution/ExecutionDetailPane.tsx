import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { RotateCcw, SquareTerminal } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/app/actions";
import { Button } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { formatBytes, formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem, rawText } from "@/components/Problem";
import { Segments } from "@/components/Segments";
import { SqlView } from "@/components/SqlView";
import { isFinal, State } from "@/components/State";
import { useToast } from "@/components/Toast";
import { useNewTab } from "@/features/query/tabs";
import { zoneWords } from "@/features/query/windows";
import { ExportMenu } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import { AppError, api, asAppError, type ExecutionDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { CancelRuns } from "./CancelRuns";
import { useNow } from "./now";
import { FetchAgain } from "./RunOutcome";
import { fixedWindow, sameWindow } from "./same_window";
import { Timeline } from "./Timeline";

type View = "rows" | "sql" | "why";

/** One execution: its state and times, what was sent, and its rows or why there are none. */
export function ExecutionDetailPane({ id }: { id: string }) {
  const execution = useQuery(queries.execution(id));
  const run = execution.data;
  return (
    <section className="pane pane-grey" aria-label="Execution">
      {execution.isError ? (
        <div className="p-5">
          <Problem error={asAppError(execution.error)}>
            <Button size="s" onClick={() => void execution.refetch()}>
              Try again
            </Button>
          </Problem>
        </div>
      ) : run ? (
        <Detail run={run} />
      ) : (
        <SkeletonRows rows={8} />
      )}
    </section>
  );
}

function Detail({ run }: { run: ExecutionDetail }) {
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const now = useNow(!isFinal(run.state));
  const [view, setView] = useState<View | null>(null);
  const shown: View = view ?? (run.result ? "rows" : run.error ? "why" : "sql");
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
    { word: "Run again", run: () => again.mutate() },
    { word: "Open in Query", run: () => void openInQuery() },
  ]);
  const options = [
    ...(run.result ? [{ value: "rows" as const, word: "Rows" }] : []),
    ...(run.error ? [{ value: "why" as const, word: "Explained" }] : []),
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
        {(isFinal(run.state) || run.state === "needs_review") && (
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
        {again.isError && <Problem error={asAppError(again.error)} />}
        <div className="flex items-center gap-2">
          <h3 className="font-strong">{heading(shown, run)}</h3>
          <span className="flex-1" />
          {options.length > 1 && <Segments label="View" size="s" value={shown} options={options} onChange={setView} />}
          {shown === "sql" && <CopyButton text={run.sql} label="Copy the SQL" />}
          {shown === "why" && run.error && <CopyButton text={errorText(run)} label="Copy the error" />}
          {shown === "rows" && run.result && <ExportMenu execution={run} />}
        </div>
        {shown === "why" && <Why run={run} />}
        {shown === "sql" && <SqlView sql={run.sql} label="SQL as sent" hit={hitOf(run)} />}
        {shown === "rows" && run.result && (
          <div className="flex min-h-72 flex-1 flex-col overflow-hidden rounded-[5px] border border-line bg-surface">
            <ResultGrid executionId={run.id} result={run.result} />
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

function heading(view: View, run: ExecutionDetail): string {
  if (view === "why") return run.state === "needs_review" ? "What is known" : "Why it failed";
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

function Why({ run }: { run: ExecutionDetail }) {
  const [raw, setRaw] = useState(false);
  const { error } = run;
  if (!error) return null;
  const details = rawText(new AppError(error));
  const hit = hitOf(run);
  return (
    <>
      <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
        <dt>What</dt>
        <dd>{error.message}</dd>
        <dt>Your data</dt>
        <dd>{meaning(run)}</dd>
        {error.next_step && (
          <>
            <dt>Next</dt>
            <dd>{error.next_step}</dd>
          </>
        )}
      </dl>
      {hit && <SqlView sql={run.sql} label="The place in the SQL" hit={hit} around={2} />}
      {details && (
        <div>
          <Button look="quiet" size="s" aria-expanded={raw} onClick={() => setRaw(!raw)}>
            {raw ? "Hide the raw text" : "Raw text"}
          </Button>
          {raw && <pre className="sql mono mt-2 max-h-60 px-3 py-2 whitespace-pre-wrap break-words">{details}</pre>}
        </div>
      )}
    </>
  );
}

/** What it means for the person's data, by how the run ended. */
function meaning(run: ExecutionDetail): string {
  if (run.state === "succeeded") return "The run itself succeeded. Only its rows are not on this computer.";
  if (run.state === "needs_review") return "It is not known whether Amazon runs it. Nothing is sent again by itself.";
  if (run.state === "unknown") return "Amazon may have it. It is being looked for; nothing is sent twice.";
  return `No rows for ${run.instance_name}. Results kept before stay as they are.`;
}

function hitOf(run: ExecutionDetail) {
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

function errorText(run: ExecutionDetail): string {
  if (!run.error) return "";
  return [run.error.message, run.error.next_step, rawText(new AppError(run.error))].filter(Boolean).join("\n");
}
