import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { IconButton } from "@/components/Button";
import { formatDayLong, formatMonth } from "@/components/format";
import { addMonths, dayAt, monthOf, noonOf, WEEKDAYS, weeksOf } from "@/features/schedule/calendar/days";
import { isoDay } from "./windows";

interface DayRangeProps {
  start: string;
  end: string;
  onChange: (days: { start: string; end: string }) => void;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The days from one to the other, whichever was chosen first. */
export const between = (a: string, b: string) => (a <= b ? { start: a, end: b } : { start: b, end: a });

/** A first and a last day: typed, or chosen on two months beside each other. Arrows move, Enter chooses. */
export function DayRange({ start, end, onChange }: DayRangeProps) {
  const today = isoDay(new Date());
  const [at, setAt] = useState(isDay(end) ? end : today);
  /** The month at the left. */
  const [left, setLeft] = useState(addMonths(`${monthOf(isDay(end) ? end : today)}-01`, -1));
  /** The first day that was chosen while the other is not yet. */
  const [first, setFirst] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const months = [monthOf(left), monthOf(addMonths(left, 1))];
  const range = first === null ? { start, end } : between(first, at);
  const choose = (day: string) => {
    setAt(day);
    if (first === null) {
      setFirst(day);
      onChange({ start: day, end: day });
    } else {
      setFirst(null);
      onChange(between(first, day));
    }
  };
  const show = (month: string) => {
    if (month < (months[0] ?? "")) setLeft(`${month}-01`);
    else if (month > (months[1] ?? "")) setLeft(addMonths(`${month}-01`, -1));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const day = dayAt(event.key, at);
    if (event.key === "Escape" && first !== null) setFirst(null);
    else if (day === null) return;
    else {
      setAt(day);
      show(monthOf(day));
      requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus());
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const step = (by: number) => {
    const month = addMonths(left, by);
    setLeft(month);
    setAt(by < 0 ? month : addMonths(month, 1));
  };
  return (
    <div className="mt-2">
      <div className="flex items-center gap-2">
        <input
          type="date"
          aria-label="First day"
          className="field field-s"
          value={start}
          onChange={(event) => onChange({ start: event.target.value, end })}
        />
        <span className="text-t12 text-hint">to</span>
        <input
          type="date"
          aria-label="Last day"
          className="field field-s"
          value={end}
          onChange={(event) => onChange({ start, end: event.target.value })}
        />
      </div>
      <div ref={box} className="day-range" onKeyDown={onKeyDown} role="group" aria-label="Days of the window">
        {months.map((month, i) => (
          <table key={month} aria-label={formatMonth(noonOf(`${month}-01`))}>
            <caption>
              {i === 0 && (
                <IconButton label="Earlier" onClick={() => step(-1)}>
                  <ChevronLeft size={14} aria-hidden />
                </IconButton>
              )}
              <span>{formatMonth(noonOf(`${month}-01`))}</span>
              {i === 1 && (
                <IconButton label="Later" onClick={() => step(1)}>
                  <ChevronRight size={14} aria-hidden />
                </IconButton>
              )}
            </caption>
            <thead>
              <tr>
                {WEEKDAYS.map((day) => (
                  <th key={day} scope="col" aria-label={day}>
                    {day.slice(0, 1)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeksOf(month).map((week) => (
                <tr key={week[0]}>
                  {week.map((day) =>
                    monthOf(day) === month ? (
                      <td key={day} data-in={range.start <= day && day <= range.end}>
                        <button
                          type="button"
                          data-day={day}
                          data-edge={day === range.start || day === range.end}
                          aria-label={formatDayLong(noonOf(day))}
                          aria-pressed={range.start <= day && day <= range.end}
                          aria-current={day === today ? "date" : undefined}
                          tabIndex={day === at ? 0 : -1}
                          onClick={() => choose(day)}
                          onMouseEnter={() => first !== null && setAt(day)}
                        >
                          {Number(day.slice(8))}
                        </button>
                      </td>
                    ) : (
                      <td key={day} />
                    ),
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
      <p className="hint" aria-live="polite">
        {first === null ? "Choose the first day, then the last." : "Now the last day."}
      </p>
    </div>
  );
}
