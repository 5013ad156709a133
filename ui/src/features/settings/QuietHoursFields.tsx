import { useState } from "react";
import { Toggle } from "@/components/Toggle";
import type { Settings } from "@/ipc";
import { quietFault, quietWords, timeOf } from "./quiet";
import { useSave } from "./save";

/** When schedules tell nothing. */
export function QuietHoursFields({ settings }: { settings: Settings }) {
  const save = useSave();
  const hours = settings.quiet_hours;
  const change = (next: Partial<typeof hours>) => save.mutate({ ...settings, quiet_hours: { ...hours, ...next } });
  return (
    <div className="grid gap-2">
      <Toggle
        id="quiet"
        on={hours.on}
        onChange={(on) => change({ on })}
        title="Quiet hours for schedules"
        about={quietWords(hours)}
      />
      {hours.on && (
        <div className="ml-10 flex gap-6">
          <Time
            id="quiet-from"
            title="From"
            value={hours.from}
            other={hours.until}
            onChange={(from) => change({ from })}
          />
          <Time
            id="quiet-until"
            title="Until"
            value={hours.until}
            other={hours.from}
            onChange={(until) => change({ until })}
          />
        </div>
      )}
    </div>
  );
}

interface TimeProps {
  id: string;
  title: string;
  value: string;
  other: string;
  onChange: (time: string) => void;
}

function Time({ id, title, value, other, onChange }: TimeProps) {
  const [text, setText] = useState<string | null>(null);
  const shown = text ?? value;
  const fault = quietFault(shown, other);
  return (
    <div className="w-32">
      <label className="label" htmlFor={id}>
        {title}
      </label>
      <input
        id={id}
        className="field num"
        value={shown}
        aria-invalid={fault !== null}
        aria-describedby={fault ? `${id}-fault` : undefined}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => {
          const time = timeOf(shown);
          if (fault || time === null) return;
          if (time !== value) onChange(time);
          setText(null);
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
