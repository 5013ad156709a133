import { Pause, RotateCcw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { plural } from "@/components/format";
import { useRemembered } from "@/components/remember";
import type { ScheduleSummary } from "@/ipc";
import { meant, useChanges } from "./changes";

/** Stops everything after asking, and lets what was stopped that way go on again. */
export function PauseAll({ schedules }: { schedules: readonly ScheduleSummary[] }) {
  const changes = useChanges();
  const [asking, setAsking] = useState(false);
  const [together, setTogether] = useRemembered<string>("schedules.paused-together", "");
  const on = meant("pause", schedules);
  const paused = meant("resume", schedules);
  const ids = new Set(together.split(" "));
  const before = paused.filter(({ id }) => ids.has(id));
  // What had been paused before everything was stays paused.
  const back = before.length > 0 ? before : paused;
  const rest = paused.length - back.length;
  if (on.length === 0 && back.length === 0) return null;
  const stops = on.length > 0;
  const word = stops ? "Pause all" : before.length > 0 ? `Resume ${before.length}` : "Resume all";
  const pause = () => {
    setAsking(false);
    setTogether(on.map(({ id }) => id).join(" "));
    changes.apply("pause", on);
  };
  const resume = () =>
    changes.apply("resume", back, {
      note: rest > 0 ? `${plural(rest, "schedule")} paused before ${rest === 1 ? "stays" : "stay"} paused.` : "",
      onYes: () => setTogether(""),
    });
  return (
    <>
      <Button look="quiet" disabled={changes.pending} onClick={() => (stops ? setAsking(true) : resume())}>
        {stops ? <Pause size={14} aria-hidden /> : <RotateCcw size={14} aria-hidden />}
        <span className="head-word">{word}</span>
      </Button>
      <Confirm
        open={asking}
        title={`Pause ${plural(on.length, "schedule")}?`}
        keep="Keep them on"
        go={`Pause ${on.length}`}
        onKeep={() => setAsking(false)}
        onGo={pause}
      >
        Runs that have begun go on. Slots that come meanwhile are written down as left out, and each can be run later.
      </Confirm>
    </>
  );
}
