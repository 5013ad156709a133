import { CircleCheck, Loader } from "lucide-react";
import { Button } from "@/components/Button";
import { plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import type { SubmitRequest } from "@/ipc";
import { type Trial, useTrial, useTry } from "./trials";

interface OnThisComputerProps {
  tabId: string;
  /** The statement that would run. */
  sql: string;
  /** What a run would send; null while none can be sent. */
  request: SubmitRequest | null;
}

/** Tries the query over made-up events, without Amazon: whether rows come, and how they look. */
export function OnThisComputer({ tabId, sql, request }: OnThisComputerProps) {
  const trial = useTrial(tabId);
  const attempt = useTry(tabId);
  const working = trial !== null && trial.answer === null && trial.error === null;
  return (
    <section className="part" aria-label="On this computer">
      <div className="part-head">
        <h2>On this computer</h2>
        <span className="flex-1" />
        <Button
          size="s"
          disabled={!request || working}
          title={request ? undefined : "Once it can be run"}
          onClick={() => request && attempt(request)}
        >
          {working ? "Trying" : "Try locally"}
        </Button>
      </div>
      {trial ? (
        <Outcome trial={trial} changed={trial.request.sql.trim() !== sql} />
      ) : (
        <p className="hint">Made-up events, in about a second. The figures mean nothing; their shape does.</p>
      )}
    </section>
  );
}

function Outcome({ trial: { answer, error }, changed }: { trial: Trial; changed: boolean }) {
  const since = changed ? " The query was changed since." : "";
  if (error) return <Problem error={error} about={`Nothing was sent.${since}`} />;
  if (!answer) {
    return (
      <div className="flex items-start gap-2" role="status">
        <Loader size={14} className="turning mt-0.5 text-note" aria-hidden />
        <p className="text-t12">Runs over made-up events. The first time they have to be made.</p>
      </div>
    );
  }
  return (
    <div className="flex items-start gap-2" role="status">
      <CircleCheck size={14} className="mt-0.5 text-good" aria-hidden />
      <div>
        <p className="text-t12 font-medium">
          {plural(answer.result.row_count, "row")} in {(answer.millis / 1000).toFixed(1)} s
        </p>
        <p className="hint">Below the text, under Tried. Made-up figures; nothing was sent.{since}</p>
      </div>
    </div>
  );
}
