import { Link } from "@tanstack/react-router";
import { formatDuration, formatSeconds } from "@/components/format";
import { useNow } from "@/features/execution/now";
import type { SlotSummary } from "@/ipc";
import { delayOf, runsDone, tookOf } from "./metrics";
import { SlotMark } from "./SlotMark";
import { SLOT_WORDS } from "./words";

/** Each slot as a lane that begins when it was due: how long it waited, how long it ran, and how it ended. */
export function HistoryTimeline({ slots }: { slots: readonly SlotSummary[] }) {
  const now = useNow(slots.some((slot) => slot.state === "running"));
  // What still runs has taken the time until now.
  const took = (slot: SlotSummary) => tookOf(slot) ?? (slot.state === "running" ? now - (slot.started_at ?? now) : 0);
  const longest = Math.max(60_000, ...slots.map((slot) => (delayOf(slot) ?? 0) + took(slot)));
  const part = (time: number) => `${(time / longest) * 100}%`;
  return (
    <>
      <p className="flex items-center gap-2 px-4 pb-1 text-t11 text-hint">
        <span className="flex-1">From when it was due; the longest took {formatDuration(longest)}</span>
        <span>hollow: waiting to begin</span>
      </p>
      <ol className="lanes" aria-label="Slots, newest first">
        {slots.map((slot) => {
          const delay = delayOf(slot);
          const first = slot.runs.find((run) => run.execution_id !== null)?.execution_id;
          const shown = dayAndTime(slot.local);
          return (
            <li key={slot.id} title={laneWords(slot)}>
              {first ? (
                <Link to="/executions/$id" params={{ id: first }} className="row-link cut">
                  {shown}
                </Link>
              ) : (
                <span className="cut">{shown}</span>
              )}
              <span className="lane" role="img" aria-label={laneWords(slot)}>
                {delay !== null && delay > 0 && <i className="lane-delay" style={{ width: part(delay) }} />}
                {delay !== null && <i data-state={slot.state} style={{ left: part(delay), width: part(took(slot)) }} />}
              </span>
              <span className="flex items-center gap-2">
                <SlotMark state={slot.state} size={14} />
                <span className="flex-1" />
                <span className="text-hint">{runsDone(slot) ?? ""}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </>
  );
}

/** `Fri 6 Mar 2026 02:30 EST` becomes `Fri 6 Mar 02:30`. */
export const dayAndTime = (local: string): string => local.replace(/ \d{4}(?= \d\d:)/, "").replace(/ [^ ]+$/, "");

function originWords({ origin, local }: SlotSummary): string {
  if (origin === "manual") return `By hand, ${local}`;
  if (origin === "after") return `After another schedule, ${local}`;
  return origin === "backfill" ? `Backfill, ${local}` : local;
}

function laneWords(slot: SlotSummary): string {
  const delay = delayOf(slot);
  const took = tookOf(slot);
  const parts = [
    originWords(slot),
    SLOT_WORDS[slot.state].toLowerCase(),
    delay !== null && slot.started_at !== null && `began ${formatSeconds(slot.started_at)}`,
    took !== null && `took ${formatDuration(took)}`,
  ];
  const words = parts.filter(Boolean).join(", ");
  return slot.reason ? `${words}. ${slot.reason.message}` : words;
}
