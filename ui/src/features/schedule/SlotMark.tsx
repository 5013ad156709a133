import {
  CalendarX2,
  CircleCheck,
  CircleDashed,
  CircleSlash,
  CircleX,
  Loader,
  type LucideIcon,
  Merge,
  SkipForward,
} from "lucide-react";
import type { SlotState } from "@/ipc";
import { SLOT_WORDS, stripWords } from "./words";

const SIGNS: Record<SlotState, { tone: string; icon: LucideIcon }> = {
  waiting: { tone: "pending", icon: CircleDashed },
  running: { tone: "running", icon: Loader },
  succeeded: { tone: "succeeded", icon: CircleCheck },
  failed: { tone: "failed", icon: CircleX },
  cancelled: { tone: "cancelled", icon: CircleSlash },
  skipped: { tone: "cancelled", icon: SkipForward },
  merged: { tone: "cancelled", icon: Merge },
  expired: { tone: "cancelled", icon: CalendarX2 },
};

/** A slot's state as icon and word. */
export function SlotMark({ state, iconOnly, size = 16 }: { state: SlotState; iconOnly?: boolean; size?: number }) {
  const { tone, icon: Icon } = SIGNS[state];
  return (
    <span className={`state state-${tone}`} data-state={state}>
      <Icon
        size={size}
        className={state === "running" ? "turning" : undefined}
        {...(iconOnly ? { role: "img", "aria-label": SLOT_WORDS[state] } : { "aria-hidden": true })}
      />
      {!iconOnly && SLOT_WORDS[state]}
    </span>
  );
}

/** The newest slots as small bars, oldest first: what failed is taller, what did not run is hollow. */
export function SlotStrip({ slots }: { slots: readonly SlotState[] }) {
  const words = stripWords(slots);
  if (slots.length === 0) return <span className="text-t12 text-hint">none yet</span>;
  return (
    <span className="slot-strip" role="img" aria-label={words} title={words}>
      {slots.map((state, i) => (
        // A slot has no name of its own here, and its place is what it is.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <i key={i} data-state={state} />
      ))}
    </span>
  );
}
