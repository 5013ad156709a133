import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Answer } from "@/components/Answer";
import { SkeletonRows } from "@/components/Loading";
import { answerWords } from "@/features/query/KeptResults";
import { summaryOf } from "@/features/query/kept_runs";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { useJoined } from "@/features/result/joined";
import { ResultGrid } from "@/features/result/ResultGrid";
import type { ExecutionSummary, KeptAnswer } from "@/ipc";
import { queries } from "@/ipc/queries";

interface AllInstancesProps {
  /** Runs whose rows are kept. */
  runs: readonly ExecutionSummary[];
  lead?: ReactNode;
}

/** Of what is not there yet, nothing is exported. */
const NONE = "none";

/** The rows of all runs of a batch in one grid, each with its instance. */
export function AllInstances({ runs, lead }: AllInstancesProps) {
  const joined = useJoined(runs.map(({ id }) => id));
  const currencies = useCurrencies(runs);
  const { data } = joined;
  const file = useExport(data?.id ?? NONE);
  return (
    <>
      <div className="bar">
        {lead}
        {data && <Words answer={data} />}
        <span className="flex-1" />
        {data && <ExportMenu of={file} />}
      </div>
      {currencies.length > 1 && (
        <p className="grid-bar flex-nowrap text-t12" role="note">
          <TriangleAlert size={14} className="flex-none text-amber" aria-hidden />
          <span>
            Money is in {currencies.slice(0, -1).join(", ")} and {currencies.at(-1)} here: group by run_instance before
            you add it up.
          </span>
        </p>
      )}
      <ExportProblem {...file} className="p-2" />
      <Answer of={joined} inset="p-3" loading={<SkeletonRows />}>
        {(answer) => <Rows key={answer.id} answer={answer} query={runs[0]?.name ?? ""} />}
      </Answer>
    </>
  );
}

function Rows({ answer, query }: { answer: KeptAnswer; query: string }) {
  const result = useMemo(() => summaryOf(answer), [answer]);
  return <ResultGrid executionId={answer.id} query={`${query}, all instances`} result={result} />;
}

function Words({ answer }: { answer: KeptAnswer }) {
  const { rows, from } = answerWords(answer);
  return (
    <p className="cut text-t12 text-hint" role="status">
      <span className="text-label">{rows}</span> {from}
    </p>
  );
}

/** The currencies of the instances, in the order of their letters. */
function useCurrencies(runs: readonly ExecutionSummary[]): string[] {
  const instances = useQuery(queries.instances()).data;
  return useMemo(() => {
    const ran = new Set(runs.map((run) => run.instance_id));
    const found = (instances ?? []).filter(({ id, currency }) => ran.has(id) && currency !== "");
    return [...new Set(found.map(({ currency }) => currency))].sort();
  }, [instances, runs]);
}
