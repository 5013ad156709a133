import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowLeftRight, Combine, Play } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Choose } from "@/components/Choose";
import { Empty } from "@/components/Empty";
import { formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { daysOf } from "@/features/execution/same_window";
import type { ExecutionSummary, KeptRuns } from "@/ipc";
import { queries } from "@/ipc/queries";
import {
  byWindow,
  type Coverage,
  coverage,
  daysIn,
  daysWords,
  doublesOf,
  gapsOf,
  isoOf,
  type Kept,
  lengthOf,
  stitched,
  versionsOf,
} from "./coverage";
import { DayStrip } from "./DayStrip";
import { JoinedDates } from "./JoinedDates";
import { useOpenings } from "./openings";

/** Which days the kept results of a workflow cover, on each of its instances. */
export function DatesTab({ workflow, now }: { workflow: string; now: number }) {
  const kept = useQuery(queries.keptRuns(workflow));
  return (
    <Answer of={kept} inset="" loading={<SkeletonRows rows={6} />}>
      {(data) =>
        data.runs.length === 0 ? <NoDates workflow={workflow} /> : <Dates workflow={workflow} kept={data} now={now} />
      }
    </Answer>
  );
}

function NoDates({ workflow }: { workflow: string }) {
  const { run } = useOpenings();
  return (
    <Empty title="No result of it is kept" why="The days that its results cover show here, and those that are missing.">
      <Button size="s" onClick={() => run(workflow)}>
        Run it
      </Button>
    </Empty>
  );
}

function Dates({ workflow, kept: { runs, older }, now }: { workflow: string; kept: KeptRuns; now: number }) {
  const label = useId();
  const versions = useMemo(() => versionsOf(runs, now), [runs, now]);
  // Known by a run of it: the numbers are others once a newer query has run.
  const [chosen, setChosen] = useState<string | null>(null);
  const asked = runs.find(({ id }) => id === chosen)?.asked ?? versions[0]?.asked;
  const instances = useMemo(() => byInstance(runs.filter((entry) => entry.asked === asked)), [runs, asked]);
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <ul className="flex gap-4 text-t12 text-label" aria-label="Signs">
          {(["covered", "missing", "several"] as const).map((kind) => (
            <li key={kind} className="flex items-center gap-1.5">
              <span className="day day-key" data-kind={kind} aria-hidden />
              {KINDS[kind]}
            </li>
          ))}
        </ul>
        {versions.length > 1 && (
          <div className="ml-auto flex items-center gap-2 text-t12">
            <label className="text-label" htmlFor={label}>
              Query and values
            </label>
            <Choose
              label="Query and values"
              id={label}
              className="w-60!"
              value={String(asked)}
              options={versions.map((version) => ({ value: String(version.asked), word: version.word }))}
              onChange={(next) => {
                const at = versions.findIndex((version) => String(version.asked) === next);
                // Who looks at the last one goes on to what runs next.
                setChosen(at > 0 ? (versions[at]?.newest.id ?? null) : null);
              }}
            />
          </div>
        )}
      </div>
      {older > 0 && (
        <p className="text-t12 text-label" role="note">
          {older === 1 ? "The oldest result is" : `The oldest ${plural(older, "result")} are`} not looked at.
        </p>
      )}
      {instances.map((own) => (
        <OfInstance key={`${asked} ${own[0]?.instance_id}`} workflow={workflow} runs={own} now={now} />
      ))}
    </>
  );
}

function byInstance(runs: readonly Kept[]): Kept[][] {
  const found = new Map<string, Kept[]>();
  for (const run of runs) found.set(run.instance_id, [...(found.get(run.instance_id) ?? []), run]);
  return [...found.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
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
