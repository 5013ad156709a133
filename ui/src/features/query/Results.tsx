import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type PointerEvent, useMemo, useState } from "react";
import { Empty } from "@/components/Empty";
import { formatDuration, formatWhen, plural } from "@/components/format";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { isFinal, State } from "@/components/State";
import { CancelRuns } from "@/features/execution/CancelRuns";
import { useNow } from "@/features/execution/now";
import { RunOutcome } from "@/features/execution/RunOutcome";
import type { ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useBatch } from "./runs";

const LEAST = 140;
const MOST = 640;

/** What came of the last run of this query, below its text. */
export function Results({ tabId }: { tabId: string; sql: string }) {
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
  const shown =
    runs.find((entry) => entry.id === chosen) ?? runs.find((entry) => entry.state === "succeeded") ?? runs[0] ?? null;

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

function Runs({ runs, onChoose }: { runs: ExecutionSummary[]; onChoose: (id: string) => void }) {
  const now = useNow(runs.some((entry) => !isFinal(entry.state)));
  return (
    <div className="scroll">
      <table className="rows" aria-label="Runs of this query">
        <colgroup>
          <col style={{ width: 128 }} />
          <col />
          <col style={{ width: 200 }} />
          <col style={{ width: 96 }} />
          <col style={{ width: 72 }} />
          <col style={{ width: 88 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Instance</th>
            <th scope="col">Window</th>
            <th scope="col" className="num">
              Started
            </th>
            <th scope="col" className="num">
              Took
            </th>
            <th scope="col" className="num">
              Rows
            </th>
          </tr>
        </thead>
        <tbody>
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
              <td className="num text-label">{formatWhen(entry.created_at)}</td>
              <td className="num">{formatDuration((entry.finished_at ?? now) - entry.created_at)}</td>
              <td className="num">{entry.row_count === null ? "" : plural(entry.row_count, "row").split(" ")[0]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
