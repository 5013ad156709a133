import { CircleSlash } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { ChartPane } from "@/features/chart/ChartPane";
import { type RowsView, ViewSegments } from "@/features/chart/ViewSegments";
import { AddToDashboard } from "@/features/dashboard/AddToDashboard";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import type { KeptAnswer } from "@/ipc";
import { keptPlace } from "./kept_check";
import { cancelKeptRun, type KeptRun, useKeptRun } from "./kept_runs";
import type { Place } from "./remote_error";

interface KeptResultsProps {
  tabId: string;
  sql: string;
  /** Goes to a place of the text. */
  onGo: (place: Place) => void;
}

/** What came of the last run over kept results, below its text. */
export function KeptResults({ tabId, sql, onGo }: KeptResultsProps) {
  const run = useKeptRun(tabId);
  switch (run?.state) {
    case undefined:
      return (
        <Empty
          title="No result yet"
          why="Rows appear here when the query has run. They stay until the query is closed or RecomAMP ends."
        />
      );
    case "working":
      return <Working tabId={tabId} />;
    case "cancelled":
      return <Empty title="Cancelled" why="It yields no rows. Kept results stay as they are." />;
    case "failed":
      return <Failed run={run} sql={sql} onGo={onGo} />;
    case "done":
      return <Rows key={run.number} run={run} />;
  }
}

function Working({ tabId }: { tabId: string }) {
  const toast = useToast();
  return (
    <>
      <div className="bar">
        <span className="text-t12" role="status">
          Reading kept results
        </span>
        <span className="flex-1" />
        <Button size="s" onClick={() => void cancelKeptRun(tabId).catch(toast.fail)}>
          <CircleSlash size={14} aria-hidden />
          Cancel
        </Button>
      </div>
      <div className="px-4 py-3">
        <p className="font-medium">The query runs on this computer</p>
        <p className="text-label">You may go elsewhere; its rows are here when you come back.</p>
      </div>
    </>
  );
}

function Failed({
  run,
  sql,
  onGo,
}: { run: Extract<KeptRun, { state: "failed" }> } & Pick<KeptResultsProps, "sql" | "onGo">) {
  const { error, sent, text } = run;
  // Places are of the text as it was sent.
  const place = error.details?.line && text === sql ? keptPlace(error.details, sent) : null;
  return (
    <div className="scroll p-3">
      <Problem error={error} about="Nothing was changed; kept results stay as they are.">
        {place && (
          <Button size="s" onClick={() => onGo(place)}>
            Go to line {place.line}
          </Button>
        )}
      </Problem>
    </div>
  );
}

/** `1,284 rows from 12 kept results in 0.1 s`. */
export function answerWords({ row_count, results, millis }: KeptAnswer): { rows: string; from: string } {
  const seconds = millis < 50 ? "under 0.1" : (millis / 1000).toFixed(1);
  return { rows: plural(row_count, "row"), from: `from ${plural(results, "kept result")} in ${seconds} s` };
}

function Rows({ run: { answer, name, result, sent } }: { run: Extract<KeptRun, { state: "done" }> }) {
  const file = useExport(answer.id);
  const [view, setView] = useState<RowsView>("rows");
  const { rows, from } = answerWords(answer);
  return (
    <>
      <div className="bar">
        {result.row_count > 0 && <ViewSegments value={view} onChange={setView} />}
        <p className="cut text-t12 text-hint" role="status">
          <span className="text-label">{rows}</span> {from}
        </p>
        <span className="flex-1" />
        {/* What was run may be one of several statements, the others blanked out. */}
        <AddToDashboard query={name} source={{ sql: sent.trim() }} result={result} view={view} />
        <ExportMenu of={file} />
      </div>
      <ExportProblem {...file} className="p-2" />
      {view === "chart" ? (
        <ChartPane executionId={answer.id} query={name} result={result} />
      ) : (
        <ResultGrid executionId={answer.id} query={name} result={result} />
      )}
    </>
  );
}
