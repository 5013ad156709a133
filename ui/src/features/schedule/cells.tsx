// What lists and cards of schedules are made of.
import * as Switch from "@radix-ui/react-switch";
import { TriangleAlert } from "lucide-react";
import { formatNumber } from "@/components/format";
import type { ScheduleSummary } from "@/ipc";
import { cityOf, type NextWords, type Trouble } from "./words";

export const TONES: Record<NextWords["tone"], string> = { plain: "text-hint", amber: "text-amber", red: "text-red" };

export const ruleWords = ({ words, time_zone }: ScheduleSummary): string => `${words}, ${cityOf(time_zone)}`;

interface TurnProps {
  schedule: ScheduleSummary;
  stop: boolean;
  onSwitch: (schedule: ScheduleSummary) => void;
}

/** Pauses and resumes. */
export function Turn({ schedule, stop, onSwitch }: TurnProps) {
  const { name, state } = schedule;
  return (
    <Switch.Root
      className="switch align-middle"
      aria-label={name}
      title={state === "on" ? "On: pause it" : state === "paused" ? "Paused: resume it" : "Ended"}
      checked={state === "on"}
      disabled={state === "ended"}
      tabIndex={stop ? 0 : -1}
      onClick={(event) => event.stopPropagation()}
      onCheckedChange={() => onSwitch(schedule)}
    >
      <Switch.Thumb />
    </Switch.Root>
  );
}

/** What is wrong, in a line. What stands beside it says already that it is paused. */
export function TroubleLine({ trouble }: { trouble: Trouble }) {
  return (
    <span className={`flex items-center gap-1 text-t12 ${TONES[trouble.tone]}`}>
      <TriangleAlert size={12} aria-hidden />
      <span className="cut">
        {trouble.words.replace(/^Paused because (\w)/, (_all, first: string) => first.toUpperCase())}
      </span>
    </span>
  );
}

/** How many instances are set aside after failures. */
export function SetAside({ count }: { count: number }) {
  return (
    <span className="text-t12 text-amber" title={`${count} set aside after failures`}>
      {"\u2212"}
      {formatNumber(count)}
      <span className="sr-only"> set aside</span>
    </span>
  );
}
