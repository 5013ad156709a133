import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { useRemembered } from "@/components/remember";
import { SearchField } from "@/components/SearchField";
import { Segments } from "@/components/Segments";
import { LIST_LIMIT, queries } from "@/ipc/queries";
import { ExecutionDetailPane } from "./ExecutionDetailPane";
import { ExecutionList } from "./ExecutionList";
import { type Grouping, grouped, matching } from "./groups";
import { QueueList } from "./QueueList";
import { PLACES, queuedLike } from "./queue";
import { SHOWN, type Show } from "./shown";

const ROOM = `Runs wait here while their instance has no free place. Of the 10 places that Amazon gives an instance ${PLACES} are used, so that a person can still run something in Amazon's console.`;

/** All runs that are kept, live, those that wait to be sent, and one of them in full. */
export function ExecutionsPlace() {
  const { id } = useParams({ strict: false });
  const show: Show = useSearch({ strict: false }).show ?? "all";
  const navigate = useNavigate();
  const executions = useQuery(queries.executions());
  const queue = useQuery(queries.queue());
  const scroll = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [grouping, setGrouping] = useRemembered<Grouping>("executions.group", "batch");
  const all = useMemo(() => executions.data ?? [], [executions.data]);
  const waiting = useMemo(() => queue.data ?? [], [queue.data]);
  const queued = useMemo(() => queuedLike(waiting, text), [waiting, text]);
  const runs = useMemo(() => (show === "queue" ? [] : matching(all.filter(SHOWN[show]), text)), [all, show, text]);
  const groups = useMemo(() => grouped(runs, grouping), [runs, grouping]);
  const inQueue = show === "queue";
  const chosen = id ?? (inQueue ? queued : runs)[0]?.id ?? null;
  const setShow = (next: Show) =>
    void navigate({ to: ".", search: next === "all" ? {} : { show: next }, replace: true });
  const open = useCallback(
    (next: string) => void navigate({ to: "/executions/$id", params: { id: next }, search: true }),
    [navigate],
  );
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
            {inQueue
              ? waiting.length > 0 && (
                  <span className="num text-hint">
                    {queued.length < waiting.length && `${formatNumber(queued.length)} of `}
                    {formatNumber(waiting.length)} waiting
                  </span>
                )
              : executions.data && (
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
                {
                  value: "queue",
                  word: waiting.length > 0 ? `Queue ${formatNumber(waiting.length)}` : "Queue",
                },
              ]}
              onChange={setShow}
            />
            <span className="flex-1" />
            {inQueue ? (
              waiting.length > 1 && (
                <span className="queue-keys text-t12 text-hint">
                  Drag a run, or <kbd>Alt</kbd> <kbd>{"\u2191"}</kbd> <kbd>{"\u2193"}</kbd>
                </span>
              )
            ) : (
              <>
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
              </>
            )}
          </div>
          <div ref={scroll} className="scroll">
            {inQueue ? (
              <Answer of={queue} loading={<SkeletonRows rows={10} height={44} />}>
                {() =>
                  waiting.length === 0 ? (
                    <Empty title="No run waits on this computer" why={ROOM}>
                      <Button onClick={() => setShow("open")}>Show what is under way</Button>
                    </Empty>
                  ) : queued.length === 0 ? (
                    <Empty title="No run like that waits" why={`${plural(waiting.length, "run")} in the queue.`}>
                      <Button onClick={() => setText("")}>Clear the search</Button>
                    </Empty>
                  ) : (
                    <QueueList all={waiting} shown={queued} chosen={chosen} scroll={scroll} onOpen={open} />
                  )
                }
              </Answer>
            ) : (
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
                    <ExecutionList groups={groups} grouping={grouping} chosen={chosen} onOpen={open} />
                  )
                }
              </Answer>
            )}
          </div>
        </section>
        {chosen ? (
          <ExecutionDetailPane key={chosen} id={chosen} />
        ) : (
          <section className="pane pane-grey" aria-label="Execution">
            {(inQueue ? queue : executions).data && (
              <Empty title="No execution chosen" why="Its times, parameters, SQL and rows show here." />
            )}
          </section>
        )}
      </div>
    </main>
  );
}
