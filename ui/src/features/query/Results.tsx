import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type PointerEvent, useMemo, useState } from "react";
import { Empty } from "@/components/Empty";
import { RowsTable } from "@/components/RowsTable";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { isUnderWay, State } from "@/components/State";
import { CancelRuns } from "@/features/execution/CancelRuns";
import { RowsCell, tookWords, WhenCell } from "@/features/execution/cells";
import { useNow } from "@/features/execution/now";
import { RunOutcome } from "@/features/execution/RunOutcome";
import type { ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { type Place, placeOfError } from "./remote_error";
import { useBatch } from "./runs";

const LEAST = 140;
const MOST = 640;

interface ResultsProps {
  tabId: string;
  sql: string;
  /** Goes to a place of the text. */
  onGo: (place: Place) => void;
}

/** What came of the last run of this query, below its text. */
export function Results({ tabId, sql, onGo }: ResultsProps) {
  const batch = useBatch(tabId);
  const executions = useQuery(queries.executions());
  const runs = useMemo(
    () => (executions.data ?? []).filter((entry) => batch !== null && entry.batch_id === batch),
    [executions.data, batch],
  );
  const [height, setHeight] = useRemembered<number>("query.results", 324);
  const [dragged, setDragged] = useState<number | null>(null);
  const [view, setView] = useState<"result" | "runs">("result");
  const [chosen, setChosen] = useState<string | null>(null);
  const of = (id: string | null) => runs.find((entry) => entry.id === id);
  // The rows that came first stay in front when those of other instances come.
  const [first, setFirst] = useState<string | null>(null);
  const done = of(first) ?? runs.find((entry) => entry.state === "succeeded");
  if (done && done.id !== first) setFirst(done.id);
  const shown = of(chosen) ?? done ?? runs[0] ?? null;

  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const start = event.clientY;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const size = (at: number) => Math.max(LEAST, Math.min(MOST, height + start - at));
    const move = (next: globalThis.PointerEvent) => setDragged(size(next.clientY));
    const stop = (next: globalThis.PointerEvent) => {
      handle.removeEventListener("pointermove", move);
      setDragged(null);
      setHeight(size(next.clientY));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop, { once: true });
  };

  return (
    <>
      <div
        className="results-handle"
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the result"
        aria-valuenow={dragged ?? height}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={(event) => {
          const by = event.key === "ArrowUp" ? 24 : event.key === "ArrowDown" ? -24 : 0;
          if (by !== 0) {
            event.preventDefault();
            setHeight(Math.max(LEAST, Math.min(MOST, height + by)));
          }
        }}
      />
      <section className="results" aria-label="Result" style={{ height: dragged ?? height }}>
        {!shown ? (
          <Empty
            title="No result yet"
            why="A run's rows appear here when Amazon has them, and are kept on this computer."
          />
        ) : (
          <RunOutcome
            key={shown.id}
            id={shown.id}
            onGo={(run) => {
              const place = placeOfError(run, sql);
              if (place) onGo(place);
            }}
            lead={
              <>
                <Segments
                  label="View"
                  size="s"
                  value={view}
                  options={[
                    { value: "result", word: "Result" },
                    { value: "runs", word: `Runs ${runs.length}` },
                  ]}
                  onChange={setView}
                />
                {runs.length > 1 && view === "result" && (
                  <select
                    aria-label="Instance"
                    className="field field-s w-auto! max-w-56"
                    value={shown.id}
                    onChange={(event) => setChosen(event.target.value)}
                  >
                    {runs.map((entry) => (
                      <option key={entry.id} value={entry.id}>
                        {entry.instance_name}
                      </option>
                    ))}
                  </select>
                )}
                {view === "runs" && <CancelRuns runs={runs} />}
              </>
            }
            instead={
              view === "runs" ? (
                <Runs
                  runs={runs}
                  onChoose={(id) => {
                    setChosen(id);
                    setView("result");
                  }}
                />
              ) : null
            }
          />
        )}
      </section>
    </>
  );
}

const COLUMNS = [
  { word: "State", width: 128 },
  { word: "Instance" },
  { word: "Window", width: 200 },
  { word: "Started", width: 124, num: true },
  { word: "Took", width: 72, num: true },
  { word: "Rows", width: 88, num: true },
];

function Runs({ runs, onChoose }: { runs: ExecutionSummary[]; onChoose: (id: string) => void }) {
  const now = useNow(runs.some((entry) => isUnderWay(entry.state)));
  return (
    <div className="scroll">
      <RowsTable label="Runs of this query" columns={COLUMNS}>
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
            <td className="text-label">{entry.window_words}</td>
            <WhenCell at={entry.created_at} now={now} />
            <td className="num">{tookWords(entry, now)}</td>
            <RowsCell run={entry} />
          </tr>
        ))}
      </RowsTable>
    </div>
  );
}
