import { useQuery } from "@tanstack/react-query";
import { SquareTerminal, Trash2 } from "lucide-react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { formatBytes, formatClock, formatDayYear, formatExact, formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Parameters } from "@/features/execution/Facts";
import { missingWords } from "@/features/execution/gaps";
import { type Id, Steps } from "@/features/execution/Steps";
import { type Life, Timeline } from "@/features/execution/Timeline";
import { zoneWords } from "@/features/query/windows";
import type { EvidenceDetail, ExecutionState } from "@/ipc";
import { queries } from "@/ipc/queries";
import { EvidenceViews } from "./EvidenceViews";
import { useDeleteEvidence, useOpenInQuery } from "./opening";

/** One piece of evidence: who made it of which run, and all that it holds. */
export function EvidencePane({ id }: { id: string }) {
  const evidence = useQuery(queries.evidenceOf(id));
  return (
    <section className="pane pane-grey" aria-label="Evidence">
      <Answer of={evidence} inset="p-5" loading={<SkeletonRows rows={8} />}>
        {(one) => <Detail evidence={one} />}
      </Answer>
    </section>
  );
}

const whenWords = (at: number): string => `${formatDayYear(at)}, ${formatClock(at)}`;

/** A run that is over: its steps say when it began and ended. */
function lifeOf({ steps, made_at }: EvidenceDetail): Life {
  const last = steps.at(-1);
  return {
    steps,
    created_at: steps[0]?.at ?? made_at,
    state: (last?.state ?? "succeeded") as ExecutionState,
    finished_at: last?.at ?? made_at,
  };
}

const idsOf = (evidence: EvidenceDetail): readonly Id[] => [
  ["Where it ran", evidence.execution_id, "Copy the id of the computer that ran it"],
  ["At Amazon", evidence.remote_id, "Copy the id of Amazon's run"],
  ["Instance", evidence.amazon_instance_id, "Copy the id of the instance"],
];

function Detail({ evidence }: { evidence: EvidenceDetail }) {
  const openInQuery = useOpenInQuery();
  const remove = useDeleteEvidence();
  const life = lifeOf(evidence);
  const gaps = missingWords(evidence.data_gaps, evidence.made_at);
  useActions([
    { word: "Open the query of this evidence", run: () => openInQuery(evidence) },
    { word: "Delete this evidence", disabled: remove.isPending, run: () => remove.mutate(evidence) },
  ]);
  return (
    <>
      <div className="place-head pl-5!">
        <span className="cut text-t12 text-hint" title={formatExact(evidence.opened_at)}>
          Opened here {whenWords(evidence.opened_at)}
        </span>
        <span className="flex-1" />
        <Button size="s" onClick={() => openInQuery(evidence)}>
          <SquareTerminal size={14} aria-hidden />
          Open in Query
        </Button>
        <IconButton label="Delete this evidence" disabled={remove.isPending} onClick={() => remove.mutate(evidence)}>
          <Trash2 size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="detail">
        <div>
          <h2 className="page-title">{evidence.name}</h2>
          <p className="text-label">{evidence.instance_name}</p>
        </div>
        <Timeline run={life} now={life.finished_at ?? evidence.made_at} />
        <Steps run={life} ids={idsOf(evidence)} now={evidence.made_at} />
        <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
          <dt>Made</dt>
          <dd title={formatExact(evidence.made_at)}>
            {whenWords(evidence.made_at)}
            <span className="text-hint">, by RecomAMP {evidence.made_by}</span>
          </dd>
          <dt>Ran</dt>
          <dd title={formatExact(life.created_at)}>{whenWords(life.created_at)}</dd>
          <dt>Account</dt>
          <dd className="flex items-center gap-1.5">
            <span className="cut">
              {evidence.account_id}
              <span className="text-hint">, marketplace {evidence.marketplace}</span>
            </span>
            <CopyButton text={evidence.account_id} label="Copy the id of the account" iconOnly />
          </dd>
          <dt>Window</dt>
          <dd>
            {evidence.window_words}, {zoneWords(evidence.time_zone)}
          </dd>
          <dt>Parameters</dt>
          <dd>
            <Parameters values={evidence.parameter_values} />
          </dd>
          <dt>Findings</dt>
          <dd>
            {evidence.findings.length === 0
              ? "none in the query"
              : `${plural(evidence.findings.length, "finding")}, named beside the SQL`}
          </dd>
          <dt>Data gaps</dt>
          <dd>
            {evidence.data_gaps.length === 0 && "none reported"}
            {evidence.data_gaps.length > 0 && (
              <span className="text-amber">Amazon lacked data of these dates{gaps && `: ${gaps}`}</span>
            )}
          </dd>
          <dt>Result</dt>
          <dd>
            {formatNumber(evidence.row_count)} rows, {formatBytes(evidence.result.size_bytes)}
          </dd>
        </dl>
        <EvidenceViews evidence={evidence} />
      </div>
    </>
  );
}
