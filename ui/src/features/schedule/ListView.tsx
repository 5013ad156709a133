import type { UseQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { SearchField } from "@/components/SearchField";
import { Segments } from "@/components/Segments";
import type { ScheduleSummary } from "@/ipc";
import { useChanges } from "./changes";
import { useDraft } from "./form/drafts";
import { useOwnSlots } from "./form/NextSlots";
import { History } from "./History";
import { HourStrip } from "./HourStrip";
import { ScheduleGrid } from "./ScheduleGrid";
import { ScheduleList } from "./ScheduleList";
import { Several } from "./Several";
import type { Filter } from "./words";

const NONE: ReadonlySet<string> = new Set();

interface ListViewProps {
  as: "list" | "grid";
  query: UseQueryResult<ScheduleSummary[]>;
  /** All schedules, and those of them that the filter lets through. */
  all: ScheduleSummary[];
  shown: ScheduleSummary[];
  filter: Filter;
  onFilter: (filter: Filter) => void;
  /** The schedule that is shown beside the list, or would be. */
  chosen: string | null;
  /** Under which key a schedule is being written. */
  writing: string | null;
  now: number;
  onOpen: (id: string) => void;
  /** What stands here while there is no schedule at all. */
  none: React.ReactNode;
}

/** All schedules as rows, with the load of the coming day above them and the history of one below, or all as cards. */
export function ListView(props: ListViewProps) {
  const { as, query, all, shown, filter, onFilter, chosen, writing, now, onOpen, none } = props;
  const scroll = useRef<HTMLDivElement>(null);
  const [picked, setPicked] = useState(NONE);
  const changes = useChanges();
  const history = all.find((schedule) => schedule.id === chosen);
  const several = all.filter((schedule) => picked.has(schedule.id));
  const draft = useDraft(writing);
  const own = useOwnSlots(draft, now);
  const others = useMemo(() => all.filter((schedule) => schedule.id !== writing), [all, writing]);
  const { apply } = changes;
  const turn = useCallback(
    (schedule: ScheduleSummary) => apply(schedule.state === "on" ? "pause" : "resume", [schedule]),
    [apply],
  );
  const Schedules = as === "grid" ? ScheduleGrid : ScheduleList;
  return (
    <>
      {as === "list" && (all.length > 0 || query.isPending) ? (
        <HourStrip
          schedules={others}
          now={now}
          own={draft ? { instants: own, runs: draft.instance_ids.length } : null}
        />
      ) : null}
      {several.length > 0 ? (
        <Several of={several} busy={changes.pending} onApply={apply} onDone={() => setPicked(NONE)} />
      ) : (
        <div className="filter-bar">
          <Segments
            label="Show"
            size="s"
            value={filter.show}
            options={[
              { value: "all", word: "All" },
              { value: "on", word: "On" },
              { value: "paused", word: "Paused" },
              { value: "failing", word: "Failing" },
            ]}
            onChange={(show) => onFilter({ ...filter, show })}
          />
          <span className="flex-1" />
          {shown.length < all.length && (
            <span className="num text-t12 text-hint">
              {shown.length} of {all.length}
            </span>
          )}
          <SearchField
            className="w-46!"
            label="Find schedules"
            placeholder="Name, rule, zone"
            value={filter.text}
            onChange={(text) => onFilter({ ...filter, text })}
          />
        </div>
      )}
      <div ref={scroll} className="scroll">
        <Answer of={query} loading={<SkeletonRows rows={10} height={44} />}>
          {() =>
            all.length === 0 ? (
              none
            ) : shown.length === 0 ? (
              <Empty title="No schedule like that" why={`${plural(all.length, "schedule")} in all.`}>
                <Button onClick={() => onFilter({ text: "", show: "all" })}>Clear the filters</Button>
              </Empty>
            ) : (
              <Schedules
                schedules={shown}
                chosen={chosen}
                picked={picked}
                now={now}
                scroll={scroll}
                onOpen={onOpen}
                onPick={setPicked}
                onSwitch={turn}
              />
            )
          }
        </Answer>
      </div>
      {as === "list" && history && <History key={history.id} schedule={history} />}
    </>
  );
}
