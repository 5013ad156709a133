import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { CARD, useColumns } from "@/components/columns";
import { formatExact, formatNumber, formatWhen, plural } from "@/components/format";
import { type CardState, GridCard } from "@/components/GridCard";
import { FEW, focusRow, useInSight } from "@/components/in_sight";
import { tailOf } from "@/components/MiddleCut";
import { PickAll, turned } from "@/components/Pick";
import { TagList } from "@/components/TagList";
import type { WorkflowSummary } from "@/ipc";
import { LastState, RowsOf, Status } from "./cells";
import { PageFailed } from "./PageFailed";
import { useRows } from "./pages";
import type { ListProps } from "./WorkflowList";

/** Workflows as cards. Arrows move between them, Enter opens, Space picks. */
export function WorkflowGrid({ asked, first, chosen, picked, now, scroll, onOpen, onPick }: ListProps) {
  const grid = useRef<HTMLDivElement>(null);
  const columns = useColumns(grid);
  const lines = Math.ceil(first.total / columns);
  const { from, to, reach } = useInSight(lines, CARD, scroll, FEW / columns);
  const rows = useRows(asked, first, from * columns, Math.min(first.total, to * columns));
  const tail = useMemo(() => tailOf(rows.read.map(({ name }) => name)), [rows.read]);
  const [held, setHeld] = useState<string | null>(null);
  const there = (id: string | null) => rows.read.find((workflow) => workflow.id === id)?.id;
  const stop = there(held) ?? there(chosen) ?? first.workflows[0]?.id;
  const toggle = useCallback((id: string) => onPick(turned(picked, id)), [picked, onPick]);
  // A card that is reached by a key before its page is there gets the focus once it is.
  const [sought, setSought] = useState<number | null>(null);
  const found = sought === null ? undefined : rows.at(sought);
  useEffect(() => {
    if (!found) return;
    setSought(null);
    setHeld(found.id);
    focusRow(grid.current, found.id);
  }, [found]);

  const onKeyDown = (event: KeyboardEvent) => {
    const card = event.target as HTMLElement;
    if (card.dataset["row"] === undefined) return;
    const at = Number(card.dataset["at"]);
    const end = first.total - 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const next = step === undefined ? { Home: 0, End: end }[event.key] : at + step;
    if (next === undefined) return;
    event.preventDefault();
    // Below the last full line stands the end of a shorter one.
    const target = step === columns && next > end && at < end - (end % columns) ? end : next;
    if (target < 0 || target > end) return;
    reach(Math.floor(target / columns));
    setSought(target);
  };
  const room = (count: number) => count > 0 && <div aria-hidden="true" style={{ height: count * CARD }} />;

  return (
    <>
      {rows.failed && <PageFailed {...rows.failed} />}
      <div className="cards-head">
        <PickAll of={rows.read} picked={picked} onPick={onPick} />
        <span aria-hidden="true">All that are shown</span>
      </div>
      <div
        ref={grid}
        role="grid"
        aria-label="Workflows"
        aria-rowcount={lines}
        aria-colcount={columns}
        onKeyDown={onKeyDown}
      >
        {room(from)}
        {Array.from({ length: to - from }, (_, i) => from + i).map((line) => (
          <div
            key={line}
            role="row"
            aria-rowindex={line + 1}
            className="cards"
            style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {Array.from({ length: columns }, (_, i) => line * columns + i).map((at) => {
              const workflow = at < first.total ? rows.at(at) : undefined;
              if (!workflow) return at < first.total && <Coming key={at} />;
              return (
                <Card
                  key={workflow.id}
                  workflow={workflow}
                  at={at}
                  now={now}
                  chosen={workflow.id === chosen}
                  stop={workflow.id === stop}
                  picked={picked.has(workflow.id)}
                  tail={tail}
                  onFocus={setHeld}
                  onOpen={onOpen}
                  onPick={toggle}
                />
              );
            })}
          </div>
        ))}
        {room(lines - to)}
      </div>
    </>
  );
}

/** A card whose page is on its way. */
const Coming = () => (
  <div role="gridcell" className="card">
    <span className="skeleton w-2/5" />
    <span className="sr-only">Loading</span>
  </div>
);

interface CardProps extends CardState {
  workflow: WorkflowSummary;
  at: number;
  now: number;
}

const Card = memo(function Card({ workflow, at, now, ...state }: CardProps) {
  const { tags, description, last_run, runs, instance_ids } = workflow;
  return (
    <GridCard
      {...state}
      id={workflow.id}
      name={workflow.name}
      at={at}
      end={
        <span className="text-t12">
          <Status status={workflow.status} size={12} />
        </span>
      }
    >
      <p className="cut text-t12 text-hint" title={description}>
        {description || "No description"}
      </p>
      <p className="flex gap-2" title={last_run ? formatExact(last_run.at) : undefined}>
        <LastState workflow={workflow} />
        <RowsOf workflow={workflow} />
        <span className="cut text-t12 leading-5 text-hint">{last_run && formatWhen(last_run.at, now)}</span>
      </p>
      <p className="flex items-center gap-3 text-t12">
        <span className="min-w-0 flex-1">
          <TagList tags={tags} />
        </span>
        <span className="text-label">{plural(runs, "run")}</span>
        <span className="text-label" title={plural(instance_ids.length, "instance")}>
          {formatNumber(instance_ids.length)} inst.
        </span>
      </p>
    </GridCard>
  );
});
