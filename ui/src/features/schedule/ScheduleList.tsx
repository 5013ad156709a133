import * as Switch from "@radix-ui/react-switch";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Check, Minus, TriangleAlert } from "lucide-react";
import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useMemo, useRef } from "react";
import { formatExact, formatNumber } from "@/components/format";
import { MiddleCut, tailOf } from "@/components/MiddleCut";
import type { ScheduleSummary } from "@/ipc";
import { SlotStrip } from "./SlotMark";
import { cityOf, nextWords, successWords, troubleOf } from "./words";

const ROW = 44;
/** Up to so many rows are simply drawn. */
const FEW = 80;

interface ListProps {
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
  const many = schedules.length > FEW;
  const rows = useVirtualizer({
    count: many ? schedules.length : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialRect: { width: 0, height: 900 },
  });
  const seen = rows.getVirtualItems();
  const from = many ? (seen[0]?.index ?? 0) : 0;
  const to = many ? (seen.at(-1)?.index ?? 0) + 1 : schedules.length;
  const shown = schedules.slice(from, to);
  const stop = schedules.find(({ id }) => id === chosen)?.id ?? schedules[0]?.id;
  const tail = useMemo(() => tailOf(schedules.map(({ name }) => name)), [schedules]);
  const all = schedules.length > 0 && schedules.every(({ id }) => picked.has(id));
  const some = schedules.some(({ id }) => picked.has(id));

  // What the address names is in sight from the start.
  const first = useRef(chosen);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the list is first shown
  useEffect(() => {
    const at = schedules.findIndex(({ id }) => id === first.current);
    const box = scroll.current;
    if (at > 0 && box && (at + 2) * ROW > box.clientHeight) box.scrollTop = (at - 2) * ROW;
  }, []);

  const toggle = useCallback(
    (id: string) => {
      const next = new Set(picked);
      if (!next.delete(id)) next.add(id);
      onPick(next);
    },
    [picked, onPick],
  );
  const focus = (at: number) => {
    const schedule = schedules[at];
    if (!schedule) return;
    if (many) rows.scrollToIndex(at);
    onOpen(schedule.id);
    // A row far away is drawn by then.
    requestAnimationFrame(() => {
      const row = body.current?.querySelector<HTMLElement>(`tr[data-row="${CSS.escape(schedule.id)}"]`);
      row?.focus();
      row?.scrollIntoView({ block: "nearest" });
    });
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
            <Pick
              label={all ? "Pick none" : "Pick all that are shown"}
              state={all ? "all" : some ? "some" : "none"}
              onChange={() => onPick(new Set(all ? [] : schedules.map(({ id }) => id)))}
            />
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
        {from > 0 && <Gap rows={from} />}
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
        {to < schedules.length && <Gap rows={schedules.length - to} />}
      </tbody>
    </table>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={8} className="border-0! p-0!" style={{ height: rows * ROW }} />
    </tr>
  );
}

function Pick({
  label,
  state,
  stop = true,
  onChange,
}: {
  label: string;
  state: "all" | "some" | "none";
  stop?: boolean;
  onChange: () => void;
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-label={label}
      aria-checked={state === "some" ? "mixed" : state === "all"}
      data-state={state === "none" ? "unchecked" : "checked"}
      tabIndex={stop ? 0 : -1}
      className="tick"
      onClick={(event) => {
        event.stopPropagation();
        onChange();
      }}
    >
      {state === "all" && <Check size={12} strokeWidth={3} aria-hidden />}
      {state === "some" && <Minus size={12} strokeWidth={3} aria-hidden />}
    </button>
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

/** The column beside it says already that it is paused. */
const short = (words: string): string =>
  words.replace(/^Paused because (\w)/, (_all, first: string) => first.toUpperCase());

const TONES = { plain: "text-hint", amber: "text-amber", red: "text-red" };

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
  const { id, name, words, time_zone, state } = schedule;
  const next = nextWords(schedule, now);
  const trouble = troubleOf(schedule, now);
  const rule = `${words}, ${cityOf(time_zone)}`;
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
        <Switch.Root
          className="switch align-middle"
          aria-label={name}
          title={state === "on" ? "On: pause it" : state === "paused" ? "Paused: resume it" : "Ended"}
          checked={state === "on"}
          disabled={state === "ended"}
          tabIndex={stop ? 0 : -1}
          onClick={(event) => event.stopPropagation()}
          onCheckedChange={() => onSwitch(schedule)}
        >
          <Switch.Thumb />
        </Switch.Root>
      </td>
      <td title={`${name}\n${rule}${trouble ? `\n${trouble.words}` : ""}`}>
        <span className="block leading-[18px]">
          <MiddleCut text={name} tail={tail} />
        </span>
        <span className={`flex items-center gap-1 text-t12 ${trouble ? TONES[trouble.tone] : "text-hint"}`}>
          {trouble && <TriangleAlert size={12} aria-hidden />}
          <span className="cut">{trouble ? short(trouble.words) : rule}</span>
        </span>
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
        {schedule.set_aside > 0 && (
          <span className="block text-t12 text-amber" title={`${schedule.set_aside} set aside after failures`}>
            {"\u2212"}
            {formatNumber(schedule.set_aside)}
            <span className="sr-only"> set aside</span>
          </span>
        )}
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
