import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useMemo } from "react";
import { Answer } from "@/components/Answer";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { isUnderWay } from "@/components/State";
import { asAppError, type DataGap, type ExecutionDetail, type ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { categoryOf } from "./category";
import { DetailHead } from "./DetailHead";
import { EarlierRuns } from "./EarlierRuns";
import { Facts, TimeLeft, Title } from "./Facts";
import { findingsAt, useFindings } from "./fix";
import { missingWords } from "./gaps";
import { useNow } from "./now";
import { FetchAgain } from "./RunOutcome";
import { useRunAgain } from "./run_again";
import { Steps, useIds } from "./Steps";
import { Timeline } from "./Timeline";
import { earlierRuns, usualTime } from "./usual";
import { Views } from "./Views";

interface PaneProps {
  id: string;
  /** Compares it with another run; without one, a person chooses it. */
  onCompare: (other: string | null) => void;
}

/** One execution: its state and times, what was sent, and its rows or why there are none. */
export function ExecutionDetailPane({ id, onCompare }: PaneProps) {
  const execution = useQuery(queries.execution(id));
  return (
    <section className="pane pane-grey" aria-label="Execution">
      <Answer of={execution} inset="p-5" loading={<SkeletonRows rows={8} />}>
        {(run) => <Detail run={run} onCompare={onCompare} />}
      </Answer>
    </section>
  );
}

const NONE: ExecutionSummary[] = [];

function Detail({ run, onCompare }: { run: ExecutionDetail } & Pick<PaneProps, "onCompare">) {
  const now = useNow(isUnderWay(run.state));
  const all = useQuery(queries.executions()).data ?? NONE;
  const batch = useMemo(() => all.filter((other) => other.batch_id === run.batch_id), [all, run.batch_id]);
  const earlier = useMemo(() => earlierRuns(run, all), [run, all]);
  const usual = useMemo(() => usualTime(run, all), [run, all]);
  const ids = useIds(run);
  const actions = useRunAgain(run);
  const found = useFindings(run);
  const category = categoryOf(run.error, findingsAt(run, found));
  const moving = run.state === "pending" || run.state === "running" || run.state === "publishing";
  return (
    <>
      <DetailHead run={run} batch={batch} category={category} actions={actions} onCompare={onCompare} />
      <div className="detail">
        <Title run={run} batch={batch} />
        <Timeline run={run} now={now} />
        {usual && moving && <TimeLeft run={run} usual={usual} now={now} />}
        <Steps run={run} ids={ids} now={now} />
        <Facts run={run} usual={usual} />
        {run.partial && <PartialNote gaps={run.data_gaps} now={now} />}
        {actions.submit.isError && <Problem error={asAppError(actions.submit.error)} />}
        <Views run={run} all={all} batch={batch} found={found} category={category} actions={actions} />
        {run.state === "succeeded" && !run.result && !run.fetching && (
          <div>
            <FetchAgain id={run.id} />
          </div>
        )}
        <EarlierRuns runs={earlier} now={now} onCompare={onCompare} />
      </div>
    </>
  );
}

/** That a result is not the whole, and what is missing. */
function PartialNote({ gaps, now }: { gaps: readonly DataGap[]; now: number }) {
  const missing = missingWords(gaps, now);
  return (
    <div className="note note-warn">
      <TriangleAlert size={16} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">The result is partial: Amazon lacked data of these dates.</p>
        <p className="text-label">
          {missing && `Missing: ${missing}. `}
          Run it again in a day or two, when the data should be there.
        </p>
      </div>
    </div>
  );
}
