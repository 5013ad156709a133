import { useState } from "react";
import { CopyButton } from "@/components/Copy";
import { plural } from "@/components/format";
import { Segments } from "@/components/Segments";
import { SqlView } from "@/components/SqlView";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import type { ExecutionDetail, ExecutionSummary } from "@/ipc";
import { Explained, errorText, hitOf } from "./Explained";
import { ReviewPane } from "./ReviewPane";
import { FetchAgain } from "./RunOutcome";
import type { RunAgain } from "./run_again";

type View = "rows" | "sql" | "why";

interface ViewsProps {
  run: ExecutionDetail;
  batch: readonly ExecutionSummary[];
  actions: RunAgain;
}

/** The rows of a run or why there are none, and the text that was sent. */
export function Views({ run }: ViewsProps) {
  const [view, setView] = useState<View | null>(null);
  const unsure = run.state === "unknown" || run.state === "needs_review";
  const explained = run.error !== null || unsure;
  const usual: View = run.result ? "rows" : explained ? "why" : "sql";
  // What was chosen may be gone: a run that was settled has nothing to explain any more.
  const shown = view && (view !== "rows" || run.result) && (view !== "why" || explained) ? view : usual;
  const file = useExport(run.id);
  const options = [
    ...(run.result ? [{ value: "rows" as const, word: "Rows" }] : []),
    ...(explained ? [{ value: "why" as const, word: "Explained" }] : []),
    { value: "sql" as const, word: "SQL as sent" },
  ];
  return (
    <>
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
          <ResultGrid executionId={run.id} result={run.result} remedy={<FetchAgain id={run.id} />} />
        </div>
      )}
    </>
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
