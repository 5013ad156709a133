import { Pause, RotateCcw, Trash2, X } from "lucide-react";
import { Button, IconButton } from "@/components/Button";
import { plural } from "@/components/format";
import type { ScheduleSummary } from "@/ipc";
import { meant, type useChanges } from "./changes";

interface SeveralProps {
  of: ScheduleSummary[];
  busy: boolean;
  onApply: ReturnType<typeof useChanges>["apply"];
  onDone: () => void;
}

/** What can be done with several schedules at once, in the place of the filters. */
export function Several({ of, busy, onApply, onDone }: SeveralProps) {
  const on = meant("pause", of).length;
  const paused = meant("resume", of).length;
  return (
    <div className="filter-bar" role="toolbar" aria-label="Several schedules">
      <span className="num font-medium">{plural(of.length, "schedule")} picked</span>
      <span className="flex-1" />
      {on > 0 && (
        <Button size="s" disabled={busy} onClick={() => onApply("pause", of)}>
          <Pause size={14} aria-hidden />
          Pause {on}
        </Button>
      )}
      {paused > 0 && (
        <Button size="s" disabled={busy} onClick={() => onApply("resume", of)}>
          <RotateCcw size={14} aria-hidden />
          Resume {paused}
        </Button>
      )}
      <Button
        size="s"
        disabled={busy}
        onClick={() => {
          onApply("delete", of);
          onDone();
        }}
      >
        <Trash2 size={14} aria-hidden />
        Delete {of.length}
      </Button>
      <IconButton label="Pick none" onClick={onDone}>
        <X size={14} aria-hidden />
      </IconButton>
    </div>
  );
}
