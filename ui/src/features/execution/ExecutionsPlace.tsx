import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, Search, X } from "lucide-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { formatDuration, formatExact, formatNumber, formatWhen, shortWindow } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import { isFailed, isFinal, isWaiting, State } from "@/components/State";
import { asAppError, type ExecutionSummary } from "@/ipc";
import { LIST_LIMIT, queries } from "@/ipc/queries";
import { ExecutionDetailPane } from "./ExecutionDetailPane";
import { type Group, type Grouping, grouped, matching, tally, tallyWords } from "./groups";
import { useNow } from "./now";

type Show = "all" | "open" | "failed";

const SHOWN: Record<Show, (run: ExecutionSummary) => boolean> = {
  all: () => true,
  open: (run) => !isFinal(run.state),
  failed: (run) => isFailed(run.state) || run.state === "unknown" || run.state === "needs_review",
};

export function ExecutionsPlace() {
  const { id } = useParams({ strict: false });
  const executions = useQuery(queries.executions());
  const [text, setText] = useState("");
  const [show, setShow] = useState<Show>("all");
  const [grouping, setGrouping] = useRemembered<Grouping>("executions.group", "batch");
  const all = executions.data ?? [];
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
            <span className="num text-hint">
              {formatNumber(all.length)}
              {all.length >= LIST_LIMIT ? " newest" : " kept"}
            </span>
            <span className="flex-1" />
            <div className="field field-s w-46!">
              <Search size={14} aria-hidden />
              <input
                aria-label="Find executions"
                placeholder="Name, id, instance"
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
              />
              {text && (
                <button type="button" aria-label="Clear the search" onClick={() => setText("")}>
                  <X size={12} aria-hidden />
                </button>
              )}
            </div>
          </header>
          <div className="filter-bar">
            <Segments
              label="Show"
              size="s"
              value={show}
              options={[
                { value: "all", word: "All" },
                { value: "open", word: "Under way" },
                { value: "failed", word: "Needs a look" },
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
            {executions.isError ? (
              <div className="p-4">
                <Problem error={asAppError(executions.error)}>
                  <Button size="s" onClick={() => void executions.refetch()}>
                    Try again
                  </Button>
                </Problem>
              </div>
            ) : !executions.data ? (
              <SkeletonRows rows={12} />
            ) : all.length === 0 ? (
              <Empty title="Nothing has run yet" why="Runs, their states and their results are listed here.">
                <Link to="/query" className="btn btn-primary">
                  Write a query
                </Link>
              </Empty>
            ) : runs.length === 0 ? (
              <Empty title="No execution like that" why={`${formatNumber(all.length)} executions are kept in all.`}>
                <Button onClick={clear}>Clear the filters</Button>
              </Empty>
            ) : (
              <List groups={groups} grouping={grouping} chosen={chosen} />
            )}
          </div>
        </section>
        {chosen && runs.length > 0 ? (
          <ExecutionDetailPane key={chosen} id={chosen} />
        ) : id ? (
          <ExecutionDetailPane key={id} id={id} />
        ) : (
          <section className="pane pane-grey" aria-label="Execution">
            <Empty title="No execution chosen" why="Its times, parameters, SQL and rows show here." />
          </section>
        )}
      </div>
    </main>
  );
}

interface ListProps {
  groups: Group[];
  grouping: Grouping;
  chosen: string | null;
}

function List({ groups, grouping, chosen }: ListProps) {
  const navigate = useNavigate();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  const now = useNow(groups.some((group) => group.runs.some((run) => !isFinal(run.state))));
  const open = (id: string) => void navigate({ to: "/executions/$id", params: { id } });
  const fold = (key: string) => {
    const next = new Set(folded);
    if (!next.delete(key)) next.add(key);
    setFolded(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>("tr[data-row]") ?? [])];
    const at = rows.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const next = to === undefined ? undefined : rows[to];
    if (next) {
      next.focus();
      open(next.dataset["row"] ?? "");
    } else if (event.key === "Enter") open(rows[at]?.dataset["row"] ?? "");
    else return;
    event.preventDefault();
  };
  const visible = groups.flatMap((group) => (folded.has(group.key) ? [] : group.runs));
  const stop = visible.find((run) => run.id === chosen)?.id ?? visible[0]?.id;
  return (
    <table className="rows" aria-label="Executions">
      <colgroup>
        <col style={{ width: 132 }} />
        <col />
        <col style={{ width: 124 }} />
        <col style={{ width: 132 }} />
        <col style={{ width: 84 }} />
        <col style={{ width: 80 }} />
      </colgroup>
      <thead>
        <tr>
          <th scope="col">State</th>
          <th scope="col">Run</th>
          <th scope="col">Window</th>
          <th scope="col" className="num">
            Started
          </th>
          <th scope="col" className="num">
            Took
          </th>
          <th scope="col" className="num">
            Rows
          </th>
        </tr>
      </thead>
      <tbody ref={body} onKeyDown={onKeyDown}>
        {groups.map((group) => {
          const shut = folded.has(group.key);
          const single = !group.key.startsWith("batch");
          return [
            grouping !== "none" && (
              <tr key={group.key} className="group">
                <td colSpan={6}>
                  <button
                    type="button"
                    className="flex h-full w-full items-center gap-2"
                    aria-expanded={!shut}
                    onClick={() => fold(group.key)}
                  >
                    {shut ? (
                      <ChevronRight size={14} className="text-hint" aria-hidden />
                    ) : (
                      <ChevronDown size={14} className="text-hint" aria-hidden />
                    )}
                    <span className="cut">{group.title}</span>
                    {!single && <span className="font-normal text-hint">{formatWhen(group.at, now)}</span>}
                    <span className="flex-1" />
                    <span className="text-t12 font-normal text-label">{tallyWords(group.runs)}</span>
                    <Split runs={group.runs} />
                  </button>
                </td>
              </tr>
            ),
            ...(shut ? [] : group.runs).map((run) => (
              <Row
                key={run.id}
                run={run}
                now={now}
                named={single}
                chosen={run.id === chosen}
                stop={run.id === stop}
                onOpen={() => open(run.id)}
              />
            )),
          ];
        })}
      </tbody>
    </table>
  );
}

function Split({ runs }: { runs: ExecutionSummary[] }) {
  const { done, running, waiting, failed, cancelled, open } = tally(runs);
  const parts = [
    { n: done, colour: "var(--st-succeeded)" },
    { n: running, colour: "var(--st-running)" },
    { n: failed, colour: "var(--st-failed)" },
    { n: open, colour: "var(--st-unknown)" },
    { n: waiting + cancelled, colour: "var(--line-control)" },
  ];
  return (
    <span className="split" aria-hidden="true">
      {parts.map(({ n, colour }) => n > 0 && <i key={colour} style={{ flex: n, background: colour }} />)}
    </span>
  );
}

interface RowProps {
  run: ExecutionSummary;
  now: number;
  named: boolean;
  chosen: boolean;
  stop: boolean;
  onOpen: () => void;
}

function Row({ run, now, named, chosen, stop, onOpen }: RowProps) {
  return (
    <tr data-row={run.id} aria-selected={chosen} tabIndex={stop ? 0 : -1} onClick={onOpen}>
      <td>
        <State state={run.state} />
      </td>
      <td title={`${run.name}, ${run.instance_name}`}>
        {named ? (
          <>
            {run.name} <span className="text-label">{run.instance_name}</span>
          </>
        ) : (
          <span className="pl-5.5">{run.instance_name}</span>
        )}
      </td>
      <td className="text-label" title={run.window_words}>
        {shortWindow(run.window_words)}
      </td>
      <td className="num text-label" title={formatExact(run.created_at)}>
        {formatWhen(run.created_at, now)}
      </td>
      <td className="num">{tookWords(run, now)}</td>
      <td className="num">
        {run.row_count !== null ? (
          formatNumber(run.row_count)
        ) : isFinal(run.state) && !run.fetching ? (
          <span className="text-hint">none</span>
        ) : (
          ""
        )}
      </td>
    </tr>
  );
}

function tookWords(run: ExecutionSummary, now: number): string {
  if (run.fetching) return "fetching";
  if (run.state === "unknown") return "looking";
  if (isWaiting(run.state)) return "waiting";
  return formatDuration((run.finished_at ?? now) - run.created_at);
}
