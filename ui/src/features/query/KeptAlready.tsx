import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { formatNumber, formatWhen, plural } from "@/components/format";
import { useSettled } from "@/components/settled";
import type { Instance, KeptRun, SubmitRequest } from "@/ipc";
import { queries } from "@/ipc/queries";

const NONE: KeptRun[] = [];

/** Kept results that answer a request, the newest first; none while it is not known. */
export function useKeptAnswers(request: SubmitRequest | null): KeptRun[] {
  const settled = useSettled(request);
  const known = useQuery({
    // Not asked without one.
    ...queries.keptAnswers(settled as SubmitRequest),
    enabled: settled !== null,
  }).data;
  return useMemo(
    () => (known && settled === request ? [...known].sort((a, b) => b.created_at - a.created_at) : NONE),
    [known, settled, request],
  );
}

interface KeptAlreadyProps {
  answers: readonly KeptRun[];
  instances: readonly Instance[];
  /** They answer in place of a run. */
  reuse: boolean;
}

const SHOWN = 5;

/** Which of the chosen instances have this very result already. */
export function KeptAlready({ answers, instances, reuse }: KeptAlreadyProps) {
  const [newest] = answers;
  if (!newest) return null;
  const nameOf = (id: string) => instances.find((instance) => instance.id === id)?.name ?? id;
  const words =
    instances.length === 1
      ? `${nameOf(newest.instance_id)} has this very result, from ${formatWhen(newest.created_at)}.`
      : `${formatNumber(answers.length)} of ${plural(instances.length, "instance")} ${answers.length === 1 ? "has" : "have"} this very result, the newest from ${formatWhen(newest.created_at)}.`;
  return (
    <section className="part" aria-label="Kept already">
      <div className="part-head">
        <h2>Kept already</h2>
        <span className="text-hint">same text, values and dates</span>
      </div>
      <p className="mb-1 text-t12">{words}</p>
      <ul>
        {answers.slice(0, SHOWN).map((run) => (
          <li key={run.execution_id} className="flex h-6 items-center gap-2 text-t12">
            <span className="cut">{nameOf(run.instance_id)}</span>
            <span className="num ml-auto flex-none text-hint" title={plural(run.row_count, "row")}>
              {formatWhen(run.created_at)}
            </span>
            <Link
              to="/executions/$id"
              params={{ id: run.execution_id }}
              className="btn btn-link flex-none"
              aria-label={`Show it, ${nameOf(run.instance_id)}`}
            >
              Show it
            </Link>
          </li>
        ))}
      </ul>
      {answers.length > SHOWN && <p className="hint">and {answers.length - SHOWN} more</p>}
      {reuse && <p className="hint mt-1">The run button takes them as they are; the arrow beside it runs all anew.</p>}
    </section>
  );
}
