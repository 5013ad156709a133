import { type Ref, useRef } from "react";
import { Button } from "@/components/Button";
import { localZone } from "@/components/format";
import type { AppError, GapWord, OverlapWord, RollWord } from "@/ipc";
import { MISFIRES } from "../said";
import { Choice, Labelled, TextField } from "./fields";
import {
  canRoll,
  fromCron,
  hasBusinessDays,
  NTHS,
  REPEATS,
  type Repeat,
  type RuleDraft,
  timesOf,
  toCron,
  WEEKDAYS,
  weekdayWord,
} from "./rule";
import type { StepProps } from "./ScheduleForm";

const zones = (): { value: string; word: string }[] => {
  const known = Intl.supportedValuesOf("timeZone");
  const mine = localZone();
  return [...new Set([mine, "UTC", ...known])].map((zone) => ({ value: zone, word: zone.replaceAll("_", " ") }));
};

const ROLLS: readonly { value: RollWord | ""; word: string }[] = [
  { value: "", word: "As planned" },
  { value: "next", word: "Next business day" },
  { value: "previous", word: "Business day before" },
  { value: "skip", word: "Left out" },
];

interface WhenProps extends StepProps {
  error: AppError | null;
  /** The field of its times. */
  time: Ref<HTMLInputElement>;
}

/** On which days and at what times it fires. */
export function StepWhen({ draft, change, faults, error, time: input }: WhenProps) {
  const { rule } = draft;
  const set = (next: Partial<RuleDraft>) => change({ rule: { ...rule, ...next } });
  const repeat = (next: Repeat) => {
    // What both can say is carried over; the rest waits for the way back.
    if (next === "cron") set({ repeat: next, cron: toCron(rule) ?? rule.cron });
    else set({ ...(rule.repeat === "cron" ? fromCron(rule.cron) : null), repeat: next });
  };
  const cron = rule.repeat === "cron";
  const times = timesOf(rule.at) ?? [];
  const time = times.length === 1 ? times[0] : "a time";
  const ownZone = zones().some(({ value }) => value === draft.zone) ? [] : [{ value: draft.zone, word: draft.zone }];
  return (
    <div className="schedule-form">
      <Choice label="Repeat" value={rule.repeat} options={REPEATS} onChange={repeat} />
      {cron ? (
        <CronField rule={rule} fault={faults.cron} error={error} onChange={(text) => set({ cron: text })} />
      ) : (
        <TextField
          label="At"
          hint={times.length === 0 ? "07:15, 12:00" : ""}
          inputMode="numeric"
          input={input}
          value={rule.at}
          fault={faults.at}
          onChange={(at) => set({ at })}
        />
      )}
      <Choice
        label="Zone"
        value={draft.zone}
        options={[...ownZone, ...zones()]}
        onChange={(zone) => change({ zone })}
      />
      <Details rule={rule} set={set} faults={faults} />
      <Choice
        label={`If ${cron ? "a time" : time} is missing`}
        value={draft.gap}
        options={[
          ...(cron ? [{ value: "" as const, word: "As usual" }] : []),
          { value: cron ? ("run" as const) : ("" as GapWord | ""), word: "First valid minute" },
          { value: "skip" as const, word: "Left out" },
        ]}
        onChange={(gap: GapWord | "") => change({ gap })}
      />
      <Choice
        label={`If ${cron ? "a time" : time} comes twice`}
        value={draft.overlap}
        options={[
          ...(cron ? [{ value: "" as const, word: "As usual" }] : []),
          { value: cron ? ("first" as const) : ("" as OverlapWord | ""), word: "First pass only" },
          { value: "both" as const, word: "Both passes" },
        ]}
        onChange={(overlap: OverlapWord | "") => change({ overlap })}
      />
      <Choice
        label="After sleep"
        value={draft.misfire}
        options={MISFIRES}
        onChange={(misfire) => change({ misfire })}
      />
      <p className="hint wide">
        {draft.last_day === "" && "No end date. "}Slots start up to 5 min later, to spread the load, and come while
        RecomAMP or its tray runs.
      </p>
    </div>
  );
}

interface CronProps {
  rule: RuleDraft;
  fault: string | undefined;
  error: AppError | null;
  onChange: (cron: string) => void;
}

function CronField({ rule, fault, error, onChange }: CronProps) {
  const input = useRef<HTMLInputElement>(null);
  const wrong = error?.code === "SCH001" ? error : null;
  const column = wrong?.details?.column ?? null;
  const instead = wrong?.details?.raw;
  const go = () => {
    const at = Math.max(0, (column ?? 1) - 1);
    input.current?.focus();
    input.current?.setSelectionRange(at, at + 1);
  };
  return (
    <div className="min-w-0">
      <TextField
        label="Cron"
        hint="five fields"
        className="mono"
        placeholder="30 6 * * MON-FRI"
        input={input}
        value={rule.cron}
        fault={fault ?? wrong?.message}
        onChange={onChange}
      />
      {wrong && (
        <p className="mt-1 text-t12">
          {instead ? (
            <Button look="link" onClick={() => onChange(instead)}>
              Use {instead}
            </Button>
          ) : (
            column !== null && (
              <Button look="link" onClick={go}>
                Go to column {column}
              </Button>
            )
          )}
        </p>
      )}
    </div>
  );
}

interface DetailsProps {
  rule: RuleDraft;
  set: (next: Partial<RuleDraft>) => void;
  faults: StepProps["faults"];
}

/** What a kind of rule needs besides times. */
function Details({ rule, set, faults }: DetailsProps) {
  const { repeat } = rule;
  return (
    <>
      {repeat === "every_days" && (
        <TextField
          label="Days from one to the next"
          inputMode="numeric"
          list="usual-intervals"
          value={rule.days}
          fault={faults.days}
          onChange={(days) => set({ days })}
        />
      )}
      {repeat === "every_days" && (
        <datalist id="usual-intervals">
          {[3, 7, 14, 30, 60, 90].map((days) => (
            <option key={days} value={days} />
          ))}
        </datalist>
      )}
      {(repeat === "every_days" || repeat === "once") && (
        <TextField
          type="date"
          label={repeat === "once" ? "Day" : "First day"}
          value={rule.anchor}
          fault={faults.anchor}
          onChange={(anchor) => set({ anchor })}
        />
      )}
      {(repeat === "monthly_day" || repeat === "quarterly") && (
        <TextField
          label={repeat === "quarterly" ? "Day of its first month" : "Day"}
          inputMode="numeric"
          value={rule.day}
          fault={faults.day}
          onChange={(day) => set({ day })}
        />
      )}
      {repeat === "monthly_weekday" && (
        <Choice label="Which" value={rule.nth} options={NTHS} onChange={(nth) => set({ nth })} />
      )}
      {(repeat === "weekly" || repeat === "monthly_weekday") && (
        <Labelled label="Days" className={repeat === "weekly" ? "wide" : "col-span-2"} fault={faults.weekdays}>
          {({ id }) => (
            <fieldset id={id} className="day-picks" aria-label="Days">
              {WEEKDAYS.map((day) => {
                const on = rule.weekdays.includes(day);
                return (
                  <button
                    key={day}
                    type="button"
                    aria-pressed={on}
                    onClick={() =>
                      set({
                        weekdays: WEEKDAYS.filter((each) => (each === day ? !on : rule.weekdays.includes(each))),
                      })
                    }
                  >
                    {weekdayWord(day)}
                  </button>
                );
              })}
            </fieldset>
          )}
        </Labelled>
      )}
      {canRoll(repeat) && (
        <Choice label="If no business day" value={rule.roll} options={ROLLS} onChange={(roll) => set({ roll })} />
      )}
      {hasBusinessDays(rule) && (
        <TextField
          label="Holidays"
          hint="comma between"
          wrap={canRoll(repeat) ? "" : "wide"}
          placeholder="2026-12-25"
          value={rule.holidays}
          fault={faults.holidays}
          onChange={(holidays) => set({ holidays })}
        />
      )}
    </>
  );
}
