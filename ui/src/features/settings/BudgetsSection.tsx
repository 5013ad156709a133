import { useState } from "react";
import type { DayBudget, Settings } from "@/ipc";
import { Section } from "./Section";
import { useSave } from "./save";

const MOST = 1_000_000;

/** What schedules may start a day, for each instance and each account. */
export function BudgetsSection({ settings }: { settings: Settings }) {
  const { instance_budget, account_budget } = settings;
  const instance = (change: Partial<DayBudget>): Settings => ({
    ...settings,
    instance_budget: { ...instance_budget, ...change },
  });
  const account = (change: Partial<DayBudget>): Settings => ({
    ...settings,
    account_budget: { ...account_budget, ...change },
  });
  return (
    <Section
      title="Budgets of a day"
      about="What schedules may start. What you run yourself counts and is never held back. Empty is no limit."
    >
      <div className="grid grid-cols-[112px_repeat(2,144px)] items-center gap-x-4 gap-y-2">
        <span />
        <span className="text-t12 text-label">Executions</span>
        <span className="text-t12 text-label">Run-minutes</span>
        <span>Each instance</span>
        <Limit
          label="Executions a day of each instance"
          value={instance_budget.executions}
          merge={(executions) => instance({ executions })}
        />
        <Limit
          label="Run-minutes a day of each instance"
          value={instance_budget.minutes}
          merge={(minutes) => instance({ minutes })}
        />
        <span>Each account</span>
        <Limit
          label="Executions a day of each account"
          value={account_budget.executions}
          merge={(executions) => account({ executions })}
        />
        <Limit
          label="Run-minutes a day of each account"
          value={account_budget.minutes}
          merge={(minutes) => account({ minutes })}
        />
      </div>
      <Zone settings={settings} />
    </Section>
  );
}

function Limit(props: { label: string; value: number | null; merge: (n: number | null) => Settings }) {
  const { label, value, merge } = props;
  const save = useSave();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? (value === null ? "" : String(value));
  const number = shown.trim() === "" ? null : Number(shown);
  const wrong = number !== null && !(Number.isInteger(number) && number >= 1 && number <= MOST);
  return (
    <input
      className="field num"
      inputMode="numeric"
      placeholder="no limit"
      aria-label={label}
      aria-invalid={wrong}
      title={wrong ? "A whole number from 1 on, or empty for no limit" : undefined}
      value={shown}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        if (wrong) return;
        if (number !== value) save.mutate(merge(number));
        setText(null);
      }}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}

/** In whose midnight the budgets begin anew. */
function Zone({ settings }: { settings: Settings }) {
  const save = useSave();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? settings.budget_time_zone ?? "";
  const wrong = shown.trim() !== "" && !isZone(shown.trim());
  return (
    <div className="w-72">
      <label className="label" htmlFor="budget-zone">
        Begin anew at midnight in
      </label>
      <input
        id="budget-zone"
        className="field"
        spellCheck={false}
        placeholder="this computer's zone"
        value={shown}
        aria-invalid={wrong}
        aria-describedby={wrong ? "budget-zone-fault" : undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          if (wrong) return;
          const zone = shown.trim() || null;
          if (zone !== settings.budget_time_zone) save.mutate({ ...settings, budget_time_zone: zone });
          setText(null);
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      {wrong && (
        <p id="budget-zone-fault" className="wrong">
          No zone has this name; write one as America/New_York
        </p>
      )}
    </div>
  );
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^(UTC|Etc\/|[A-Z][A-Za-z_]+\/)/.test(name);
  } catch {
    return false;
  }
}
