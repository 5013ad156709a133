import { Link } from "@tanstack/react-router";
import { ChevronRight, Hand } from "lucide-react";
import { useMemo } from "react";
import { Empty } from "@/components/Empty";
import { formatClock, formatDayLong, formatExact, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { SlotMark } from "../SlotMark";
import { monthOf, noonOf, weeksOf } from "./days";
import { type Entry, inTime, type Time } from "./entries";
import { useMonth } from "./useMonth";

/** The slots of a day with their times, and the way to each schedule. */
export function DayPane({ day, today }: { day: string; today: string }) {
  const month = monthOf(day);
  const { day: of, pending, asked } = useMonth(useMemo(() => weeksOf(month), [month]));
  const { entries, more, words } = of(day);
  return (
    <section className="pane pane-grey" aria-label="Slots of the day">
      <div className="place-head pl-5!">
        <h2 className="cut font-strong">{formatDayLong(noonOf(day))}</h2>
        <span className="flex-1" />
        {day === today && <span className="flex-none text-t12 text-hint">Today</span>}
      </div>
      <div className="scroll">
        {pending && <SkeletonRows rows={6} height={44} />}
        {entries.length === 0 && !pending && !asked.isError && (
          <Empty
            title={day < today ? "No slot came on this day" : "Nothing is planned on this day"}
            why={
              day < today
                ? "Slots of all schedules are listed on the day on which they came."
                : "Slots of all schedules that are on are listed on the day on which they come."
            }
          />
        )}
        {entries.length > 0 && <p className="day-words">{words}</p>}
        <ul aria-label="Schedules of the day">
          {inTime(entries).map((entry) => (
            <li key={entry.id}>
              <DayEntry entry={entry} />
            </li>
          ))}
        </ul>
        {more > 0 && <p className="px-5 py-2 text-t12 text-hint">And {plural(more, "more schedule")}.</p>}
      </div>
    </section>
  );
}

function DayEntry({ entry }: { entry: Entry }) {
  const { id, name, deleted, slots, executions, times } = entry;
  const [first] = times;
  const rest = slots - times.length;
  const body = (
    <>
      <time title={first && formatExact(first.at)}>{first && formatClock(first.at)}</time>
      <span className="min-w-0">
        <span className="block break-words">{name}</span>
        <span className="flex flex-wrap items-center gap-x-2 text-t12 text-hint">
          {first && slots === 1 && <Outcome time={first} />}
          {slots > 1 && <span>{plural(slots, "slot")}</span>}
          {executions > 0 && <span>{plural(executions, "execution")}</span>}
          {deleted && <span>deleted since</span>}
        </span>
        {slots > 1 && (
          <span className="day-times">
            {times.map((time) => (
              <span key={`${time.at} ${time.manual}`}>
                {time.state && <SlotMark state={time.state} iconOnly size={12} />}
                {formatClock(time.at)}
              </span>
            ))}
            {rest > 0 && <span>and {rest} more</span>}
          </span>
        )}
      </span>
    </>
  );
  if (deleted) return <div className="day-entry">{body}</div>;
  return (
    <Link to="/schedules/$id" params={{ id }} className="day-entry">
      {body}
      <ChevronRight size={14} aria-hidden />
    </Link>
  );
}

function Outcome({ time }: { time: Time }) {
  if (!time.state) return null;
  return (
    <>
      <SlotMark state={time.state} size={12} />
      {time.manual && (
        <span className="flex items-center gap-1">
          <Hand size={12} aria-hidden />
          by hand
        </span>
      )}
    </>
  );
}
