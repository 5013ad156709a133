// What lists and cards of workflows are made of.
import { Archive, PencilLine, Zap } from "lucide-react";
import { plural } from "@/components/format";
import { State } from "@/components/State";
import type { WorkflowStatus, WorkflowSummary } from "@/ipc";
import { STATUS_WORDS } from "./words";

const ICONS: Record<WorkflowStatus, typeof Zap> = { active: Zap, draft: PencilLine, archived: Archive };

export function Status({ status, size = 14 }: { status: WorkflowStatus; size?: number }) {
  const Icon = ICONS[status];
  return (
    <span className={`inline-flex items-center gap-1.5 align-middle ${status === "active" ? "" : "text-label"}`}>
      <Icon size={size} className="text-hint" aria-hidden />
      {STATUS_WORDS[status]}
    </span>
  );
}

/** How the newest run stands; one that never ran says so. */
export function LastState({ workflow }: { workflow: WorkflowSummary }) {
  const { last_run } = workflow;
  if (!last_run) return <span className="text-hint">Never ran</span>;
  return <State state={last_run.state} size={14} />;
}

/** How many rows the newest run brought. */
export function RowsOf({ workflow: { last_run } }: { workflow: WorkflowSummary }) {
  if (!last_run || last_run.row_count === null) return null;
  return <span className="cut text-t12 text-label">{plural(last_run.row_count, "row")}</span>;
}
