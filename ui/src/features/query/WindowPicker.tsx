import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Calendar, ChevronDown, Clock } from "lucide-react";
import { formatNumber, localZone, plural } from "@/components/format";
import { asAppError, type QueryTab, type ResolvedWindow, type RunFinding, type WindowSpec } from "@/ipc";
import { queries } from "@/ipc/queries";
import {
  addDays,
  dayNumber,
  dayOf,
  isoDay,
  ofKind,
  shortDay,
  WINDOW_KINDS,
  type WindowKind,
  windowFault,
  zoneWords,
} from "./windows";

interface WindowPickerProps {
  window: WindowSpec;
  onChange: (window: WindowSpec) => void;
}

export function useWindow(window: WindowSpec) {
  return useQuery({
    ...queries.window(window, localZone()),
    enabled: windowFault(window) === null,
    placeholderData: keepPreviousData,
  });
}

const NONE: RunFinding[] = [];

/** What is to be known of the window and the instances for a query that reads these tables. */
export function useRunFindings(tables: string[], { window, instance_ids }: QueryTab): RunFinding[] {
  const found = useQuery({
    ...queries.runFindings(tables, window, localZone(), instance_ids),
    enabled: tables.length > 0 && windowFault(window) === null,
    placeholderData: keepPreviousData,
  });
  return tables.length > 0 ? (found.data ?? NONE) : NONE;
}

const KIND = "Kind of window";

/** Puts the focus where the window is chosen. */
export const focusWindow = (): void => document.querySelector<HTMLElement>(`[aria-label="${KIND}"]`)?.focus();

/** Which dates a run covers: chosen by a rule, shown as dates in words. */
export function WindowPicker({ window, onChange }: WindowPickerProps) {
  const fault = windowFault(window);
  const resolved = useWindow(window);
  const dates = resolved.data;
  return (
    <section className="part" aria-label="Window">
      <div className="part-head">
        <h2>Window</h2>
      </div>
      <div className="flex gap-2">
        <div className="field field-s relative">
          <Calendar size={14} aria-hidden />
          <select
            aria-label={KIND}
            className="absolute inset-0 h-full w-full cursor-default appearance-none bg-transparent pr-7 pl-7.5 outline-none"
            value={window.kind}
            onChange={(event) => onChange(ofKind(event.target.value as WindowKind, dates))}
          >
            {WINDOW_KINDS.map(({ kind, word }) => (
              <option key={kind} value={kind}>
                {word}
              </option>
            ))}
          </select>
          <span className="flex-1" />
          <ChevronDown size={14} aria-hidden />
        </div>
        {window.kind === "last_days" && (
          <Count label="Days" value={window.days} onChange={(days) => onChange({ kind: "last_days", days })} />
        )}
        {window.kind === "last_full_weeks" && (
          <Count
            label="Weeks"
            value={window.weeks}
            onChange={(weeks) => onChange({ kind: "last_full_weeks", weeks })}
          />
        )}
      </div>
      {window.kind === "fixed" && (
        <div className="mt-2 flex items-center gap-2">
          <input
            type="date"
            aria-label="First day"
            className="field field-s"
            value={window.start}
            onChange={(event) => onChange({ ...window, start: event.target.value })}
          />
          <span className="text-t12 text-hint">to</span>
          <input
            type="date"
            aria-label="Last day"
            className="field field-s"
            value={window.end}
            onChange={(event) => onChange({ ...window, end: event.target.value })}
          />
        </div>
      )}
      {fault ? (
        <p className="wrong" role="alert">
          {fault}
        </p>
      ) : resolved.isError ? (
        <p className="wrong" role="alert">
          {asAppError(resolved.error).message} {asAppError(resolved.error).nextStep}
        </p>
      ) : (
        <div className="min-h-33 pt-2">{dates && <Dates dates={dates} />}</div>
      )}
    </section>
  );
}

function Count({ label, value, onChange }: { label: string; value: number; onChange: (n: number) => void }) {
  return (
    <input
      className="field field-s num max-w-16"
      aria-label={label}
      inputMode="numeric"
      value={Number.isNaN(value) ? "" : String(value)}
      onChange={(event) => onChange(event.target.value.trim() === "" ? Number.NaN : Number(event.target.value))}
    />
  );
}

function Dates({ dates }: { dates: ResolvedWindow }) {
  return (
    <>
      <p className="font-medium">{dates.words}</p>
      <p className="hint">
        {plural(dates.days, "day")} in {zoneWords(dates.time_zone)}.{" "}
        {dates.complete_until && `Traffic is complete to ${shortDay(dates.complete_until)}.`}
      </p>
      <Strip dates={dates} />
      {dates.note && (
        <p className="mt-2 flex items-start gap-1.5 text-t12 text-label">
          <Clock size={14} className="mt-px text-amber" aria-hidden />
          {dates.note}
        </p>
      )}
    </>
  );
}

const WIDE = 312;

/** The window on a line of days, with today and the day to which traffic is complete. */
function Strip({ dates }: { dates: ResolvedWindow }) {
  const first = dayNumber(dates.start);
  const last = first + dates.days;
  const today = dayNumber(isoDay(new Date()));
  const complete = dates.complete_until ? dayNumber(dates.complete_until) + 1 : null;
  const span = Math.max(7, dates.days);
  const low = first - Math.ceil(span * 0.2);
  const high = Math.max(last, today) + Math.ceil(span * 0.15);
  const x = (day: number) => Math.round(((day - low) / (high - low)) * WIDE * 10) / 10;
  const lastDay = addDays(dayOf(dates.start), dates.days - 1);
  const far = x(today) - x(last) > 56;
  return (
    <svg
      viewBox={`0 0 ${WIDE} 40`}
      width="100%"
      className="mt-2 block"
      role="img"
      aria-label={`The window goes from ${shortDay(dates.start)} to ${shortDay(lastDay)}, ${formatNumber(dates.days)} days.`}
    >
      <rect x="0" y="10" width={WIDE} height="6" rx="1" fill="var(--fill-active)" />
      <rect x={x(first)} y="10" width={Math.max(2, x(last) - x(first))} height="6" rx="1" fill="var(--accent-mark)" />
      {complete !== null && complete <= high && complete >= low && (
        <path d={`M${x(complete)} 5v16`} stroke="var(--fg-2)" />
      )}
      <path d={`M${x(today)} 5v16`} stroke="var(--fg-1)" strokeWidth="1.5" />
      <g fontSize="11" fill="var(--fg-3)">
        <text x={x(first)} y="35">
          {shortDay(dates.start)}
        </text>
        {x(last) - x(first) > 96 && (
          <text x={far ? x(last) : Math.min(x(last), x(today) - 22)} y="35" textAnchor="end">
            {shortDay(lastDay)}
          </text>
        )}
        <text x={Math.min(x(today), WIDE - 16)} y="35" textAnchor="middle" fill="var(--fg-1)">
          today
        </text>
      </g>
    </svg>
  );
}
