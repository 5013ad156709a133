import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleX, TriangleAlert, Workflow as WorkflowIcon } from "lucide-react";
import { useEffect } from "react";
import { Button } from "@/components/Button";
import { formatNumber } from "@/components/format";
import { Problem } from "@/components/Problem";
import { SqlView } from "@/components/SqlView";
import { asAppError, type CheckReport } from "@/ipc";
import { queries } from "@/ipc/queries";
import type { Draft } from "./draft";

interface ChosenProps {
  id: string;
  draft: Draft;
  report: CheckReport | null;
  change: (change: Partial<Draft>) => void;
}

/** The workflow whose query a schedule runs, and the way back to SQL of its own. */
export function ChosenWorkflow({ id, draft, report, change }: ChosenProps) {
  const workflow = useQuery(queries.workflow(id));
  const first = report?.diagnostics.find((entry) => entry.severity === "error");
  const own = () => change({ workflow_id: null });
  const now = workflow.data?.spec.sql;
  // The workflow may have a newer version than that with which the schedule was saved.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the workflow itself is another
  useEffect(() => {
    if (now !== undefined && now !== draft.sql) change({ sql: now });
  }, [now]);
  if (workflow.isError) {
    return (
      <div className="wide">
        <Problem
          error={asAppError(workflow.error)}
          tone="warn"
          about="The SQL that the schedule was saved with is kept."
        >
          <Button size="s" onClick={own}>
            Go on with that SQL
          </Button>
        </Problem>
      </div>
    );
  }
  return (
    <section aria-label="Workflow" className="wide grid grid-cols-[minmax(0,1fr)] gap-2">
      <div className="flex items-center gap-2">
        <WorkflowIcon size={14} className="text-hint" aria-hidden />
        {workflow.data && (
          <>
            <Link to="/workflows/$id" params={{ id }} className="cut font-medium">
              {workflow.data.name}
            </Link>
            <span className="flex-none text-hint">version {formatNumber(workflow.data.version)}</span>
          </>
        )}
        <span className="flex-1" />
        <Button look="quiet" size="s" onClick={() => change({ workflow_id: null, sql: "" })}>
          Choose another
        </Button>
        <Button look="quiet" size="s" onClick={own}>
          Write SQL instead
        </Button>
      </div>
      <SqlView sql={draft.sql} label="SQL of the workflow" />
      {first ? (
        <p role="alert" className="flex items-start gap-1.5 text-t12 text-red">
          <CircleX size={14} className="mt-px" aria-hidden />
          Line {first.line}: {first.message} Mend it in the workflow.
        </p>
      ) : (
        <p className="flex items-start gap-1.5 text-t12 text-label">
          {workflow.data?.status === "archived" && (
            <TriangleAlert size={14} className="mt-px flex-none text-amber" aria-hidden />
          )}
          {workflow.data?.status === "archived" ? "This workflow is archived; the schedule runs it all the same. " : ""}
          Each slot runs the workflow as it is then. Instances, dates and parameters are the schedule's own.
        </p>
      )}
    </section>
  );
}
