import type { UseQueryResult } from "@tanstack/react-query";
import { ListFilter } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { SearchField } from "@/components/SearchField";
import type { WorkflowPage } from "@/ipc";
import { type Asked, ask, isNarrowed, toQuery, USUAL } from "./asked";
import { Badges } from "./Badges";
import { FilterBuilder } from "./FilterBuilder";
import { added, countOf, fresh, type Group, type Path } from "./filter";
import { SavedFilters } from "./SavedFilters";
import { Several } from "./Several";
import { WorkflowGrid } from "./WorkflowGrid";
import { WorkflowList } from "./WorkflowList";

const NONE: ReadonlySet<string> = new Set();

interface ListViewProps {
  as: "list" | "grid";
  page: UseQueryResult<WorkflowPage>;
  asked: Asked;
  chosen: string | null;
  now: number;
  onOpen: (id: string) => void;
  /** What stands here while there is no workflow at all. */
  none: React.ReactNode;
}

/** The workflows that are asked for, with what asks for them above: search, conditions, saved filters. */
export function ListView({ as, page, asked, chosen, now, onOpen, none }: ListViewProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const builder = useId();
  const [picked, setPicked] = useState(NONE);
  const [building, setBuilding] = useState<{ focus: Path | null } | null>(null);
  const { total = 0, all = 0 } = page.data ?? {};
  const setFilter = (filter: Group) => ask({ filter });
  const edit = (focus: Path) => setBuilding({ focus });
  const turnBuilder = () => {
    if (building) return setBuilding(null);
    if (asked.filter.of.length === 0) setFilter(added(asked.filter, [], fresh("name")));
    setBuilding({ focus: [0] });
  };
  const closeBuilder = () => {
    setBuilding(null);
    opener.current?.focus();
  };
  // Another question is answered from its beginning on.
  const question = JSON.stringify(toQuery(asked));
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each other question
  useEffect(() => {
    if (scroll.current) scroll.current.scrollTop = 0;
  }, [question]);
  const Workflows = as === "grid" ? WorkflowGrid : WorkflowList;
  const conditions = countOf(asked.filter);
  return (
    <>
      {picked.size > 0 ? (
        <Several picked={picked} asked={asked} total={total} onPick={setPicked} />
      ) : (
        <div className="filter-bar">
          <SearchField
            className="w-60!"
            label="Find workflows"
            placeholder="Name, tag, description or SQL"
            value={asked.text}
            onChange={(text) => ask({ text })}
          />
          <Button
            ref={opener}
            size="s"
            look={building ? "plain" : "quiet"}
            title={conditions > 0 ? plural(conditions, "condition") : undefined}
            aria-expanded={building !== null}
            aria-controls={building ? builder : undefined}
            onClick={turnBuilder}
          >
            <ListFilter size={14} aria-hidden />
            Filter
            {conditions > 0 && <span className="num text-hint">{formatNumber(conditions)}</span>}
          </Button>
          <SavedFilters asked={asked} />
          <span className="flex-1" />
          {isNarrowed(asked) && page.data && (
            <span className="num text-t12 text-hint" role="status">
              {formatNumber(total)} of {formatNumber(all)}
            </span>
          )}
        </div>
      )}
      <Badges filter={asked.filter} onChange={setFilter} onEdit={edit} />
      {building && (
        <FilterBuilder
          id={builder}
          filter={asked.filter}
          focus={building.focus}
          onChange={setFilter}
          onClose={closeBuilder}
        />
      )}
      <div ref={scroll} className="scroll">
        <Answer of={page} loading={<SkeletonRows rows={12} height={44} />}>
          {(first) =>
            first.all === 0 ? (
              none
            ) : first.total === 0 ? (
              <Empty title="No workflow like that" why={`${plural(first.all, "workflow")} in all.`}>
                <Button onClick={() => ask({ text: USUAL.text, filter: USUAL.filter })}>Clear the filters</Button>
              </Empty>
            ) : (
              <Workflows
                asked={asked}
                first={first}
                chosen={chosen}
                picked={picked}
                now={now}
                scroll={scroll}
                onOpen={onOpen}
                onPick={setPicked}
              />
            )
          }
        </Answer>
      </div>
    </>
  );
}
