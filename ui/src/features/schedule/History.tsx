import { useQuery } from "@tanstack/react-query";
import { type PointerEvent, useState } from "react";
import { Answer } from "@/components/Answer";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { ExportMenu, ExportProblem, useExportOf } from "@/features/result/ExportMenu";
import { api, type ScheduleSummary, type SlotSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { HistoryMetrics } from "./HistoryMetrics";
import { HistoryTable } from "./HistoryTable";
import { HistoryTimeline } from "./HistoryTimeline";
import { dayIn } from "./words";

type View = "timeline" | "table" | "metrics";

const LEAST = 144;
const MOST = 560;
/** Runs that one answer may hold: what crosses at once is bounded. */
const MOST_RUNS = 4000;
const MOST_SLOTS = 100;

/** How many slots of a schedule are asked for. */
export const historyLimit = (instances: number): number =>
  Math.max(1, Math.min(MOST_SLOTS, Math.floor(MOST_RUNS / Math.max(1, instances))));

/** What became of the slots of a schedule, in one of three views. */
export function History({ schedule }: { schedule: ScheduleSummary }) {
  const [view, setView] = useRemembered<View>("schedules.history", "timeline");
  const [height, setHeight] = useRemembered<number>("schedules.history-height", 276);
  const [dragged, setDragged] = useState<number | null>(null);
  const slots = useQuery(queries.scheduleHistory(schedule.id, historyLimit(schedule.instances)));
  const file = useExportOf((format, guard) => api.exportHistory(schedule.id, format, guard));
  const within = (tall: number) => Math.max(LEAST, Math.min(MOST, tall));
  const drag = (event: PointerEvent<HTMLElement>) => {
    const handle = event.currentTarget;
    const start = event.clientY;
    let last = height;
    handle.setPointerCapture(event.pointerId);
    handle.onpointermove = (moved) => {
      last = within(height + start - moved.clientY);
      setDragged(last);
    };
    handle.onpointerup = () => {
      handle.onpointermove = null;
      handle.onpointerup = null;
      setDragged(null);
      setHeight(last);
    };
  };
  return (
    <>
      <div
        className="results-handle"
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the history"
        aria-valuenow={dragged ?? height}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={(event) => {
          const by = event.key === "ArrowUp" ? 24 : event.key === "ArrowDown" ? -24 : 0;
          if (by === 0) return;
          event.preventDefault();
          setHeight(within(height + by));
        }}
      />
      <section className="history" aria-label="History" style={{ height: dragged ?? height }}>
        <div className="section-head flex-none">
          <h2 className="cut">{schedule.name}</h2>
          <span className="flex-none text-t12 text-hint">{slots.data && rangeWords(slots.data, schedule)}</span>
          <span className="flex-1" />
          {(slots.data?.length ?? 0) > 0 && <ExportMenu {...file} />}
          <Segments
            label="View of the history"
            size="s"
            value={view}
            options={[
              { value: "timeline", word: "Timeline" },
              { value: "table", word: "Table" },
              { value: "metrics", word: "Metrics" },
            ]}
            onChange={setView}
          />
        </div>
        <ExportProblem {...file} className="px-4 pb-2" about="The history itself is untouched." />
        <div className="scroll">
          <Answer of={slots} loading={<SkeletonRows rows={8} />}>
            {(all) =>
              all.length === 0 ? (
                <Empty
                  title="No slot has come yet"
                  why={
                    schedule.state === "on"
                      ? "What becomes of each is written down here, also when it is left out."
                      : "It does not fire at the moment, so nothing is written down."
                  }
                />
              ) : view === "timeline" ? (
                <HistoryTimeline slots={all} />
              ) : view === "table" ? (
                <HistoryTable slots={all} />
              ) : (
                <HistoryMetrics slots={all} schedule={schedule} />
              )
            }
          </Answer>
        </div>
      </section>
    </>
  );
}

/** `30 slots, 3 Feb to 4 Mar`. */
function rangeWords(slots: readonly SlotSummary[], { time_zone }: ScheduleSummary): string {
  const [newest, oldest] = [slots[0], slots.at(-1)];
  if (!newest || !oldest) return "";
  const day = (slot: SlotSummary) => dayIn(slot.nominal, time_zone).replace(/^\w+ /, "");
  return `${plural(slots.length, "slot")}, ${day(oldest)} to ${day(newest)}`;
}
