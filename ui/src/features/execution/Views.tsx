import { Braces } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { CopyButton, copyText } from "@/components/Copy";
import { plural } from "@/components/format";
import { Segments } from "@/components/Segments";
import { useToast } from "@/components/Toast";
import { ChartPane } from "@/features/chart/ChartPane";
import { AddRunToDashboard } from "@/features/dashboard/AddToDashboard";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import type { Diagnostic, ExecutionDetail, ExecutionSummary } from "@/ipc";
import { AllInstances } from "./AllInstances";
import type { Category } from "./category";
import { Explained, errorText } from "./Explained";
import { fixOf } from "./fix";
import { errorJson, Raw, rawWords } from "./Raw";
import { Remedy } from "./Remedy";
import { ReviewPane } from "./ReviewPane";
import { FetchAgain } from "./RunOutcome";
import type { RunAgain } from "./run_again";
import { SentSql } from "./SentSql";

type View = "rows" | "chart" | "all" | "why" | "raw" | "sql";

interface ViewsProps {
  run: ExecutionDetail;
  /** All runs that are listed, and of them those of its batch. */
  all: readonly ExecutionSummary[];
  batch: readonly ExecutionSummary[];
  /** What the check on this computer says of a text that was refused, and what kind of error it is. */
  found: readonly Diagnostic[];
  category: Category | null;
  actions: RunAgain;
}

/** The rows of a run or why there are none, in words and as Amazon said it, and the text that was sent. */
export function Views({ run, all, batch, found, category, actions }: ViewsProps) {
  const [view, setView] = useState<View | null>(null);
  const unsure = run.state === "unknown" || run.state === "needs_review";
  const { error } = run;
  const withRows = batch.filter((one) => one.state === "succeeded" && one.row_count !== null);
  const [having, instances] = [instancesIn(withRows), instancesIn(batch)];
  const allWord = having < instances ? `${having} of ${instances} instances` : `All ${instances} instances`;
  const open: Record<View, boolean> = {
    rows: run.result !== null,
    chart: (run.result?.row_count ?? 0) > 0,
    all: having > 1,
    why: error !== null || unsure,
    raw: error !== null,
    sql: true,
  };
  const usual: View = open.rows ? "rows" : open.why ? "why" : "sql";
  // What was chosen may be gone: a run that was settled has nothing to explain any more.
  const shown = view && open[view] ? view : usual;
  const file = useExport(run.id);
  const options = WORDS.filter(({ value }) => open[value]).map(({ value, word }) => ({
    value,
    word: value === "all" ? allWord : word,
  }));
  const ofRows = shown === "rows" || shown === "chart" || shown === "all";
  return (
    <>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="flex-none font-strong">{shown === "all" ? allWord : heading(shown, run)}</h3>
        <div className="ml-auto flex items-center gap-2">
          {options.length > 1 && <Segments label="View" size="s" value={shown} options={options} onChange={setView} />}
          {shown === "sql" && <CopyButton text={run.sql} label="Copy the SQL" />}
          {shown === "why" && error && <CopyButton text={errorText(run)} label="Copy the error" />}
          {shown === "raw" && error && <CopyButton text={rawWords(error)} label="Copy Amazon's words" />}
          {!ofRows && error && <CopyErrorJson run={run} />}
          {(shown === "rows" || shown === "chart") && run.result && open.chart && (
            <AddRunToDashboard run={run} result={run.result} view={shown} />
          )}
          {shown === "rows" && run.result && <ExportMenu of={file} />}
        </div>
      </div>
      {shown === "rows" && <ExportProblem {...file} />}
      {shown === "why" && (
        <>
          <Explained run={run} others={batch.length - 1} />
          <Remedy run={run} all={all} category={category} fix={fixOf(run, found)} actions={actions} />
          {run.state === "needs_review" && <ReviewPane run={run} />}
        </>
      )}
      {shown === "raw" && error && <Raw error={error} />}
      {shown === "sql" && <SentSql run={run} />}
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
      {shown === "all" && (
        <div className="flex min-h-72 flex-1 flex-col overflow-hidden rounded-[5px] border border-line bg-surface">
          <AllInstances runs={withRows} />
        </div>
      )}
      {shown === "chart" && run.result && (
        <div className="flex min-h-[480px] flex-1 flex-col overflow-hidden rounded-[5px] border border-line bg-surface">
          <ChartPane key={run.id} executionId={run.id} query={run.name} result={run.result} />
        </div>
      )}
    </>
  );
}

const instancesIn = (runs: readonly ExecutionSummary[]): number =>
  new Set(runs.map(({ instance_id }) => instance_id)).size;

const WORDS: readonly { value: View; word: string }[] = [
  { value: "rows", word: "Rows" },
  { value: "chart", word: "Chart" },
  { value: "all", word: "All instances" },
  { value: "why", word: "Explained" },
  { value: "raw", word: "Raw" },
  { value: "sql", word: "SQL as sent" },
];

/** On the clipboard rather than in a file: it goes into a ticket or a message. */
function CopyErrorJson({ run }: { run: ExecutionDetail }) {
  const toast = useToast();
  const copy = () =>
    void copyText(errorJson(run)).then(() =>
      toast.show({ text: "The error was copied as JSON, with the SQL as sent" }),
    );
  return (
    <Button look="quiet" size="s" aria-label="Copy the error as JSON" onClick={copy}>
      <Braces size={14} aria-hidden />
      JSON
    </Button>
  );
}

function heading(view: View, run: ExecutionDetail): string {
  if (view === "why") {
    if (run.state === "failed" || run.state === "rejected") return "Why it failed";
    return run.state === "succeeded" ? "Why its rows are not here" : "What is known";
  }
  if (view === "raw") return "Amazon's own words";
  if (view === "rows" || view === "chart") return plural(run.result?.row_count ?? 0, "row");
  return "SQL as sent";
}
