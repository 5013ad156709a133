import { type UseInfiniteQueryResult, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { type PointerEvent, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { ExportMenu, ExportProblem, resultsWords, savedWords, useExportOf } from "@/features/result/ExportMenu";
import { api, asAppError, type ScheduleSummary, type SlotSummary } from "@/ipc";
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
const USUAL_SLOTS = 100;

/** How many slots of a schedule are asked for at once: as many as it says, within what may cross. */
export const historyLimit = (instances: number, slots = USUAL_SLOTS): number =>
  Math.max(1, Math.min(slots, Math.floor(MOST_RUNS / Math.max(1, instances))));

/** What became of the slots of a schedule, in one of three views. */
export function History({ schedule }: { schedule: ScheduleSummary }) {
  const [view, setView] = useRemembered<View>("schedules.history", "timeline");
  const [height, setHeight] = useRemembered<number>("schedules.history-height", 276);
  const [dragged, setDragged] = useState<number | null>(null);
  const detail = useQuery(queries.schedule(schedule.id));
  const slots = useInfiniteQuery({
    ...queries.scheduleHistory(schedule.id, historyLimit(schedule.instances, detail.data?.spec.history_slots)),
    // Until it is known how many are wanted, nothing is asked; where that cannot be read, as many as usual are.
    enabled: !detail.isPending,
  });
  const file = useExportOf((format, guard) => api.exportHistory(schedule.id, format, guard), savedWords);
  const results = useExportOf((format, guard) => api.exportResults(schedule.id, format, guard), resultsWords);
  const of = { ...slots, isError: slots.isError && !slots.isFetchNextPageError };
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
          <span className="flex-none text-t12 text-hint">
            {slots.data && rangeWords(slots.data, schedule, slots.hasNextPage)}
          </span>
          <span className="flex-1" />
          {(slots.data?.length ?? 0) > 0 && <ExportMenu of={file} results={results} />}
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
        <ExportProblem {...results} className="px-4 pb-2" about="The results themselves are untouched." />
        <div className="scroll">
          <Answer of={of} loading={<SkeletonRows rows={8} />}>
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
              ) : view === "metrics" ? (
                <HistoryMetrics slots={all} schedule={schedule} />
              ) : (
                <>
                  {view === "timeline" ? <HistoryTimeline slots={all} /> : <HistoryTable slots={all} />}
                  <Older of={slots} />
                </>
              )
            }
          </Answer>
        </div>
      </section>
    </>
  );
}

type OlderProps = Pick<
  UseInfiniteQueryResult,
  "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError" | "error" | "fetchNextPage"
>;

/** The way to slots before those that are shown. */
function Older({ of }: { of: OlderProps }) {
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, error, fetchNextPage } = of;
  if (isFetchNextPageError && !isFetchingNextPage)
    return (
      <div className="px-4 py-2">
        <Problem error={asAppError(error)} about="The slots above are still true.">
          <Button size="s" onClick={() => void fetchNextPage()}>
            Try again
          </Button>
        </Problem>
      </div>
    );
  if (!hasNextPage) return null;
  return (
    <div className="px-2 pt-1 pb-2">
      <Button look="quiet" size="s" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
        {isFetchingNextPage ? "Reading older slots" : "Show older slots"}
      </Button>
    </div>
  );
}

/** `30 slots, 3 Feb to 4 Mar`; with `newest` before it where there are older ones. */
export function rangeWords(
  slots: readonly Pick<SlotSummary, "nominal">[],
  { time_zone }: Pick<ScheduleSummary, "time_zone">,
  more: boolean,
): string {
  const [newest, oldest] = [slots[0], slots.at(-1)];
  if (!newest || !oldest) return "";
  const day = (slot: Pick<SlotSummary, "nominal">) => dayIn(slot.nominal, time_zone).replace(/^\w+ /, "");
  const year = new Date(oldest.nominal).getUTCFullYear();
  const first = year === new Date(newest.nominal).getUTCFullYear() ? day(oldest) : `${day(oldest)} ${year}`;
  return `${more ? "newest " : ""}${plural(slots.length, "slot")}, ${first} to ${day(newest)}`;
}
