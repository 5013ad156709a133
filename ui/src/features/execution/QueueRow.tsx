import { Link } from "@tanstack/react-router";
import { ArrowDown, ArrowUp, ArrowUpToLine, CircleSlash, GripVertical } from "lucide-react";
import { memo } from "react";
import { IconButton } from "@/components/Button";
import { formatExact, formatWhen, shortWindow } from "@/components/format";
import type { QueuedRun } from "@/ipc";
import { queuedName, whyItWaits } from "./queue";

export type Way = "up" | "down" | "front";

export const KEYS: Record<Way, string> = { up: "Alt \u2191", down: "Alt \u2193", front: "Alt Home" };

interface RowProps {
  run: QueuedRun;
  /** Its place in the whole queue, and in what is shown of it, from 0. */
  place: number;
  index: number;
  last: boolean;
  now: number;
  /** The name of its schedule; none where it is of none, or of one that is not known. */
  schedule: string | null;
  chosen: boolean;
  stop: boolean;
  dragged: boolean;
  drop: "before" | "behind" | undefined;
  onOpen: (id: string) => void;
  onMove: (id: string, way: Way) => void;
  onCancel: (run: QueuedRun) => void;
}

export const QueueRow = memo(function QueueRow(props: RowProps) {
  const { run, place, index, last, now, schedule, chosen, stop, dragged, drop, onOpen, onMove, onCancel } = props;
  const why = whyItWaits(run, now);
  const tabIndex = stop ? 0 : -1;
  const name = queuedName(run);
  const top = index === 0;
  return (
    <tr
      data-row={run.id}
      data-dragged={dragged || undefined}
      data-drop={drop}
      aria-rowindex={index + 2}
      aria-selected={chosen}
      tabIndex={tabIndex}
      onClick={() => onOpen(run.id)}
    >
      <td>
        <span className="queue-place num">
          <GripVertical size={14} aria-hidden />
          {place + 1}
        </span>
      </td>
      <td title={name}>
        <span className="cut block leading-[18px]">{run.name}</span>
        <span className="flex gap-1 text-t12 text-hint">
          <span className="cut">{run.instance_name},</span>
          {run.schedule_id === null ? (
            <span className="flex-none">by hand</span>
          ) : (
            <Link
              to="/schedules/$id"
              params={{ id: run.schedule_id }}
              className="flex-none underline decoration-1 underline-offset-2"
              title={schedule ?? undefined}
              tabIndex={tabIndex}
              onClick={(event) => event.stopPropagation()}
            >
              by schedule<span className="sr-only">{schedule && ` ${schedule}`}</span>
            </Link>
          )}
        </span>
      </td>
      <td title={`${run.window_words}\nWaits since ${formatExact(run.created_at)}`}>
        <span className="cut block leading-[18px]">{shortWindow(run.window_words)}</span>
        <span className="cut block text-t12 text-hint">{formatWhen(run.created_at, now)}</span>
      </td>
      <td title={[why.first, run.error?.next_step, why.second].filter(Boolean).join("\n")}>
        <span className={`cut block leading-[18px] ${why.tone === "amber" ? "text-amber" : ""}`}>{why.first}</span>
        <span className="cut block text-t12 text-hint">{why.second}</span>
      </td>
      <td>
        <span className="flex justify-end">
          <IconButton
            label="Move up"
            keys={KEYS.up}
            tabIndex={tabIndex}
            disabled={top}
            onClick={(event) => {
              event.stopPropagation();
              onMove(run.id, "up");
            }}
          >
            <ArrowUp size={14} aria-hidden />
          </IconButton>
          <IconButton
            label="Move down"
            keys={KEYS.down}
            tabIndex={tabIndex}
            disabled={last}
            onClick={(event) => {
              event.stopPropagation();
              onMove(run.id, "down");
            }}
          >
            <ArrowDown size={14} aria-hidden />
          </IconButton>
          <IconButton
            label="Move to the front"
            keys={KEYS.front}
            tabIndex={tabIndex}
            disabled={place === 0}
            onClick={(event) => {
              event.stopPropagation();
              onMove(run.id, "front");
            }}
          >
            <ArrowUpToLine size={14} aria-hidden />
          </IconButton>
          <IconButton
            label="Cancel the run"
            tabIndex={tabIndex}
            onClick={(event) => {
              event.stopPropagation();
              onCancel(run);
            }}
          >
            <CircleSlash size={14} aria-hidden />
          </IconButton>
        </span>
      </td>
    </tr>
  );
});
