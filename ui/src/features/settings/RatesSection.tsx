import { useState } from "react";
import type { Settings } from "@/ipc";
import { Section } from "./Section";
import { useSave } from "./save";

export function RatesSection({ settings }: { settings: Settings }) {
  return (
    <Section title="Rates" about="How often Amazon is asked. Lower is kinder to other tools on the same client.">
      <div className="flex gap-6">
        <Rate
          id="requests"
          title="Requests a second, at most"
          value={settings.requests_per_second}
          low={1}
          high={8}
          merge={(n) => ({ ...settings, requests_per_second: n })}
        />
        <Rate
          id="poll"
          title="Seconds between looks at runs"
          value={settings.poll_seconds}
          low={5}
          high={300}
          merge={(n) => ({ ...settings, poll_seconds: n })}
        />
      </div>
    </Section>
  );
}

interface RateProps {
  id: string;
  title: string;
  value: number;
  low: number;
  high: number;
  merge: (n: number) => Settings;
}

function Rate({ id, title, value, low, high, merge }: RateProps) {
  const save = useSave();
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? String(value);
  const number = Number(shown);
  const fault =
    Number.isInteger(number) && number >= low && number <= high ? null : `A whole number, ${low} to ${high}`;
  return (
    <div className="w-56">
      <label className="label" htmlFor={id}>
        {title}
      </label>
      <input
        id={id}
        className="field num"
        inputMode="numeric"
        value={shown}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          if (!fault && number !== value) save.mutate(merge(number));
          if (!fault) setText(null);
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      {fault && (
        <p id={`${id}-fault`} className="wrong">
          {fault}
        </p>
      )}
    </div>
  );
}
