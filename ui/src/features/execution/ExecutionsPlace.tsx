import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { useRemembered } from "@/components/remember";
import { SearchField } from "@/components/SearchField";
import { Segments } from "@/components/Segments";
import { isUnderWay, needsLook } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";
import { LIST_LIMIT, queries } from "@/ipc/queries";
import { ExecutionDetailPane } from "./ExecutionDetailPane";
import { ExecutionList } from "./ExecutionList";
import { type Grouping, grouped, matching } from "./groups";

type Show = "all" | "open" | "look";

const SHOWN: Record<Show, (run: ExecutionSummary) => boolean> = {
  all: () => true,
  open: (run) => isUnderWay(run.state),
  look: (run) => needsLook(run.state),
};

/** All runs that are kept, live, and one of them in full. */
export function ExecutionsPlace() {
  const { id } = useParams({ strict: false });
  const executions = useQuery(queries.executions());
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>("all");
  const [grouping, setGrouping] = useRemembered<Grouping>("executions.group", "batch");
  const all = useMemo(() => executions.data ?? [], [executions.data]);
  const runs = useMemo(() => matching(all.filter(SHOWN[show]), text), [all, show, text]);
  const groups = useMemo(() => grouped(runs, grouping), [runs, grouping]);
  const chosen = id ?? runs[0]?.id ?? null;
  const clear = () => {
    setText("");
    setShow("all");
  };
  return (
    <main className="place">
      <div className="panes executions-panes">
        <section className="pane" aria-label="List of executions">
          <header className="place-head">
            <h1>Executions</h1>
            {executions.data && (
              <span className="num text-hint">
                {runs.length < all.length && `${formatNumber(runs.length)} of `}
                {formatNumber(all.length)}
                {all.length >= LIST_LIMIT ? " newest" : " kept"}
              </span>
            )}
            <span className="flex-1" />
            <SearchField
              className="w-46!"
              label="Find executions"
              placeholder="Name, id, instance"
              value={text}
              onChange={setText}
            />
          </header>
          <div className="filter-bar">
            <Segments
              label="Show"
              size="s"
              value={show}
              options={[
                { value: "all", word: "All" },
                { value: "open", word: "Under way" },
                { value: "look", word: "Needs a look" },
              ]}
              onChange={setShow}
            />
            <span className="flex-1" />
            <span className="text-t12 text-hint">Group</span>
            <Segments
              label="Group"
              size="s"
              value={grouping}
              options={[
                { value: "batch", word: "Batch" },
                { value: "day", word: "Day" },
                { value: "none", word: "None" },
              ]}
              onChange={setGrouping}
            />
          </div>
          <div className="scroll">
            <Answer of={executions} loading={<SkeletonRows rows={14} />}>
              {() =>
                all.length === 0 ? (
                  <Empty title="Nothing has run yet" why="Runs, their states and their results are listed here.">
                    <Link to="/query" className="btn btn-primary">
                      Write a query
                    </Link>
                  </Empty>
                ) : runs.length === 0 ? (
                  <Empty title="No execution like that" why={`${plural(all.length, "execution")} kept in all.`}>
                    <Button onClick={clear}>Clear the filters</Button>
                  </Empty>
                ) : (
                  <ExecutionList groups={groups} grouping={grouping} chosen={chosen} />
                )
              }
            </Answer>
          </div>
        </section>
        {chosen ? (
          <ExecutionDetailPane key={chosen} id={chosen} />
        ) : (
          <section className="pane pane-grey" aria-label="Execution">
            {executions.data && (
              <Empty title="No execution chosen" why="Its times, parameters, SQL and rows show here." />
            )}
          </section>
        )}
      </div>
    </main>
  );
}
