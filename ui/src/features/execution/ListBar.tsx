import type { ExecutionSummary } from "@/ipc";
import { Badges, FilterMenu, GroupMenu } from "./FilterMenu";
import { badgesOf, type Filters, NO_FILTERS, workflowNames } from "./filters";
import type { Grouping } from "./groups";
import { ShowSegments } from "./ShowSegments";
import type { Show } from "./shown";

interface ListBarProps {
  show: Show;
  onShow: (show: Show) => void;
  all: readonly ExecutionSummary[];
  /** How many runs wait on this computer. */
  waiting: number;
  schedules: ReadonlyMap<string, string>;
  filters: Filters;
  onFilters: (filters: Filters) => void;
  grouping: Grouping;
  onGrouping: (grouping: Grouping) => void;
}

/** Which runs are listed, and how: the filters in use stand below. */
export function ListBar(props: ListBarProps) {
  const { show, onShow, all, waiting, schedules, filters, onFilters, grouping, onGrouping } = props;
  const instances = new Map(all.map((run) => [run.instance_id, run.instance_name]));
  const badges = badgesOf(filters, { instances, workflows: workflowNames(all), schedules });
  return (
    <>
      <div className="filter-bar">
        <ShowSegments value={show} waiting={waiting} onChange={onShow} />
        {show === "queue" ? (
          <>
            <span className="flex-1" />
            {waiting > 1 && (
              <span className="bar-keys text-t12 text-hint">
                Drag a run, or <kbd>Alt</kbd> <kbd>{"\u2191"}</kbd> <kbd>{"\u2193"}</kbd>
              </span>
            )}
          </>
        ) : (
          <>
            <FilterMenu runs={all} schedules={schedules} filters={filters} onChange={onFilters} />
            <span className="flex-1" />
            <GroupMenu value={grouping} onChange={onGrouping} />
          </>
        )}
      </div>
      {show !== "queue" && badges.length > 0 && (
        <Badges badges={badges} onChange={onFilters} onClear={() => onFilters(NO_FILTERS)} />
      )}
    </>
  );
}
