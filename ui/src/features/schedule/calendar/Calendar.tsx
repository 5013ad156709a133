import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef } from "react";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { formatClock, formatDayLong, formatMonth, localZone } from "@/components/format";
import { useLate } from "@/components/Loading";
import { MiddleCut, tailOf } from "@/components/MiddleCut";
import { SlotMark } from "../SlotMark";
import { cityOf, SLOT_WORDS } from "../words";
import { addMonths, dayAt, lastShown, monthOf, noonOf, WEEKDAYS, weeksOf } from "./days";
import { type CalendarDay, type Entry, linesOf } from "./entries";
import { useMonth } from "./useMonth";

/** More of a name's end would leave no room for its beginning. */
const LONGEST_TAIL = 8;

interface CalendarProps {
  /** The chosen day; its month is shown. */
  day: string;
  today: string;
  /** The schedule that is shown beside it. */
  opened: string | null;
  onDay: (day: string) => void;
  onOpen: (id: string, day: string) => void;
}

/** A month of all schedules. Arrows move between days, Page Up and Page Down between months. */
export function Calendar({ day, today, opened, onDay, onOpen }: CalendarProps) {
  const grid = useRef<HTMLDivElement>(null);
  const month = monthOf(day);
  const weeks = useMemo(() => weeksOf(month), [month]);
  const shown = useMonth(weeks);
  const { day: of } = shown;
  const loading = useLate(shown.pending);
  const tail = useMemo(() => {
    const names = weeks.flat().flatMap((each) => of(each).entries.map(({ name }) => name));
    return Math.min(LONGEST_TAIL, tailOf(names));
  }, [weeks, of]);
  const last = lastShown(today);
  const choose = (next: string) => onDay(next > last ? last : next);

  // The day that a key led to may be of a month that was not there yet.
  const moved = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: where the chosen day is another
  useEffect(() => {
    if (moved.current) grid.current?.querySelector<HTMLElement>('[data-day][tabindex="0"]')?.focus();
    moved.current = false;
  }, [day]);

  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.altKey || event.ctrlKey || event.metaKey ? null : dayAt(event.key, day);
    if (next === null) return;
    event.preventDefault();
    moved.current = true;
    choose(next);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    const on = target.closest<HTMLElement>("[data-day]")?.dataset["day"];
    if (on === undefined) return;
    const id = target.closest<HTMLElement>("[data-schedule]")?.dataset["schedule"];
    if (id === undefined) choose(on);
    else onOpen(id, on);
  };
  return (
    <>
      <div className="filter-bar pl-2!">
        <IconButton label="Previous month" keys="Page Up" onClick={() => choose(addMonths(day, -1))}>
          <ChevronLeft size={16} aria-hidden />
        </IconButton>
        <IconButton
          label="Next month"
          keys="Page Down"
          disabled={month === monthOf(last)}
          onClick={() => choose(addMonths(day, 1))}
        >
          <ChevronRight size={16} aria-hidden />
        </IconButton>
        <Button size="s" disabled={day === today} onClick={() => choose(today)}>
          Today
        </Button>
        <h2 className="ml-1 flex-none font-strong" aria-live="polite">
          {formatMonth(noonOf(day))}
        </h2>
        <span className="cut text-t12 text-hint">slots of all schedules, {cityOf(localZone())} time</span>
      </div>
      <Answer of={shown.asked} loading={null}>
        {() => null}
      </Answer>
      <div className="scroll">
        <div
          ref={grid}
          className="calendar"
          role="grid"
          aria-label={`Calendar of ${formatMonth(noonOf(day))}`}
          aria-busy={shown.pending}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          <div role="row" className="calendar-weekdays">
            {WEEKDAYS.map((weekday) => (
              <span key={weekday} role="columnheader" aria-label={weekday}>
                {weekday.slice(0, 3)}
              </span>
            ))}
          </div>
          {weeks.map((week) => (
            <div key={week[0]} role="row" className="calendar-week">
              {week.map((each) => (
                <Day
                  key={each}
                  day={each}
                  of={of(each)}
                  chosen={each === day}
                  today={each === today}
                  other={monthOf(each) !== month}
                  loading={loading}
                  opened={opened}
                  tail={tail}
                />
              ))}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

interface DayProps {
  day: string;
  of: CalendarDay;
  chosen: boolean;
  today: boolean;
  other: boolean;
  loading: boolean;
  opened: string | null;
  /** Characters of names that are kept at their end, where only these tell them apart. */
  tail: number;
}

const MONTH = new Intl.DateTimeFormat("en-GB", { month: "short" });

function Day({ day, of, chosen, today, other, loading, opened, tail }: DayProps) {
  const { shown, rest } = linesOf(of);
  const date = Number(day.slice(8));
  return (
    <div
      role="gridcell"
      data-day={day}
      data-other={other}
      tabIndex={chosen ? 0 : -1}
      aria-selected={chosen}
      aria-current={today ? "date" : undefined}
      className="calendar-day"
    >
      <p className="sr-only">{`${formatDayLong(noonOf(day))}${today ? ", today" : ""}: ${of.words}.`}</p>
      <p className="calendar-date" aria-hidden="true">
        {today ? <b>{date}</b> : date}
        {today && <span className="font-medium text-read">Today</span>}
        {date === 1 && !today && <span>{MONTH.format(noonOf(day))}</span>}
      </p>
      {loading && !other && <span className="skeleton" />}
      {shown.map((entry) => (
        <Line key={entry.id} entry={entry} chosen={entry.id === opened} tail={tail} />
      ))}
      {rest > 0 && <p className="calendar-more">+{rest} more</p>}
    </div>
  );
}

/** A schedule on a day. Its day's keys lead to it, so that it is no stop of its own. */
function Line({ entry, chosen, tail }: { entry: Entry; chosen: boolean; tail: number }) {
  const { id, name, state, slots, deleted } = entry;
  const first = entry.times[0];
  const words = [first && formatClock(first.at), name, slots > 1 && `${slots} slots`, state && SLOT_WORDS[state]];
  const body = (
    <>
      {state ? <SlotMark state={state} iconOnly size={12} /> : first && <time>{formatClock(first.at)}</time>}
      <MiddleCut text={name} tail={tail} />
      {slots > 1 && <span className="calendar-times">×{slots}</span>}
    </>
  );
  const title = words.filter(Boolean).join(", ");
  if (deleted) {
    return (
      <span className="calendar-slot text-hint" title={`${title}, deleted since`}>
        {body}
      </span>
    );
  }
  return (
    <button type="button" className="calendar-slot" tabIndex={-1} title={title} data-schedule={id} data-chosen={chosen}>
      {body}
    </button>
  );
}
