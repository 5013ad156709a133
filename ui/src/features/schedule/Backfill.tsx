import * as Dialog from "@radix-ui/react-dialog";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { formatNumber, plural, shortWindow } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { asAppError, type BackfillPlan, type BackfillSlot, type ScheduleDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useBackfill } from "./changes";
import { TextField } from "./form/fields";
import { dayAndTime } from "./HistoryTimeline";
import { SlotMark } from "./SlotMark";
import { cityOf, dayOn, SLOT_WORDS } from "./words";

const DAY = 86_400_000;
/** Days that are offered first. */
const OFFERED = 30;

interface BackfillProps {
  schedule: ScheduleDetail;
  open: boolean;
  onClose: () => void;
}

/** Runs what the schedule would have run on days that are past, after showing it. */
export function Backfill({ schedule, open, onClose }: BackfillProps) {
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="scrim" />
        <Dialog.Content className="dialog dialog-backfill" aria-describedby={undefined}>
          <Plan schedule={schedule} onClose={onClose} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Plan({ schedule, onClose }: Omit<BackfillProps, "open">) {
  const [first, setFirst] = useState(() => dayOn(Date.now() - OFFERED * DAY, schedule.time_zone));
  const [last, setLast] = useState(() => dayOn(Date.now() - DAY, schedule.time_zone));
  const { start } = useBackfill(schedule);
  const asked = first !== "" && last !== "";
  const plan = useQuery({
    ...queries.backfillPlan(schedule.id, first, last),
    enabled: asked,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const error = asked && plan.isError ? asAppError(plan.error) : null;
  const shown = asked && !error ? plan.data : undefined;
  const runs = shown?.slots.filter((slot) => slot.runs) ?? [];
  const go = () =>
    start.mutate(
      runs.map(({ nominal }) => nominal),
      { onSuccess: onClose },
    );
  return (
    <>
      <Dialog.Title asChild>
        <h2 className="break-words">Backfill {schedule.name}</h2>
      </Dialog.Title>
      <p className="dialog-text">
        Runs what it would have run on past days, as it is set up now. These runs go last, and their failures do not
        count towards pausing it.
      </p>
      <div className="grid grid-cols-2 gap-3 px-4 pt-3 pb-3">
        <TextField type="date" label="First day" value={first} onChange={setFirst} />
        <TextField
          type="date"
          label="Last day"
          hint={`${cityOf(schedule.time_zone)} time`}
          value={last}
          onChange={setLast}
        />
      </div>
      <div
        className="backfill-slots"
        aria-busy={plan.isFetching}
        tabIndex={0}
        role="region"
        aria-label="What it would run"
      >
        {!asked ? (
          <p className="px-4 py-3 text-label">Its slots show as soon as both days are there.</p>
        ) : error ? (
          <p role="alert" className="px-4 py-3 text-red">
            {error.message} <span className="text-label">{error.nextStep}</span>
          </p>
        ) : !shown ? (
          <SkeletonRows rows={8} />
        ) : shown.slots.length === 0 ? (
          <p className="px-4 py-3 text-label">It has no slot on these days. Choose others.</p>
        ) : (
          <Slots slots={shown.slots} />
        )}
      </div>
      <div className="dialog-foot items-center">
        <p className="min-w-0 flex-1 text-label">{shown && shown.slots.length > 0 && <Sum plan={shown} />}</p>
        <Button size="l" onClick={onClose}>
          Cancel
        </Button>
        <Button
          size="l"
          look="primary"
          disabled={runs.length === 0 || shown?.instances === 0 || plan.isFetching || start.isPending}
          onClick={go}
        >
          {runs.length === 0 ? "Backfill" : `Backfill ${plural(runs.length, "slot")}`}
        </Button>
      </div>
    </>
  );
}

function Slots({ slots }: { slots: readonly BackfillSlot[] }) {
  return (
    <table className="rows slot-rows" aria-label="Slots of the backfill">
      <colgroup>
        <col className="w-[150px]" />
        <col />
        <col className="w-[176px]" />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">Slot</th>
          <th scope="col">Dates covered</th>
          <th scope="col">What becomes of it</th>
        </tr>
      </thead>
      <tbody>
        {slots.map((slot) => (
          <tr key={slot.nominal} title={slot.note ?? undefined}>
            <td title={slot.local}>{dayAndTime(slot.local)}</td>
            <td className="cut" title={slot.covers ?? undefined}>
              {slot.covers ? shortWindow(slot.covers) : <span className="text-hint">nothing is kept</span>}
            </td>
            <td>
              {slot.runs ? (
                <>Runs{slot.held && <span className="text-hint">, was {SLOT_WORDS[slot.held].toLowerCase()}</span>}</>
              ) : slot.held ? (
                <SlotMark state={slot.held} size={14} />
              ) : (
                <span className="text-hint">left out</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many runs it is, and how long a budget makes it take. */
function Sum({ plan }: { plan: BackfillPlan }) {
  if (plan.instances === 0) {
    return <Warned>All instances are set aside. Resume the schedule to try them again.</Warned>;
  }
  const runs = `${formatNumber(plan.executions)} ${plan.executions === 1 ? "run" : "runs"}`;
  if (plan.room_a_day === null || plan.executions === 0) return runs;
  if (plan.room_a_day === 0) {
    return (
      <Warned>{`${runs}, but its own slots use all of its ${plan.executions_a_day} a day. Raise that limit.`}</Warned>
    );
  }
  return `${runs}; its limit leaves ${plan.room_a_day} a day: ${plural(Math.ceil(plan.executions / plan.room_a_day), "day")}`;
}

function Warned({ children }: { children: string }) {
  return (
    <span className="flex items-start gap-2 text-amber">
      <TriangleAlert size={14} className="mt-0.5 flex-none" aria-hidden />
      {children}
    </span>
  );
}
