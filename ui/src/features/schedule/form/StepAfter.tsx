import { useQuery } from "@tanstack/react-query";
import { queries } from "@/ipc/queries";
import { NOTIFY, PARTIAL, WHEN_RUNNING } from "../said";
import { FollowUps } from "./FollowUps";
import { Choice, TextField } from "./fields";
import { Recipients } from "./Recipients";
import type { StepProps } from "./ScheduleForm";

/** What becomes of runs that meet or fail, and when it ends. */
export function StepAfter({ draft, change, faults, own }: StepProps & { own: string | null }) {
  const rates = useQuery(queries.settings()).data?.rates ?? null;
  type Count =
    | "cost_a_run"
    | "cost_a_month"
    | "pause_after"
    | "retries"
    | "retry_minutes"
    | "time_limit_minutes"
    | "history_slots"
    | "most_slots"
    | "executions_a_day"
    | "minutes_a_day";
  const field = (name: Count, label: string, hint: string, empty?: string) => (
    <TextField
      label={label}
      hint={hint}
      inputMode="numeric"
      placeholder={empty}
      value={draft[name]}
      fault={faults[name]}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <div className="schedule-form">
      <Choice
        label="While one runs"
        hint="on the same instance"
        className="col-span-2"
        value={draft.when_running}
        options={WHEN_RUNNING}
        onChange={(when_running) => change({ when_running })}
      />
      {field("pause_after", "Set aside after", "failures")}
      {field("time_limit_minutes", "Time limit of a run", "min", "Amazon's 6 hours")}
      {field("retries", "Retries", "0 to 10")}
      {field("retry_minutes", "First retry after", "min")}
      <p className="hint wide">
        What fails for a reason that may pass is tried again; each later retry waits twice as long, at most an hour. An
        instance that fails so many slots in a row is set aside (0: never); once half of them are, the schedule is
        paused and says why. Without a time limit Amazon stops a run after six hours.
      </p>
      {field("minutes_a_day", "Run-minutes a day", "no limit")}
      {field("executions_a_day", "Runs a day", "no limit")}
      {field("most_slots", "Most slots", "no limit")}
      {rates && field("cost_a_run", `${rates.currency} a run`, "no limit")}
      {rates && field("cost_a_month", `${rates.currency} a month`, "no limit")}
      <TextField
        type="date"
        label="Last day"
        hint="no end"
        value={draft.last_day}
        onChange={(last_day) => change({ last_day })}
      />
      <Choice
        label="Notify of"
        className="col-span-2"
        value={draft.notify}
        options={NOTIFY}
        onChange={(notify) => change({ notify })}
      />
      <FollowUps draft={draft} change={change} faults={faults} own={own} />
      <Recipients chosen={draft.recipient_ids} onChange={(recipient_ids) => change({ recipient_ids })} />
      <Choice
        label="If Amazon lacks data"
        className="col-span-2"
        value={draft.repeat_partial ? "repeat" : "leave"}
        options={PARTIAL}
        onChange={(choice) => change({ repeat_partial: choice === "repeat" })}
      />
      {field("history_slots", "History shows", "slots")}
    </div>
  );
}
