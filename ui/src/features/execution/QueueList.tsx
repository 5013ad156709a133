import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type RefObject, useCallback, useMemo, useRef, useState } from "react";
import { Confirm } from "@/components/Confirm";
import { formatNumber } from "@/components/format";
import { focusRow, useInSight } from "@/components/in_sight";
import { RowsTable } from "@/components/RowsTable";
import { useSlowNow } from "@/components/slow_now";
import type { QueuedRun } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useCancel } from "./CancelRuns";
import { useOrder } from "./order";
import { QueueRow, type Way } from "./QueueRow";
import { placedAt, queuedName } from "./queue";
import { useRowDrag } from "./row_drag";

const COLUMNS = [
  { word: "Place", width: 64 },
  { word: "Run" },
  { word: "Window, since", width: 124 },
  { word: "Why it waits", width: 196 },
  { word: "What can be done", width: 124, quiet: true },
];
const ROW = 44;

const WAYS: Record<string, Way> = { ArrowUp: "up", ArrowDown: "down", Home: "front" };

interface QueueProps {
  /** All runs that wait, and those of them that are shown. */
  all: QueuedRun[];
  shown: QueuedRun[];
  chosen: string | null;
  scroll: RefObject<HTMLDivElement | null>;
  onOpen: (id: string) => void;
}

/** Runs that wait on this computer, in the order in which they go. Arrows move and open, with Alt they move the run. */
export function QueueList({ all, shown, chosen, scroll, onOpen }: QueueProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const now = useSlowNow();
  const order = useOrder();
  const schedules = useQuery(queries.schedules()).data;
  const names = useMemo(() => new Map(schedules?.map(({ id, name }) => [id, name])), [schedules]);
  const places = useMemo(() => new Map(all.map(({ id }, i) => [id, i])), [all]);
  const { from, to, reach } = useInSight(shown.length, ROW, scroll);
  const [said, setSaid] = useState("");
  const [asked, setAsked] = useState<QueuedRun | null>(null);
  const cancel = useCancel((runs) => `${runs.map(queuedName).join()} is cancelled`);
  const stop = shown.find(({ id }) => id === chosen)?.id ?? shown[0]?.id;

  const latest = useRef({ all, shown, reach, onOpen });
  latest.current = { all, shown, reach, onOpen };
  /** Takes a run to the place that another one has now. */
  const put = useCallback(
    (id: string, place: number) => {
      const { all, shown, reach, onOpen } = latest.current;
      const before = all.map((run) => run.id);
      const run = all.find((each) => each.id === id);
      if (!run || before[place] === undefined || before[place] === id) return;
      const ids = placedAt(before, id, place);
      order({ ids, before, told: `${queuedName(run)} moved` });
      setSaid(`${queuedName(run)}: place ${formatNumber(place + 1)} of ${formatNumber(all.length)}`);
      onOpen(id);
      const left = new Set(shown.map((each) => each.id));
      reach(ids.filter((each) => left.has(each)).indexOf(id));
      focusRow(body.current, id, document.activeElement);
    },
    [order],
  );
  const move = useCallback(
    (id: string, way: Way) => {
      const { all, shown } = latest.current;
      const at = shown.findIndex((run) => run.id === id);
      const other = way === "front" ? all[0] : shown[way === "up" ? at - 1 : at + 1];
      if (at >= 0 && other) put(id, all.indexOf(other));
    },
    [put],
  );
  const { drag, onPointerDown } = useRowDrag(({ id, over, behind }) => {
    const [is, target] = [all.findIndex((run) => run.id === id), all.findIndex((run) => run.id === over)];
    // Taken out of its place, it leaves those behind it one place further in front.
    put(id, target + (behind ? 1 : 0) - (is < target ? 1 : 0));
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset["row"];
    const at = shown.findIndex((run) => run.id === id);
    if (id === undefined || at < 0) return;
    const way = WAYS[event.key];
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.altKey) {
      if (!way) return;
      move(id, way);
    } else if (next !== undefined) {
      const run = shown[next];
      if (run) {
        onOpen(run.id);
        reach(next);
        focusRow(body.current, run.id);
      }
    } else if (event.key === "Enter") onOpen(id);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <RowsTable
        label="Queue"
        columns={COLUMNS}
        className="rows-two queue-rows"
        count={shown.length}
        body={{ ref: body, onKeyDown, onPointerDown }}
      >
        {from > 0 && <Gap rows={from} />}
        {shown.slice(from, to).map((run, i) => (
          <QueueRow
            key={run.id}
            run={run}
            place={places.get(run.id) ?? 0}
            index={from + i}
            last={from + i === shown.length - 1}
            now={now}
            schedule={(run.schedule_id !== null && names.get(run.schedule_id)) || null}
            chosen={run.id === chosen}
            stop={run.id === stop}
            dragged={run.id === drag?.id}
            drop={drag && run.id === drag.over && run.id !== drag.id ? (drag.behind ? "behind" : "before") : undefined}
            onOpen={onOpen}
            onMove={move}
            onCancel={setAsked}
          />
        ))}
        {to < shown.length && <Gap rows={shown.length - to} />}
      </RowsTable>
      <p className="sr-only" aria-live="polite">
        {said}
      </p>
      <Confirm
        open={asked !== null}
        title="Cancel this run?"
        keep="Keep it"
        go="Cancel run"
        danger
        onKeep={() => setAsked(null)}
        onGo={() => {
          if (asked) cancel.mutate([asked]);
          setAsked(null);
        }}
      >
        {asked && queuedName(asked)} has not been sent to Amazon yet. It leaves the queue and yields no rows.
      </Confirm>
    </>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={5} className="border-0! p-0!" style={{ height: rows * ROW }} />
    </tr>
  );
}
