import { type KeyboardEvent, memo, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { across, CARD, useColumns } from "@/components/columns";
import { formatExact, formatNumber, plural } from "@/components/format";
import { type CardState, GridCard } from "@/components/GridCard";
import { FEW, focusRow, useInSight } from "@/components/in_sight";
import { tailOf } from "@/components/MiddleCut";
import { PickAll, turned } from "@/components/Pick";
import type { ScheduleSummary } from "@/ipc";
import { ruleWords, SetAside, TONES, TroubleLine, Turn } from "./cells";
import type { ListProps } from "./ScheduleList";
import { SlotStrip } from "./SlotMark";
import { nextWords, successWords, troubleOf } from "./words";

/** Schedules as cards. Arrows move between them, Enter opens, Space picks. */
export function ScheduleGrid({ schedules, chosen, picked, now, scroll, onOpen, onPick, onSwitch }: ListProps) {
  const grid = useRef<HTMLDivElement>(null);
  const columns = useColumns(grid);
  const lines = Math.ceil(schedules.length / columns);
  const { from, to, reach } = useInSight(lines, CARD, scroll, FEW / columns);
  const [at, setAt] = useState<string | null>(null);
  const tail = useMemo(() => tailOf(schedules.map(({ name }) => name)), [schedules]);
  const there = (id: string | null) => schedules.find((schedule) => schedule.id === id)?.id;
  const stop = there(at) ?? there(chosen) ?? schedules[0]?.id;
  const toggle = useCallback((id: string) => onPick(turned(picked, id)), [picked, onPick]);

  // What the address names is in sight from the start.
  const first = useRef(chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the grid is first shown
  useEffect(() => {
    const box = scroll.current;
    if (!box || !grid.current) return;
    const line = Math.floor(schedules.findIndex(({ id }) => id === first.current) / across(grid.current));
    box.scrollTop = (line + 1) * CARD > box.clientHeight ? (line - 1) * CARD : 0;
  }, []);

  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset["row"];
    const place = schedules.findIndex((schedule) => schedule.id === id);
    if (id === undefined || place < 0) return;
    const end = schedules.length - 1;
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns }[event.key];
    const next = step === undefined ? { Home: 0, End: end }[event.key] : place + step;
    if (next !== undefined) {
      // Below the last full line stands the end of a shorter one.
      const target = schedules[step === columns && next > end && place < end - (end % columns) ? end : next];
      if (target) {
        setAt(target.id);
        reach(Math.floor(schedules.indexOf(target) / columns));
        focusRow(grid.current, target.id);
      }
      event.preventDefault();
    }
  };
  const room = (count: number) => count > 0 && <div aria-hidden="true" style={{ height: count * CARD }} />;

  return (
    <>
      <div className="cards-head">
        <PickAll of={schedules} picked={picked} onPick={onPick} />
        <span aria-hidden="true">All that are shown</span>
      </div>
      <div
        ref={grid}
        role="grid"
        aria-label="Schedules"
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
            {schedules.slice(line * columns, (line + 1) * columns).map((schedule) => (
              <Card
                key={schedule.id}
                schedule={schedule}
                now={now}
                chosen={schedule.id === chosen}
                stop={schedule.id === stop}
                picked={picked.has(schedule.id)}
                tail={tail}
                onFocus={setAt}
                onOpen={onOpen}
                onPick={toggle}
                onSwitch={onSwitch}
              />
            ))}
          </div>
        ))}
        {room(lines - to)}
      </div>
    </>
  );
}

interface CardProps extends CardState {
  schedule: ScheduleSummary;
  now: number;
  onSwitch: (schedule: ScheduleSummary) => void;
}

const Card = memo(function Card({ schedule, now, onSwitch, ...state }: CardProps) {
  const { next_nominal, last_slots, instances, set_aside } = schedule;
  const next = nextWords(schedule, now);
  const trouble = troubleOf(schedule, now);
  const rule = ruleWords(schedule);
  const success = successWords(schedule);
  return (
    <GridCard
      {...state}
      id={schedule.id}
      name={schedule.name}
      end={<Turn schedule={schedule} stop={state.stop} onSwitch={onSwitch} />}
    >
      <p className="cut text-t12 text-hint" title={rule}>
        {rule}
      </p>
      <p className="flex gap-2" title={next_nominal === null ? undefined : formatExact(next_nominal)}>
        <span className="flex-none">{next.first}</span>
        <span className={`cut text-t12 leading-5 ${TONES[next.tone]}`}>{next.second}</span>
      </p>
      <p className="flex items-center gap-1.5 text-t12">
        <span className="flex min-w-0 flex-1 overflow-hidden">
          <SlotStrip slots={last_slots} />
        </span>
        {success && (
          <span title="Slots that succeeded, of those that ended">
            {success}
            <span className="sr-only"> of its slots succeeded</span>
          </span>
        )}
        <span className="text-label" title={plural(instances, "instance")}>
          {formatNumber(instances)} inst.
        </span>
        {set_aside > 0 && <SetAside count={set_aside} />}
      </p>
      {trouble && (
        <p title={trouble.words}>
          <TroubleLine trouble={trouble} />
        </p>
      )}
    </GridCard>
  );
});
