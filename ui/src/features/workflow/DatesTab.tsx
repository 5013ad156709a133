import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowLeftRight, Combine, Play } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatWhen, plural } from "@/components/format";
import type { ExecutionSummary, WorkflowDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import {
  byWindow,
  type Coverage,
  coverage,
  daysIn,
  daysOf,
  daysWords,
  doublesOf,
  gapsOf,
  isoOf,
  keptRuns,
  lengthOf,
  stitched,
} from "./coverage";
import { DayStrip } from "./DayStrip";
import { JoinedDates } from "./JoinedDates";
import { useOpenings } from "./openings";

/** Which days the kept results of a workflow cover, on each of its instances. */
export function DatesTab({ workflow, now }: { workflow: WorkflowDetail; now: number }) {
  const { id, executions } = workflow;
  const listed = useQuery(queries.executions()).data;
  const { run } = useOpenings();
  const instances = useMemo(() => {
    const own = [...(listed ?? []).filter((entry) => entry.workflow_id === id), ...executions];
    const kept = keptRuns([...new Map(own.map((entry) => [entry.id, entry])).values()]);
    const byInstance = new Map<string, ExecutionSummary[]>();
    for (const entry of kept) byInstance.set(entry.instance_id, [...(byInstance.get(entry.instance_id) ?? []), entry]);
    return [...byInstance.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  }, [listed, executions, id]);
  if (instances.length === 0) {
    return (
      <Empty
        title="No result of it is kept"
        why="The days that its results cover show here, and those that are missing."
      >
        <Button size="s" onClick={() => run(id)}>
          Run it
        </Button>
      </Empty>
    );
  }
  return (
    <>
      <ul className="flex gap-4 text-t12 text-label" aria-label="Signs">
        {(["covered", "missing", "several"] as const).map((kind) => (
          <li key={kind} className="flex items-center gap-1.5">
            <span className="day day-key" data-kind={kind} aria-hidden />
            {KINDS[kind]}
          </li>
        ))}
      </ul>
      {instances.map((runs) => (
        <OfInstance key={runs[0]?.instance_id} workflow={id} runs={runs} now={now} />
      ))}
    </>
  );
}

const KINDS = { covered: "covered", missing: "missing", several: "in several windows" };

const nameOf = ([run]: readonly ExecutionSummary[]): string => run?.instance_name ?? "";

/** `49 days covered, 5 Jan to 1 Mar; 7 missing`. */
export function coverageWords(of: Coverage): string {
  const [missing, several] = [daysIn(gapsOf(of)), daysIn(doublesOf(of))];
  const words = [`${plural(lengthOf(of) - missing, "day")} covered, ${daysWords(of)}`];
  if (missing > 0) words.push(`${plural(missing, "day")} missing`);
  if (several > 0) words.push(`${plural(several, "day")} in several windows`);
  return words.join("; ");
}

function OfInstance({ workflow, runs, now }: { workflow: string; runs: readonly ExecutionSummary[]; now: number }) {
  const navigate = useNavigate();
  const { runOver } = useOpenings();
  const [joining, setJoining] = useState(false);
  const covered = useMemo(() => coverage(runs), [runs]);
  const pieces = useMemo(() => stitched(runs), [runs]);
  const again = useMemo(() => byWindow(runs).filter((group) => group.length > 1), [runs]);
  if (!covered) return null;
  // Rows tell of whole windows: a part of one cannot be taken.
  const left = lengthOf(covered) - daysIn(gapsOf(covered)) - daysIn(pieces.map(daysOf));
  const compare = (id: string, other: string) =>
    void navigate({ to: "/executions/$id", params: { id }, search: { with: other } });
  return (
    <section
      className="grid flex-none grid-cols-[minmax(0,1fr)] gap-2 border-t border-line pt-3"
      aria-label={nameOf(runs)}
    >
      <div className="flex items-center gap-2">
        <div className="min-w-0 flex-1">
          <h3 className="cut font-strong">{nameOf(runs)}</h3>
          <p className="text-t12 text-label">{coverageWords(covered)}</p>
        </div>
        {pieces.length > 1 && (
          <Button size="s" aria-expanded={joining} onClick={() => setJoining(!joining)}>
            {!joining && <Combine size={14} aria-hidden />}
            {joining ? "Close" : `Join ${pieces.length} runs`}
          </Button>
        )}
      </div>
      <DayStrip of={covered} label={`${nameOf(runs)}: ${coverageWords(covered)}`} />
      <ul className="min-w-0">
        {gapsOf(covered).map((gap) => (
          <li key={gap.first} className="dates-line">
            <span className="cut flex-1">
              {daysWords(gap)} <span className="text-hint">{plural(lengthOf(gap), "day")} missing</span>
            </span>
            <Button
              size="s"
              look="quiet"
              onClick={() => {
                const instance = runs[0]?.instance_id ?? "";
                runOver(workflow, instance, { kind: "fixed", start: isoOf(gap.first), end: isoOf(gap.last) });
              }}
            >
              <Play size={14} aria-hidden />
              Run these dates
            </Button>
          </li>
        ))}
        {again.map(([newest, ...older]) =>
          older.map(
            (run) =>
              newest && (
                <li key={run.id} className="dates-line">
                  <span className="min-w-0 flex-1 py-1">
                    {daysWords(daysOf(run))}{" "}
                    <span className="text-hint">
                      run {formatWhen(run.created_at, now)}, again {formatWhen(newest.created_at, now)}
                    </span>
                  </span>
                  <Button size="s" look="quiet" onClick={() => compare(newest.id, run.id)}>
                    <ArrowLeftRight size={14} aria-hidden />
                    What was restated
                  </Button>
                </li>
              ),
          ),
        )}
      </ul>
      {joining && left > 0 && (
        <p className="text-t12 text-amber" role="note">
          {plural(left, "day")} left out: the only windows that cover {left === 1 ? "it" : "them"} overlap newer ones.
        </p>
      )}
      {joining && <JoinedDates key={pieces.map(({ id }) => id).join()} runs={pieces} />}
    </section>
  );
}
