import { Button } from "@/components/Button";
import { ParameterFields } from "@/features/query/ParameterFields";
import type { CheckReport } from "@/ipc";
import { Choice, Labelled, TextField } from "./fields";
import type { StepProps } from "./ScheduleForm";
import { WINDOW_FORMS, type WindowDraft } from "./window";

/** Which dates each slot covers, and the values of the parameters. */
export function StepDates({
  draft,
  change,
  faults,
  report,
  wantedLag,
}: StepProps & { report: CheckReport | null; wantedLag: number | null }) {
  const { window } = draft;
  const dated = (report?.parameters ?? []).filter(
    ({ name, data_type }) => /^(DATE|TIMESTAMP)/.test(data_type) || draft.parameter_dates[name] !== undefined,
  );
  const early = wantedLag !== null && window.form !== "fixed" && Number(window.lag) < wantedLag;
  const set = (next: Partial<WindowDraft>) => change({ window: { ...window, ...next } });
  const counted = /^(last_days|last_full_weeks|rolling)$/.test(window.form);
  return (
    <div className="schedule-form">
      <Choice label="Dates covered" value={window.form} options={WINDOW_FORMS} onChange={(form) => set({ form })} />
      {counted && (
        <TextField
          label={window.form === "last_full_weeks" ? "Weeks" : window.form === "rolling" ? "New days" : "Days"}
          inputMode="numeric"
          value={window.count}
          fault={faults.count}
          onChange={(count) => set({ count })}
        />
      )}
      {window.form === "rolling" && (
        <TextField
          label="Days once more"
          inputMode="numeric"
          value={window.overlap}
          fault={faults.overlap}
          onChange={(overlap) => set({ overlap })}
        />
      )}
      {window.form === "fixed" ? (
        <Labelled label="First and last day" className="col-span-2" fault={faults.dates}>
          {({ id, invalid }) => (
            <div className="flex items-center gap-2">
              <input
                id={id}
                type="date"
                className="field"
                aria-invalid={invalid}
                value={window.start}
                onChange={(event) => set({ start: event.target.value })}
              />
              <span className="text-t12 text-hint">to</span>
              <input
                type="date"
                aria-label="Last day of the dates"
                className="field"
                aria-invalid={invalid}
                value={window.end}
                onChange={(event) => set({ end: event.target.value })}
              />
            </div>
          )}
        </Labelled>
      ) : (
        <TextField
          label="Days left out before"
          inputMode="numeric"
          value={window.lag}
          fault={faults.lag}
          onChange={(lag) => set({ lag })}
        />
      )}
      <p className="hint wide">
        {window.form === "fixed"
          ? "Every slot covers these same dates, so that a repeat only shows what changed in them."
          : "Counted from the day of the slot, which is never covered itself. Traffic is complete two days back (1 left out); conversions are credited for up to 14 days (13 left out)."}
      </p>
      {early && (
        <p className="hint wide">
          The tables of this query want {wantedLag} left out before their numbers are whole.{" "}
          <Button look="link" onClick={() => set({ lag: String(wantedLag) })}>
            Leave {wantedLag} out
          </Button>
        </p>
      )}
      <ParameterFields
        parameters={report?.parameters ?? []}
        values={draft.parameter_values}
        onChange={(parameter_values) => change({ parameter_values })}
      />
      {dated.map(({ name }) => (
        <TextField
          key={name}
          label={`${name} in words`}
          hint="today - 14d, start of last month"
          wrap="col-span-2"
          value={draft.parameter_dates[name] ?? ""}
          onChange={(words) => change({ parameter_dates: { ...draft.parameter_dates, [name]: words } })}
        />
      ))}
      {dated.length > 0 && (
        <p className="hint wide">Words count from the day of each slot, and stand in place of the value above.</p>
      )}
    </div>
  );
}
