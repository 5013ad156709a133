import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Calendar, ChevronDown, Clock } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { formatNumber, localZone, plural } from "@/components/format";
import { asAppError, type QueryTab, type ResolvedWindow, type RunFinding, type WindowSpec } from "@/ipc";
import { queries } from "@/ipc/queries";
import { DayRange } from "./DayRange";
import {
  addDays,
  choiceOf,
  dayNumber,
  dayOf,
  isoDay,
  ofChoice,
  shortDay,
  WINDOW_CHOICES,
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

/** Which dates a run covers: chosen by a rule, on a calendar or in words, shown as dates in words. */
export function WindowPicker({ window, onChange }: WindowPickerProps) {
  const fault = windowFault(window);
  const resolved = useWindow(window);
  const dates = resolved.data;
  const choice = choiceOf(window);
  const offered = WINDOW_CHOICES.some(({ choices }) => choices.includes(choice));
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
            value={choice.value}
            onChange={(event) => onChange(ofChoice(event.target.value, dates))}
          >
            {!offered && <option value={choice.value}>{choice.word}</option>}
            {WINDOW_CHOICES.map(({ group, choices }) => (
              <optgroup key={group} label={group}>
                {choices.map(({ value, word }) => (
                  <option key={value} value={value}>
                    {word}
                  </option>
                ))}
              </optgroup>
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
        <DayRange start={window.start} end={window.end} onChange={(days) => onChange({ kind: "fixed", ...days })} />
      )}
      {window.kind === "words" && (
        <input
          className="field field-s mono mt-2"
          aria-label="Window in words"
          aria-invalid={fault !== null || resolved.isError}
          aria-describedby="window-words"
          spellCheck={false}
          autoComplete="off"
          value={window.text}
          onChange={(event) => onChange({ kind: "words", text: event.target.value })}
        />
      )}
      {fault ? (
        <p className="wrong" role="alert">
          {fault}
        </p>
      ) : resolved.isError ? (
        <p className="wrong" role="alert">
          {asAppError(resolved.error).message} {asAppError(resolved.error).nextStep}
        </p>
      ) : null}
      {window.kind === "words" && (
        <p id="window-words" className="hint mt-1">
          As schedules write it: <span className="mono">last 30 days lag 3</span>,{" "}
          <span className="mono">last 4 full weeks</span>, <span className="mono">month to date lag 1</span>. The lag is
          how many days before today are left out.
        </p>
      )}
      {!fault && !resolved.isError && <div className="min-h-33 pt-2">{dates && <Dates dates={dates} />}</div>}
      <About />
    </section>
  );
}

/** What one has to know to trust the numbers of a window. */
function About() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="link" className="mt-2 text-t12" aria-expanded={open} onClick={() => setOpen(!open)}>
        When are the numbers final?
      </Button>
      {open && (
        <dl className="hint mt-1 grid gap-1">
          <div>
            <dt className="font-medium text-label">Complete</dt>
            <dd>
              Amazon needs about two days until it has all traffic of a day. Windows that follow a rule end where
              traffic is complete; dates of your own may go further and then miss some.
            </dd>
          </div>
          <div>
            <dt className="font-medium text-label">Still growing</dt>
            <dd>
              A sale is credited to an ad for 14 days after it was seen. Until that long after the last day, sales of
              the window may still grow; impressions and clicks do not.
            </dd>
          </div>
        </dl>
      )}
    </>
  );
}

/** A whole number. What is none yet while it is typed stays in the field: the tab keeps numbers only. */
function Count({ label, value, onChange }: { label: string; value: number; onChange: (n: number) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <input
      className="field field-s num max-w-16"
      aria-label={label}
      aria-invalid={typed !== null && !isCount(typed)}
      inputMode="numeric"
      value={typed ?? String(value)}
      onChange={({ target }) => {
        setTyped(target.value);
        if (isCount(target.value)) onChange(Number(target.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

const isCount = (text: string): boolean => /^\s*\d{1,5}\s*$/.test(text);

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
