import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, Hand, History, Link2, RotateCcw } from "lucide-react";
import { Fragment, useState } from "react";
import { Button } from "@/components/Button";
import { formatDuration, formatExact, formatSeconds, shortWindow } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import { useToast } from "@/components/Toast";
import { api, type SlotRefresh, type SlotRunSummary, type SlotSummary } from "@/ipc";
import { dayAndTime } from "./HistoryTimeline";
import { canRunAnyway, delayOf, runsDone, tookOf } from "./metrics";
import { SlotMark } from "./SlotMark";

const COLUMNS = [
  { word: "State", width: 118 },
  { word: "Slot" },
  { word: "Dates covered", width: 132 },
  { word: "Started", width: 76, num: true },
  { word: "Delay", width: 56, num: true },
  { word: "Took", width: 60, num: true },
  { word: "Runs", width: 64, num: true },
];

/** Every slot with its times, why it did not run, and its runs one click away. */
export function HistoryTable({ slots }: { slots: readonly SlotSummary[] }) {
  const [unfolded, setUnfolded] = useState<string | null>(null);
  const client = useQueryClient();
  const toast = useToast();
  const again = useMutation({
    mutationFn: (slot: SlotSummary) => api.runSlot(slot.id),
    onSuccess: (_done, slot) => toast.show({ text: `The slot of ${dayAndTime(slot.local)} runs with its own dates` }),
    onError: toast.fail,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["schedule-history"] });
      void client.invalidateQueries({ queryKey: ["schedules"] });
    },
  });
  return (
    <RowsTable label="Slots" columns={COLUMNS}>
      {slots.map((slot) => {
        const shown = unfolded === slot.id;
        const words = [slot.reason?.message, slot.note && `${slot.note}.`].filter(Boolean).join(" ");
        const open = canRunAnyway(slot);
        const delay = delayOf(slot);
        const took = tookOf(slot);
        const Fold = shown ? ChevronDown : ChevronRight;
        return (
          <Fragment key={slot.id}>
            <tr className={words || open || shown ? "has-reason" : undefined}>
              <td>
                <SlotMark state={slot.state} />
              </td>
              <td title={slot.local}>
                {slot.runs.length > 0 ? (
                  <button
                    type="button"
                    className="flex w-full items-center gap-1"
                    aria-expanded={shown}
                    onClick={() => setUnfolded(shown ? null : slot.id)}
                  >
                    <Fold size={14} className="text-hint" aria-hidden />
                    <SlotName slot={slot} />
                  </button>
                ) : (
                  <span className="flex items-center gap-1 pl-4.5">
                    <SlotName slot={slot} />
                  </span>
                )}
              </td>
              <td className="text-label" title={slot.covers ?? undefined}>
                {slot.covers ? shortWindow(slot.covers) : <span className="text-hint">none</span>}
              </td>
              <td
                className="num text-label"
                title={slot.started_at === null ? undefined : formatExact(slot.started_at)}
              >
                {slot.started_at !== null && formatSeconds(slot.started_at)}
              </td>
              <td className="num text-label">{delay !== null && slot.origin === "planned" && formatDuration(delay)}</td>
              <td className="num text-label">{took !== null && formatDuration(took)}</td>
              <td className="num">{runsDone(slot)?.replace(" of ", "/")}</td>
            </tr>
            {(words || open) && (
              <tr className={shown ? "reason has-reason" : "reason"}>
                <td />
                <td colSpan={6}>
                  <p className="flex items-start gap-3 pl-4.5 text-t12 text-label">
                    <span className="flex-1">
                      {words} <span className="text-hint">{slot.reason?.next_step}</span>
                    </span>
                    {open && (
                      <Button look="link" disabled={again.isPending} onClick={() => again.mutate(slot)}>
                        Run anyway
                      </Button>
                    )}
                  </p>
                </td>
              </tr>
            )}
            {shown && (
              <tr className="reason">
                <td />
                <td colSpan={6}>
                  <ul className="pl-4.5">
                    {slot.runs.map((run) => (
                      <RunLine key={run.instance_id} run={run} />
                    ))}
                    {slot.refreshed && <RefreshLine refreshed={slot.refreshed} />}
                  </ul>
                </td>
              </tr>
            )}
          </Fragment>
        );
      })}
    </RowsTable>
  );
}

function SlotName({ slot }: { slot: SlotSummary }) {
  return (
    <>
      <span className="cut">{dayAndTime(slot.local)}</span>
      {slot.origin === "manual" && <Hand size={12} className="text-hint" role="img" aria-label="run by hand" />}
      {slot.origin === "after" && (
        <Link2 size={12} className="text-hint" role="img" aria-label="after another schedule" />
      )}
      {slot.origin === "backfill" && <History size={12} className="text-hint" role="img" aria-label="backfill" />}
    </>
  );
}

function RunLine({ run }: { run: SlotRunSummary }) {
  return (
    <li className="flex min-h-6 items-center gap-2 text-t12">
      <span className="w-24 flex-none">
        <SlotMark state={run.state} size={14} />
      </span>
      <span className="cut w-44 flex-none">{run.instance_name}</span>
      {run.partial && (
        <span className="flex-none text-amber" title="Amazon lacked data of these dates">
          partial
          {run.repeat_at !== null && <span className="text-hint">, again {formatExact(run.repeat_at)}</span>}
        </span>
      )}
      {run.exported && (
        <span className="cut text-hint" title={run.exported}>
          saved to {run.exported}
        </span>
      )}
      {run.export_problem && (
        <span className="cut text-amber" title={run.export_problem.next_step ?? undefined}>
          {run.export_problem.message}
        </span>
      )}
      {run.attempt > 1 && (
        <span className="flex flex-none items-center gap-1 text-hint">
          <RotateCcw size={12} aria-hidden />
          try {run.attempt}
        </span>
      )}
      <span className="cut flex-1 text-hint" title={run.reason?.message}>
        {run.reason?.message}
      </span>
      {run.execution_id && (
        <Link to="/executions/$id" params={{ id: run.execution_id }} aria-label={`Execution on ${run.instance_name}`}>
          Execution
        </Link>
      )}
    </li>
  );
}

/** What became of the dashboard that was refreshed after the slot. */
function RefreshLine({ refreshed: { dashboard_id, name, problem } }: { refreshed: SlotRefresh }) {
  return (
    <li className="flex min-h-6 items-center gap-2 text-t12">
      <span className="cut flex-none text-hint">{problem ? "not refreshed" : "refreshed"}</span>
      {name === null ? (
        <span className="text-hint">a deleted dashboard</span>
      ) : (
        <Link to="/dashboards/$id" params={{ id: dashboard_id }} className="cut">
          “{name}”
        </Link>
      )}
      {problem && (
        <span className="cut text-amber" title={problem.next_step ?? undefined}>
          {problem.message}
        </span>
      )}
    </li>
  );
}
