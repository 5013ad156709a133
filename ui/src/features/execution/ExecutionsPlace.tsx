import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { type KeyboardEvent, useCallback, useMemo, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatNumber, plural } from "@/components/format";
import { focusRow } from "@/components/in_sight";
import { useKeys } from "@/components/keys";
import { SkeletonRows } from "@/components/Loading";
import { useRemembered } from "@/components/remember";
import { SearchField } from "@/components/SearchField";
import { LIST_LIMIT, queries } from "@/ipc/queries";
import { ask, USUAL, useAsked } from "./asked";
import { ComparePane, PickBar } from "./ComparePane";
import { ExecutionDetailPane } from "./ExecutionDetailPane";
import { ExecutionList } from "./ExecutionList";
import { filtered, matching } from "./filters";
import { type Grouping, grouped } from "./groups";
import { ListBar } from "./ListBar";
import { QueueList } from "./QueueList";
import { PLACES, queuedLike } from "./queue";
import { type Search, SHOWN, type Show } from "./shown";
import { useSlash } from "./slash";
import { usualTimes } from "./usual";

const ROOM = `Runs wait here while their instance has no free place. Of the 10 places that Amazon gives an instance ${PLACES} are used, so that a person can still run something in Amazon's console.`;

/** All runs that are kept, live, those that wait to be sent, and one of them in full. */
export function ExecutionsPlace() {
  const { id } = useParams({ strict: false });
  const { show = "all", with: other = null } = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const executions = useQuery(queries.executions());
  const queue = useQuery(queries.queue());
  const scroll = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const { text, filters } = useAsked();
  const [grouping, setGrouping] = useRemembered<Grouping>("executions.group", "batch");
  const schedules = useScheduleNames();
  const all = useMemo(() => executions.data ?? [], [executions.data]);
  const waiting = useMemo(() => queue.data ?? [], [queue.data]);
  const queued = useMemo(() => queuedLike(waiting, text), [waiting, text]);
  const runs = useMemo(
    () => (show === "queue" ? [] : matching(filtered(all.filter(SHOWN[show]), filters, Date.now()), text)),
    [all, show, filters, text],
  );
  const groups = useMemo(
    () => grouped(runs, { by: grouping, now: Date.now(), schedules, all }),
    [runs, grouping, schedules, all],
  );
  const usual = useMemo(() => usualTimes(all), [all]);
  const inQueue = show === "queue";
  const chosen = id ?? (inQueue ? queued : runs)[0]?.id ?? null;
  useSlash(search);
  const [picking, setPicking] = useState(false);
  const setShow = (next: Show) =>
    void navigate({
      to: ".",
      search: { ...(next === "all" ? {} : { show: next }), ...(other === null ? {} : { with: other }) },
      replace: true,
    });
  const open = useCallback(
    (next: string) =>
      void navigate({ to: "/executions/$id", params: { id: next }, search: show === "all" ? {} : { show } }),
    [navigate, show],
  );
  // Rows that are not concerned are not drawn anew when another one is chosen.
  const latest = useRef(chosen);
  latest.current = chosen;
  const compare = useCallback(
    (next: string) => {
      const { current: chosen } = latest;
      setPicking(false);
      if (chosen === null || next === chosen) return;
      const search = { ...(show === "all" ? {} : { show }), with: next };
      void navigate({ to: "/executions/$id", params: { id: chosen }, search });
    },
    [navigate, show],
  );
  const onCompare = (next: string | null) => {
    if (next !== null) return compare(next);
    // What waits has nothing to compare yet.
    if (inQueue) setShow("all");
    setPicking(true);
    if (chosen !== null) focusRow(scroll.current, chosen);
  };
  useKeys(picking ? { escape: () => setPicking(false) } : {});
  const clear = () => {
    ask(USUAL);
    setShow("all");
  };
  const intoList = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    scroll.current?.querySelector<HTMLElement>("tr[data-row]")?.focus();
  };
  return (
    <main className="place">
      <div className="panes executions-panes">
        <section className="pane" aria-label="List of executions">
          <header className="place-head">
            <h1>Executions</h1>
            {inQueue
              ? waiting.length > 0 && <Count shown={queued.length} of={waiting.length} word="waiting" />
              : executions.data && (
                  <Count shown={runs.length} of={all.length} word={all.length >= LIST_LIMIT ? "newest" : "kept"} />
                )}
            <span className="flex-1" />
            <SearchField
              className="w-46!"
              label="Find executions"
              placeholder="Name, id, instance"
              value={text}
              onChange={(text) => ask({ text })}
              onKeyDown={intoList}
              ref={search}
            />
          </header>
          <ListBar
            show={show}
            onShow={setShow}
            all={all}
            waiting={waiting.length}
            schedules={schedules}
            filters={filters}
            onFilters={(filters) => ask({ filters })}
            grouping={grouping}
            onGrouping={setGrouping}
          />
          {picking && <PickBar run={all.find((run) => run.id === chosen)} onCancel={() => setPicking(false)} />}
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
                      <Button onClick={() => ask({ text: "" })}>Clear the search</Button>
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
                    <ExecutionList
                      groups={groups}
                      grouping={grouping}
                      chosen={chosen}
                      usual={usual}
                      other={other}
                      picking={picking}
                      onOpen={open}
                      onCompare={compare}
                    />
                  )
                }
              </Answer>
            )}
          </div>
        </section>
        {chosen && other !== null && !inQueue ? (
          <ComparePane key={`${chosen} ${other}`} ids={[chosen, other]} onClose={() => open(chosen)} />
        ) : chosen ? (
          <ExecutionDetailPane key={chosen} id={chosen} onCompare={onCompare} />
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

function Count({ shown, of, word }: { shown: number; of: number; word: string }) {
  return (
    <span className="num text-hint">
      {shown < of && `${formatNumber(shown)} of `}
      {formatNumber(of)} {word}
    </span>
  );
}

function useScheduleNames(): ReadonlyMap<string, string> {
  const schedules = useQuery(queries.schedules()).data;
  return useMemo(() => new Map((schedules ?? []).map(({ id, name }) => [id, name])), [schedules]);
}
