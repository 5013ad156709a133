import { FlaskConical } from "lucide-react";
import type { ReactNode } from "react";
import { plural } from "@/components/format";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { ResultGrid } from "@/features/result/ResultGrid";
import type { TrialAnswer } from "@/ipc";

/** The rows that a query brought over made-up events. */
export function Tried({ answer, lead }: { answer: TrialAnswer; lead: ReactNode }) {
  const file = useExport(answer.id);
  return (
    <>
      <div className="bar">
        {lead}
        <FlaskConical size={14} className="flex-none text-amber" aria-hidden />
        <span className="text-t12 text-label">Made-up figures</span>
        <span className="cut text-t12 text-hint">{plural(answer.result.row_count, "row")}, nothing was sent</span>
        <span className="flex-1" />
        <ExportMenu of={file} />
      </div>
      <ExportProblem {...file} className="p-2" />
      <ResultGrid
        key={`${answer.id} ${answer.result.sha256} ${answer.millis}`}
        executionId={answer.id}
        query="a query that was tried"
        result={answer.result}
      />
    </>
  );
}
