import { formatDuration, formatExact, formatSeconds } from "@/components/format";
import { isFailed, isFinal, isWaiting, stateTone, stateWord } from "@/components/State";
import type { ExecutionDetail, ExecutionState } from "@/ipc";

interface Phase {
  state: ExecutionState;
  from: number;
  to: number;
}

export const STATES: readonly string[] = [
  "sending",
  "unknown",
  "pending",
  "running",
  "publishing",
  "succeeded",
  "failed",
  "rejected",
  "cancelled",
  "needs_review",
];

/** What is known of a run's life. */
export type Life = Pick<ExecutionDetail, "steps" | "created_at" | "state" | "finished_at">;

/** The stretches of time a run spent in each state. */
export function phases(run: Life, now: number): Phase[] {
  const steps = run.steps
    .filter((step) => STATES.includes(step.state))
    .sort((a, b) => a.at - b.at)
    .map((step) => ({ state: step.state as ExecutionState, at: step.at }));
  if (steps.length === 0) steps.push({ state: run.state, at: run.created_at });
  const end = run.finished_at ?? (isFinal(run.state) ? (steps.at(-1)?.at ?? now) : now);
  const found: Phase[] = [];
  for (const [i, step] of steps.entries()) {
    if (isFinal(step.state)) continue;
    const to = Math.max(step.at, steps[i + 1]?.at ?? end);
    const before = found.at(-1);
    if (before?.state === step.state) before.to = to;
    else found.push({ state: step.state, from: step.at, to });
  }
  return found;
}

const WIDE = 520;
const LEAST = 64;

/** Times as a bar: how long it waited, how long it ran, how it ended. */
export function Timeline({ run, now }: { run: Life; now: number }) {
  const found = phases(run, now);
  const first = found[0];
  if (!first) return null;
  const total = found.reduce((sum, phase) => sum + phase.to - phase.from, 0);
  const fixed = LEAST * found.length;
  const free = WIDE - fixed;
  let x = 0;
  const drawn = found.map((phase) => {
    const width = LEAST + (total > 0 ? ((phase.to - phase.from) / total) * free : free / found.length);
    const piece = { ...phase, x, width };
    x += width;
    return piece;
  });
  const done = isFinal(run.state);
  const colour = `var(--st-${stateTone(run.state)})`;
  const words = found.map((phase) => `${stateWord(phase.state)} ${formatDuration(phase.to - phase.from)}`).join(", ");
  return (
    <svg
      viewBox={`0 0 ${WIDE} 58`}
      width="100%"
      className="max-w-[520px] flex-none"
      role="img"
      aria-label={`${words}${done ? `, ${stateWord(run.state).toLowerCase()} ${formatSeconds(run.finished_at ?? now)}` : ""}`}
    >
      <title>{`Submitted ${formatExact(run.created_at)}`}</title>
      {drawn.map(({ state, from, to, x: at, width }, i) => (
        <g key={`${state} ${from}`}>
          {width > 96 && (
            <text x={at} y="13" fontSize="12" fill="var(--fg-2)">
              {stateWord(state).toUpperCase()} <tspan fill="var(--fg-3)">{formatDuration(to - from)}</tspan>
            </text>
          )}
          <rect
            x={at}
            y="22"
            width={Math.max(2, width - 2)}
            height="6"
            rx="1"
            fill={isWaiting(state) ? "var(--line-control)" : `var(--st-${stateTone(state)})`}
          />
          {(i === 0 || width > 90) && (!done || i < drawn.length) && (
            <text x={at} y="50" fontSize="11" fill="var(--fg-3)">
              {formatSeconds(from)}
              {i === 0 && width > 140 ? " submitted" : ""}
            </text>
          )}
        </g>
      ))}
      {done && (
        <>
          <rect x={WIDE - 4} y="18" width="4" height="14" rx="1" fill={colour} />
          {(drawn.at(-1)?.width ?? 0) > 190 && (
            <text x={WIDE} y="13" fontSize="12" fontWeight="500" textAnchor="end" fill={colour}>
              {stateWord(run.state).toUpperCase()}
            </text>
          )}
          {((drawn.at(-1)?.width ?? 0) > 150 || isFailed(run.state)) && (
            <text x={WIDE} y="50" fontSize="11" textAnchor="end" fill="var(--fg-3)">
              {formatSeconds(run.finished_at ?? now)}
            </text>
          )}
        </>
      )}
    </svg>
  );
}
