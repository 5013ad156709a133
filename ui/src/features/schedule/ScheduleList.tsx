import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { formatExact, formatNumber } from "@/components/format";
import { focusRow, useInSight } from "@/components/in_sight";
import { MiddleCut, tailOf } from "@/components/MiddleCut";
import { Pick, PickAll, turned } from "@/components/Pick";
import { RowGap } from "@/components/RowGap";
import type { ScheduleSummary } from "@/ipc";
import { ruleWords, SetAside, TONES, TroubleLine, Turn } from "./cells";
import { SlotStrip } from "./SlotMark";
import { nextWords, successWords, troubleOf } from "./words";

const ROW = 44;

export interface ListProps {
  schedules: ScheduleSummary[];
  chosen: string | null;
  /** Ids of those that are picked for a change of several. */
  picked: ReadonlySet<string>;
  now: number;
  scroll: RefObject<HTMLDivElement | null>;
  onOpen: (id: string) => void;
  onPick: (ids: ReadonlySet<string>) => void;
  onSwitch: (schedule: ScheduleSummary) => void;
}

const MONTH = new Intl.DateTimeFormat("en-US", { month: "short" });

/** Schedules, two lines each. Arrows move and open, Space picks. */
export function ScheduleList({ schedules, chosen, picked, now, scroll, onOpen, onPick, onSwitch }: ListProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { from, to, reach } = useInSight(schedules.length, ROW, scroll);
  const shown = schedules.slice(from, to);
  const stop = schedules.find(({ id }) => id === chosen)?.id ?? schedules[0]?.id;
  const tail = useMemo(() => tailOf(schedules.map(({ name }) => name)), [schedules]);

  // What the address names is in sight from the start.
  const first = useRef(chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the list is first shown
  useEffect(() => {
    const at = schedules.findIndex(({ id }) => id === first.current);
    const box = scroll.current;
    if (box) box.scrollTop = at > 0 && (at + 2) * ROW > box.clientHeight ? (at - 2) * ROW : 0;
  }, []);

  const toggle = useCallback((id: string) => onPick(turned(picked, id)), [picked, onPick]);
  const focus = (at: number) => {
    const schedule = schedules[at];
    if (!schedule) return;
    reach(at);
    onOpen(schedule.id);
    focusRow(body.current, schedule.id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target as HTMLElement;
    const id = row.dataset["row"];
    const at = schedules.findIndex((schedule) => schedule.id === id);
    if (id === undefined || at < 0) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: schedules.length - 1 }[event.key];
    if (next !== undefined) focus(Math.max(0, Math.min(schedules.length - 1, next)));
    else if (event.key === "Enter") onOpen(id);
    else if (event.key === " ") toggle(id);
    else return;
    event.preventDefault();
  };

  return (
    <table className="rows rows-two schedule-rows" aria-label="Schedules" aria-rowcount={schedules.length + 1}>
      <colgroup>
        <col className="w-[38px]" />
        <col className="w-[46px]" />
        <col />
        <col className="w-[134px]" />
        <col className="w-[116px]" />
        <col className="w-[70px]" />
        <col className="w-[48px]" />
        <col className="w-[76px]" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">
            <PickAll of={schedules} picked={picked} onPick={onPick} />
          </th>
          <th scope="col">On</th>
          <th scope="col">Schedule</th>
          <th scope="col">Next slot</th>
          <th scope="col">Last slots</th>
          <th scope="col" className="num">
            Success
          </th>
          <th scope="col" className="num" title="Instances">
            Inst.
          </th>
          <th scope="col" className="num" title="Executions of this month, past slots included">
            In {MONTH.format(now)}
          </th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown}>
        {from > 0 && <RowGap height={from * ROW} />}
        {shown.map((schedule, i) => (
          <Row
            key={schedule.id}
            schedule={schedule}
            index={from + i}
            now={now}
            chosen={schedule.id === chosen}
            stop={schedule.id === stop}
            picked={picked.has(schedule.id)}
            tail={tail}
            onOpen={onOpen}
            onPick={toggle}
            onSwitch={onSwitch}
          />
        ))}
        {to < schedules.length && <RowGap height={(schedules.length - to) * ROW} />}
      </tbody>
    </table>
  );
}

interface RowProps {
  schedule: ScheduleSummary;
  index: number;
  now: number;
  chosen: boolean;
  stop: boolean;
  picked: boolean;
  /** Characters of names that are kept at their end, where only these tell rows apart. */
  tail: number;
  onOpen: (id: string) => void;
  onPick: (id: string) => void;
  onSwitch: (schedule: ScheduleSummary) => void;
}

const Row = memo(function Row({
  schedule,
  index,
  now,
  chosen,
  stop,
  picked,
  tail,
  onOpen,
  onPick,
  onSwitch,
}: RowProps) {
  const { id, name } = schedule;
  const next = nextWords(schedule, now);
  const trouble = troubleOf(schedule, now);
  const rule = ruleWords(schedule);
  const success = successWords(schedule);
  return (
    <tr
      data-row={id}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={stop ? 0 : -1}
      onClick={() => onOpen(id)}
    >
      <td>
        <Pick
          label={`Pick ${name}`}
          state={picked ? "all" : "none"}
          stop={stop || picked}
          onChange={() => onPick(id)}
        />
      </td>
      <td>
        <Turn schedule={schedule} stop={stop} onSwitch={onSwitch} />
      </td>
      <td title={`${name}\n${rule}${trouble ? `\n${trouble.words}` : ""}`}>
        <span className="block leading-[18px]">
          <MiddleCut text={name} tail={tail} />
        </span>
        {trouble ? <TroubleLine trouble={trouble} /> : <span className="cut block text-t12 text-hint">{rule}</span>}
      </td>
      <td title={schedule.next_nominal === null ? undefined : formatExact(schedule.next_nominal)}>
        <span className="cut block leading-[18px]">{next.first}</span>
        <span className={`cut block text-t12 ${TONES[next.tone]}`}>{next.second}</span>
      </td>
      <td>
        <SlotStrip slots={schedule.last_slots} />
      </td>
      <td className="num">{success ?? <span className="text-hint">none</span>}</td>
      <td className="num">
        <span className="block leading-[18px]">{formatNumber(schedule.instances)}</span>
        {schedule.set_aside > 0 && <SetAside count={schedule.set_aside} />}
      </td>
      <td className="num">
        {schedule.runs_this_month === null ? (
          <span className="text-hint" title="More than 2,000 slots">
            many
          </span>
        ) : (
          formatNumber(schedule.runs_this_month)
        )}
      </td>
    </tr>
  );
});
