import { CircleCheck, CircleDashed, CircleHelp, CircleSlash, CircleX, Loader } from "lucide-react";
import type { ExecutionState } from "@/ipc";

type Tone = "pending" | "running" | "succeeded" | "failed" | "cancelled" | "unknown";

const STATES: Record<ExecutionState, { tone: Tone; word: string }> = {
  sending: { tone: "pending", word: "Sending" },
  pending: { tone: "pending", word: "Pending" },
  running: { tone: "running", word: "Running" },
  publishing: { tone: "running", word: "Publishing" },
  succeeded: { tone: "succeeded", word: "Succeeded" },
  failed: { tone: "failed", word: "Failed" },
  rejected: { tone: "failed", word: "Rejected" },
  cancelled: { tone: "cancelled", word: "Cancelled" },
  unknown: { tone: "unknown", word: "Unknown" },
  needs_review: { tone: "unknown", word: "Needs review" },
};

const ICONS = {
  pending: CircleDashed,
  running: Loader,
  succeeded: CircleCheck,
  failed: CircleX,
  cancelled: CircleSlash,
  unknown: CircleHelp,
};

export const stateTone = (state: ExecutionState): Tone => STATES[state].tone;
export const stateWord = (state: ExecutionState): string => STATES[state].word;

const FINAL: readonly ExecutionState[] = ["succeeded", "failed", "rejected", "cancelled"];
/** Whether nothing more can happen to an execution in this state by itself. */
export const isFinal = (state: ExecutionState): boolean => FINAL.includes(state);
/** Whether it moves on without a person: what has ended or needs a decision does not. */
export const isUnderWay = (state: ExecutionState): boolean => !isFinal(state) && state !== "needs_review";
/** Whether a person has to look at it, or would want to. */
export const needsLook = (state: ExecutionState): boolean =>
  isFailed(state) || state === "unknown" || state === "needs_review";
/** Whether it is waiting for a place, or for Amazon's first answer. */
export const isWaiting = (state: ExecutionState): boolean => state === "sending" || state === "pending";
/** Whether it ended badly. */
export const isFailed = (state: ExecutionState): boolean => state === "failed" || state === "rejected";

interface StateProps {
  state: ExecutionState;
  pill?: boolean;
  iconOnly?: boolean;
  size?: number;
}

/** A state as icon and word; `pill` only in the head of a detail. */
export function State({ state, pill, iconOnly, size = 16 }: StateProps) {
  const { tone, word } = STATES[state];
  const Icon = ICONS[tone];
  return (
    <span className={`state state-${tone}${pill ? " state-pill" : ""}`} data-state={state}>
      <Icon
        size={size}
        className={tone === "running" ? "turning" : undefined}
        {...(iconOnly ? { role: "img", "aria-label": word } : { "aria-hidden": true })}
      />
      {!iconOnly && word}
    </span>
  );
}
