import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Empty } from "@/components/Empty";
import { formatExact, formatWhen, shortWindow } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import { Segments } from "@/components/Segments";
import { isUnderWay, State } from "@/components/State";
import { AllInstances } from "@/features/execution/AllInstances";
import { CancelRuns } from "@/features/execution/CancelRuns";
import { RowsCell, tookWords, WhenCell } from "@/features/execution/cells";
import { useNow } from "@/features/execution/now";
import { RunOutcome } from "@/features/execution/RunOutcome";
import type { ExecutionSummary, TrialAnswer } from "@/ipc";
import { type Place, placeOfError } from "./remote_error";
import { useLastRuns } from "./runs";
import { Tried } from "./Tried";
import { useTrial } from "./trials";

interface ResultsProps {
  tabId: string;
  sql: string;
  /** Goes to a place of the text. */
  onGo: (place: Place) => void;
}

/** In place of a run: the rows of all of them. */
const ALL = "all";

type View = "result" | "runs" | "tried";

/** What came of the last run of this query, and of the last try of it on this computer, below its text. */
export function Results({ tabId, sql, onGo }: ResultsProps) {
  const { runs, kept } = useLastRuns(tabId);
  const tried = useTrial(tabId)?.answer ?? null;
  const [view, setView] = useView(runs, tried);
  const [chosen, setChosen] = useState<string | null>(null);
  const of = (id: string | null) => runs.find((entry) => entry.id === id);
  // The rows that came first stay in front when those of other instances come.
  const [first, setFirst] = useState<string | null>(null);
  const done = of(first) ?? runs.find((entry) => entry.state === "succeeded");
  if (done && done.id !== first) setFirst(done.id);
  const withRows = runs.filter((entry) => entry.state === "succeeded" && entry.row_count !== null);
  const all = chosen === ALL && withRows.length > 1;
  const shown = of(chosen) ?? done ?? runs[0] ?? null;

  const views = (
    <Segments
      label="View"
      size="s"
      value={view}
      options={[
        ...(shown
          ? ([
              { value: "result", word: "Result" },
              { value: "runs", word: `Runs ${runs.length}` },
            ] as const)
          : []),
        ...(tried ? ([{ value: "tried", word: "Tried" }] as const) : []),
      ]}
      onChange={setView}
    />
  );
  if (tried && (view === "tried" || !shown)) return <Tried answer={tried} lead={views} />;
  if (!shown) {
    return (
      <Empty
        title="No result yet"
        why="A run's rows appear here when Amazon has them, and are kept on this computer."
      />
    );
  }
  const lead = (
    <>
      {views}
      {runs.length > 1 && view === "result" && (
        <select
          aria-label="Instance"
          className="field field-s w-auto! max-w-56"
          value={all ? ALL : shown.id}
          onChange={(event) => setChosen(event.target.value)}
        >
          {withRows.length > 1 && (
            <option value={ALL}>
              All instances ({withRows.length < runs.length ? `${withRows.length} of ${runs.length}` : runs.length})
            </option>
          )}
          {runs.map((entry) => (
            <option key={entry.id} value={entry.id}>
              {entry.instance_name}
            </option>
          ))}
        </select>
      )}
      {view === "result" && !all && kept.has(shown.id) && (
        <span className="chip flex-none">kept, from {formatWhen(shown.created_at)}</span>
      )}
      {view === "runs" && <CancelRuns runs={runs} />}
    </>
  );
  if (all && view === "result") return <AllInstances runs={withRows} lead={lead} />;
  return (
    <RunOutcome
      key={shown.id}
      id={shown.id}
      onGo={(run) => {
        const place = placeOfError(run, sql);
        if (place) onGo(place);
      }}
      lead={lead}
      instead={
        view === "runs" ? (
          <Runs
            runs={runs}
            kept={kept}
            onChoose={(id) => {
              setChosen(id);
              setView("result");
            }}
          />
        ) : null
      }
    />
  );
}

/** What came last is shown first: a new run, or a new try. */
function useView(runs: readonly ExecutionSummary[], tried: TrialAnswer | null): [View, (view: View) => void] {
  const batch = runs[0]?.batch_id ?? null;
  const [view, setView] = useState<View>(tried && batch === null ? "tried" : "result");
  const [last, setLast] = useState({ batch, tried });
  if (last.batch !== batch || last.tried !== tried) {
    setLast({ batch, tried });
    if (last.batch !== batch) setView("result");
    else setView(tried ? "tried" : "result");
  }
  return [view, setView];
}

const COLUMNS = [
  { word: "State", width: 120 },
  { word: "Instance" },
  { word: "Window", width: 120 },
  { word: "Started", width: 200, num: true },
  { word: "Took", width: 64, num: true },
  { word: "Rows", width: 88, num: true },
];

interface RunsProps {
  runs: ExecutionSummary[];
  kept: ReadonlySet<string>;
  onChoose: (id: string) => void;
}

function Runs({ runs, kept, onChoose }: RunsProps) {
  const now = useNow(runs.some((entry) => isUnderWay(entry.state)));
  return (
    <div className="scroll">
      <RowsTable label="Runs of this query" columns={COLUMNS} className="min-w-[740px]">
        {runs.map((entry) => (
          <tr key={entry.id} data-row>
            <td>
              <State state={entry.state} />
            </td>
            <td>
              {entry.state === "succeeded" ? (
                <button type="button" className="btn btn-link" onClick={() => onChoose(entry.id)}>
                  {entry.instance_name}
                </button>
              ) : (
                <Link to="/executions/$id" params={{ id: entry.id }}>
                  {entry.instance_name}
                </Link>
              )}
            </td>
            <td className="text-label" title={entry.window_words}>
              {shortWindow(entry.window_words)}
            </td>
            {kept.has(entry.id) ? (
              <td className="num" title={formatExact(entry.created_at)}>
                <span className="text-hint">kept, from</span> {formatWhen(entry.created_at, now)}
              </td>
            ) : (
              <WhenCell at={entry.created_at} now={now} />
            )}
            <td className="num">{tookWords(entry, now)}</td>
            <RowsCell run={entry} />
          </tr>
        ))}
      </RowsTable>
    </div>
  );
}
