import { type KeyboardEvent, type SyntheticEvent, useRef, useState } from "react";
import type { Rehearsal } from "@/ipc";
import { WEEKDAYS } from "../calendar/days";
import { type Cell, cellAt, cellWords, compact, fullest, levelOf } from "./heat";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Weekdays by hours: the fuller, the stronger its colour, with the figure in each cell. Arrows move between hours. */
export function HeatTable({ of }: { of: Rehearsal }) {
  const top = fullest(of.weekdays);
  const [stop, setStop] = useState<Cell>(top);
  const [hovered, setHovered] = useState<Cell | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const cellOf = (event: SyntheticEvent): Cell | null => {
    const { weekday, hour } = (event.target as HTMLElement).closest("td")?.dataset ?? {};
    return weekday === undefined ? null : { weekday: Number(weekday), hour: Number(hour) };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = cellAt(event.key, stop);
    if (!next) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`td[data-weekday="${next.weekday}"][data-hour="${next.hour}"]`)?.focus();
  };
  return (
    <div className="heat-box">
      <table
        ref={grid}
        className="heat"
        role="grid"
        aria-label="Executions by weekday and hour"
        onKeyDown={onKeyDown}
        onFocus={(event) => setStop(cellOf(event) ?? stop)}
        onMouseOver={(event) => setHovered(cellOf(event))}
        onMouseLeave={() => setHovered(null)}
      >
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                {String(hour).padStart(2, "0")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((name, weekday) => (
            <tr key={name}>
              <th scope="row">{name.slice(0, 3)}</th>
              {HOURS.map((hour) => {
                const count = of.weekdays[weekday]?.[hour] ?? 0;
                return (
                  <td
                    key={hour}
                    role="gridcell"
                    data-weekday={weekday}
                    data-hour={hour}
                    data-level={levelOf(count, top.count)}
                    tabIndex={stop.weekday === weekday && stop.hour === hour ? 0 : -1}
                  >
                    <span className="sr-only">{cellWords({ weekday, hour }, of)}</span>
                    {count > 0 && <span aria-hidden="true">{compact(count)}</span>}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="flex items-center gap-4 pt-2 text-t12">
        <span className="cut num flex-1 text-left! text-label">{cellWords(hovered ?? stop, of)}</span>
        <span className="heat-key" aria-hidden="true">
          fewer
          {[1, 2, 3, 4, 5].map((level) => (
            <i key={level} data-level={level} />
          ))}
          more
        </span>
      </p>
    </div>
  );
}
