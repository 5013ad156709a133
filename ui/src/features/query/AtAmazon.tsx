import { CircleCheck, Loader } from "lucide-react";
import { Button } from "@/components/Button";
import { formatDuration, formatWhen } from "@/components/format";
import { Problem } from "@/components/Problem";
import { useNow } from "@/features/execution/now";
import type { Instance, SubmitRequest } from "@/ipc";
import { type Compile, compileAtAmazon, placeOfCompile, useCompile } from "./compiles";
import type { Place } from "./remote_error";

interface AtAmazonProps {
  tabId: string;
  /** The text of the tab, and the statement of it that would run. */
  text: string;
  sql: string;
  /** What a run would send; null while none can be sent. */
  request: SubmitRequest | null;
  instances: readonly Instance[];
  onGo: (place: Place) => void;
}

/** Has Amazon compile the query without running it, and says what came of it. */
export function AtAmazon({ tabId, text, sql, request, instances, onGo }: AtAmazonProps) {
  const compile = useCompile(tabId);
  const on = instances.find(({ id }) => id === request?.instance_ids[0]);
  const working = compile !== null && compile.ended === null;
  return (
    <section className="part" aria-label="At Amazon">
      <div className="part-head">
        <h2>At Amazon</h2>
        <span className="flex-1" />
        <Button
          size="s"
          disabled={!request || !on || working}
          title={request ? undefined : "Once it can be run"}
          onClick={() => request && on && void compileAtAmazon(tabId, request, on)}
        >
          {working ? "Compiling" : "Compile at Amazon"}
        </Button>
      </div>
      {compile ? (
        <Outcome compile={compile} text={text} changed={compile.request.sql.trim() !== sql} onGo={onGo} />
      ) : (
        <p className="hint">Amazon's own compiler looks at it{on && `, on ${on.name}`}. Nothing is run.</p>
      )}
    </section>
  );
}

interface OutcomeProps {
  compile: Compile;
  text: string;
  /** The statement was changed since it was sent. */
  changed: boolean;
  onGo: (place: Place) => void;
}

function Outcome({ compile, text, changed, onGo }: OutcomeProps) {
  const { instance, began, ended, error } = compile;
  const now = useNow(ended === null);
  if (ended === null) {
    return (
      <div className="flex items-start gap-2" role="status">
        <Loader size={14} className="turning mt-0.5 text-note" aria-hidden />
        <div>
          <p className="text-t12 font-medium">Amazon compiles it on {instance}</p>
          <p className="hint">
            For <span className="num">{formatDuration(now - began)}</span>; it may take minutes. You may go on writing.
          </p>
        </div>
      </div>
    );
  }
  const where = `On ${instance}, ${formatWhen(ended)}. Nothing was run.${changed ? " The query was changed since." : ""}`;
  if (error) {
    const place = placeOfCompile(compile, text);
    return (
      <Problem error={error} about={where}>
        {place && (
          <Button size="s" onClick={() => onGo(place)}>
            Go to line {place.line}
          </Button>
        )}
      </Problem>
    );
  }
  return (
    <div className="flex items-start gap-2" role="status">
      <CircleCheck size={14} className="mt-0.5 text-good" aria-hidden />
      <div>
        <p className="text-t12 font-medium">It compiles at Amazon</p>
        <p className="hint">{where}</p>
      </div>
    </div>
  );
}
