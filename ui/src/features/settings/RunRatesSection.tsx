import { useState } from "react";
import { Toggle } from "@/components/Toggle";
import { amount, amountText, isAmount } from "@/features/schedule/form/draft";
import type { Rates, Settings } from "@/ipc";
import { Section } from "./Section";
import { useSave } from "./save";

const NEW: Rates = { run: 0, minute: 0, gigabyte: 0, currency: "USD" };

/** What runs are reckoned with, if money is to be told at all. */
export function RunRatesSection({ settings }: { settings: Settings }) {
  const save = useSave();
  const { rates } = settings;
  const set = (change: Partial<Rates>) => save.mutate({ ...settings, rates: { ...(rates ?? NEW), ...change } });
  return (
    <Section
      title="Money"
      about="Amazon bills no single runs. If your organisation reckons with rates, schedules say what they cost and keep to limits."
    >
      <Toggle
        id="rates"
        on={rates !== null}
        onChange={(on) => save.mutate({ ...settings, rates: on ? NEW : null })}
        title="Reckon runs in money"
        about="Limits of schedules in money hold only while this is on."
      />
      {rates && (
        <div className="flex flex-wrap gap-4">
          <Field
            label="Currency"
            value={rates.currency}
            isFine={(text) => /^\S.{0,7}$/.test(text)}
            onSave={(currency) => set({ currency })}
          />
          <Field
            label="A run"
            value={amountText(rates.run)}
            isFine={isAmount}
            onSave={(text) => set({ run: amount(text) ?? 0 })}
          />
          <Field
            label="A minute"
            value={amountText(rates.minute)}
            isFine={isAmount}
            onSave={(text) => set({ minute: amount(text) ?? 0 })}
          />
          <Field
            label="A gigabyte"
            value={amountText(rates.gigabyte)}
            isFine={isAmount}
            onSave={(text) => set({ gigabyte: amount(text) ?? 0 })}
          />
        </div>
      )}
    </Section>
  );
}

interface FieldProps {
  label: string;
  value: string;
  isFine: (text: string) => boolean;
  onSave: (text: string) => void;
}

function Field({ label, value, isFine, onSave }: FieldProps) {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? value;
  const wrong = !isFine(shown.trim());
  return (
    <label className="w-28">
      <span className="label">{label}</span>
      <input
        className="field num"
        value={shown}
        aria-invalid={wrong}
        title={wrong ? "An amount as 0.50" : undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          if (wrong) return;
          if (shown.trim() !== value) onSave(shown.trim());
          setText(null);
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </label>
  );
}
