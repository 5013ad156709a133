import type { Settings } from "@/ipc";
import { NumberField } from "./NumberField";
import { Section } from "./Section";
import { useSave } from "./save";

export function RatesSection({ settings }: { settings: Settings }) {
  const save = useSave();
  return (
    <Section title="Rates" about="How often Amazon is asked. Lower is kinder to other tools on the same client.">
      <div className="flex gap-6">
        <div className="w-56">
          <NumberField
            title="Requests a second, at most"
            value={settings.requests_per_second}
            low={1}
            high={8}
            onKeep={(n) => save.mutate({ ...settings, requests_per_second: n })}
          />
        </div>
        <div className="w-56">
          <NumberField
            title="Seconds between looks at runs"
            value={settings.poll_seconds}
            low={5}
            high={300}
            onKeep={(n) => save.mutate({ ...settings, poll_seconds: n })}
          />
        </div>
      </div>
    </Section>
  );
}
