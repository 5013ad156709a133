// What lists and cards of schedules are made of.
import * as Switch from "@radix-ui/react-switch";
import { Check, Minus, TriangleAlert } from "lucide-react";
import { formatNumber } from "@/components/format";
import type { ScheduleSummary } from "@/ipc";
import { cityOf, type NextWords, type Trouble } from "./words";

export const TONES: Record<NextWords["tone"], string> = { plain: "text-hint", amber: "text-amber", red: "text-red" };

export const ruleWords = ({ words, time_zone }: ScheduleSummary): string => `${words}, ${cityOf(time_zone)}`;

/** The box that picks a schedule, or all of them, for a change of several. */
export function Pick({
  label,
  state,
  stop = true,
  onChange,
}: {
  label: string;
  state: "all" | "some" | "none";
  stop?: boolean;
  onChange: () => void;
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-label={label}
      aria-checked={state === "some" ? "mixed" : state === "all"}
      data-state={state === "none" ? "unchecked" : "checked"}
      tabIndex={stop ? 0 : -1}
      className="tick"
      onClick={(event) => {
        event.stopPropagation();
        onChange();
      }}
    >
      {state === "all" && <Check size={12} strokeWidth={3} aria-hidden />}
      {state === "some" && <Minus size={12} strokeWidth={3} aria-hidden />}
    </button>
  );
}

/** The box that picks all schedules that are shown, or none. */
export function PickAll({
  of,
  picked,
  onPick,
}: {
  of: readonly ScheduleSummary[];
  picked: ReadonlySet<string>;
  onPick: (ids: ReadonlySet<string>) => void;
}) {
  const all = of.length > 0 && of.every(({ id }) => picked.has(id));
  const some = of.some(({ id }) => picked.has(id));
  return (
    <Pick
      label={all ? "Pick none" : "Pick all that are shown"}
      state={all ? "all" : some ? "some" : "none"}
      onChange={() => onPick(new Set(all ? [] : of.map(({ id }) => id)))}
    />
  );
}

/** The ids with one more, or one less. */
export function turned(picked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(picked);
  if (!next.delete(id)) next.add(id);
  return next;
}

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
