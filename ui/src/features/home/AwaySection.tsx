import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "@/components/Button";
import { formatClock, formatDay, formatExact, plural } from "@/components/format";
import { SectionHead } from "@/components/RowsTable";
import { useToast } from "@/components/Toast";
import { type Away, type AwaySlot, api } from "@/ipc";
import { awaySentence, didNotRun, newestFound, receiptWords } from "./away";

const SHOWN = 5;

/** What came while nothing was open or the computer slept, and what became of each. */
export function AwaySection({ away, now }: { away: Away; now: number }) {
  const { read, runAnyway } = useReceipts();
  const count = away.slots.length + away.more;
  const more = count - Math.min(away.slots.length, SHOWN);
  return (
    <section aria-label="While you were away" className="home-part">
      <SectionHead title="While you were away" hint={`${plural(count, "slot")} came late`}>
        <Button
          look="quiet"
          size="s"
          className="-mr-2"
          disabled={read.isPending}
          onClick={() => read.mutate({ upTo: newestFound(away.slots), count })}
        >
          Mark read
        </Button>
      </SectionHead>
      <p className="px-4 pb-2 text-label">{awaySentence(away)}</p>
      <ul className="receipts">
        {away.slots.slice(0, SHOWN).map((slot) => (
          <li key={slot.slot_id}>
            <time title={formatExact(slot.nominal)} dateTime={new Date(slot.nominal).toISOString()}>
              {formatClock(slot.nominal)}
              <DayUnlessToday at={slot.nominal} now={now} />
            </time>
            <div className="min-w-0">
              <p className="cut" title={slot.name}>
                <Link to="/schedules/$id" params={{ id: slot.schedule_id }} className="row-link">
                  {slot.name}
                </Link>
              </p>
              <p>{receiptWords(slot, now)}</p>
            </div>
            <span className="text-t12 leading-5">
              {didNotRun(slot) ? (
                <Button look="link" disabled={runAnyway.isPending} onClick={() => runAnyway.mutate(slot)}>
                  Run anyway
                  <span className="sr-only">, {slot.name}</span>
                </Button>
              ) : (
                <OpenLink slot={slot} />
              )}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="border-t border-line px-4 py-1.5 text-t12">
          <Link to="/schedules">and {more} more</Link>
        </p>
      )}
    </section>
  );
}

function DayUnlessToday({ at, now }: { at: number; now: number }) {
  const day = formatDay(at);
  return day === formatDay(now) ? null : <span>{day}</span>;
}

function OpenLink({ slot: { execution_id, schedule_id, name } }: { slot: AwaySlot }) {
  const words = (
    <>
      Open <span className="sr-only">{name}</span>
    </>
  );
  return execution_id === null ? (
    <Link to="/schedules/$id" params={{ id: schedule_id }}>
      {words}
    </Link>
  ) : (
    <Link to="/executions/$id" params={{ id: execution_id }}>
      {words}
    </Link>
  );
}

function useReceipts() {
  const client = useQueryClient();
  const toast = useToast();
  const settled = () => {
    for (const queryKey of [["schedules"], ["schedule-history"]]) void client.invalidateQueries({ queryKey });
  };
  const unread = useMutation({ mutationFn: api.markAwayRead, onError: toast.fail, onSettled: settled });
  const read = useMutation({
    mutationFn: ({ upTo }: { upTo: number; count: number }) => api.markAwayRead(upTo),
    onSuccess: (before, { count }) =>
      toast.show({
        text: `${plural(count, "late slot")} marked read`,
        action: { word: "Undo", run: () => unread.mutate(before) },
      }),
    onError: toast.fail,
    onSettled: settled,
  });
  const runAnyway = useMutation({
    mutationFn: ({ slot_id }: AwaySlot) => api.runSlot(slot_id),
    onSuccess: (_done, { name, nominal }) =>
      toast.show({
        text: `${name}: the slot of ${formatDay(nominal)} ${formatClock(nominal)} runs with its own dates`,
      }),
    onError: toast.fail,
    onSettled: settled,
  });
  return { read, runAnyway };
}
