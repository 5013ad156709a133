import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Calendar, X } from "lucide-react";
import { type KeyboardEvent, type UIEvent, useDeferredValue, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { Empty } from "@/components/Empty";
import { formatClock, formatExact } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { SearchField } from "@/components/SearchField";
import { SqlView } from "@/components/SqlView";
import { useSlowNow } from "@/components/slow_now";
import { useToast } from "@/components/Toast";
import { fixedWindow } from "@/features/execution/same_window";
import type { Statement } from "@/ipc";
import { queries } from "@/ipc/queries";
import { byDay, outcomeWords, startOf } from "./history";
import { useNewTab } from "./tabs";

interface HistoryProps {
  /** Puts a statement into the text at the caret. */
  onInsert: (sql: string) => void;
  onClose: () => void;
}

/** So many pixels before the end of the list the older ones are asked for. */
const EARLY = 200;

/** Every statement that was run, to be found again and used anew. */
export function History({ onInsert, onClose }: HistoryProps) {
  const [text, setText] = useState("");
  const sought = useDeferredValue(text.trim());
  const found = useInfiniteQuery({ ...queries.statements(sought), placeholderData: keepPreviousData });
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const now = useSlowNow();
  const all = found.data ?? [];
  const shown = all.find((entry) => entry.batch_id === chosen) ?? all[0] ?? null;
  const older = () => {
    if (found.hasNextPage && !found.isFetchingNextPage) void found.fetchNextPage();
  };
  const onScroll = ({ currentTarget: box }: UIEvent<HTMLElement>) => {
    if (box.scrollTop + box.clientHeight > box.scrollHeight - EARLY) older();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = all.findIndex((entry) => entry.batch_id === shown?.batch_id);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = all[Math.max(0, Math.min(all.length - 1, to))];
    if (!next) return;
    setChosen(next.batch_id);
    list.current
      ?.querySelector(`[id="statement-${CSS.escape(next.batch_id)}"]`)
      ?.scrollIntoView?.({ block: "nearest" });
    if (to >= all.length - 1) older();
  };
  return (
    <>
      <div className="below-head">
        <h2>History</h2>
        <SearchField
          className="max-w-80"
          label="Find in the history"
          placeholder="Name or text of a statement"
          value={text}
          onChange={setText}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown") return;
            event.preventDefault();
            list.current?.focus();
          }}
        />
        <span className="flex-1" />
        <IconButton label="Back to the result" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="below-panes">
        <Answer of={found} loading={<SkeletonRows rows={6} height={44} />}>
          {() =>
            all.length === 0 ? (
              <Empty
                title={sought ? "No statement like that" : "Nothing was run yet"}
                why={
                  sought
                    ? "Names and texts of all statements that were run were looked through."
                    : "Every statement that runs is kept here, with what came of it."
                }
              >
                {sought && (
                  <Button size="s" onClick={() => setText("")}>
                    Clear the search
                  </Button>
                )}
              </Empty>
            ) : (
              <div
                ref={list}
                className="scroll below-list"
                role="listbox"
                aria-label="Statements"
                aria-activedescendant={shown ? `statement-${shown.batch_id}` : undefined}
                tabIndex={0}
                onScroll={onScroll}
                onKeyDown={onKeyDown}
              >
                {byDay(all, now).map((day) => (
                  <div key={day.key} role="group" aria-label={day.word}>
                    <p className="below-day" aria-hidden="true">
                      {day.word}
                    </p>
                    {day.statements.map((entry) => (
                      <Row
                        key={entry.batch_id}
                        statement={entry}
                        chosen={entry === shown}
                        onChoose={() => setChosen(entry.batch_id)}
                      />
                    ))}
                  </div>
                ))}
                {found.isFetchingNextPage && <p className="hint px-4 py-2">Looking for older ones</p>}
              </div>
            )
          }
        </Answer>
        {shown && <Preview key={shown.batch_id} statement={shown} onInsert={onInsert} />}
      </div>
    </>
  );
}

function Row({ statement, chosen, onChoose }: { statement: Statement; chosen: boolean; onChoose: () => void }) {
  return (
    // The list itself takes the keys, as a listbox does.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      id={`statement-${statement.batch_id}`}
      role="option"
      tabIndex={-1}
      aria-selected={chosen}
      className="below-row"
      onClick={onChoose}
    >
      <p className="flex gap-2">
        <span className="cut flex-1 font-medium">{statement.name}</span>
        <span className={statement.failed > 0 ? "text-red" : "text-hint"}>{outcomeWords(statement)}</span>
        <time className="num text-hint" title={formatExact(statement.at)}>
          {formatClock(statement.at)}
        </time>
      </p>
      <p className="mono cut text-label">{startOf(statement.sql_start)}</p>
    </div>
  );
}

function Preview({ statement, onInsert }: { statement: Statement; onInsert: (sql: string) => void }) {
  const run = useQuery(queries.execution(statement.execution_id));
  const newTab = useNewTab();
  const toast = useToast();
  const sql = run.data?.sql ?? statement.sql_start;
  const open = () => {
    if (!run.data) return;
    const { name, instance_id, parameter_values } = run.data;
    newTab({ title: name, sql, instance_ids: [instance_id], window: fixedWindow(run.data), parameter_values }).catch(
      toast.fail,
    );
  };
  return (
    <section className="below-preview" aria-label="The statement">
      <div className="flex items-center gap-1 pb-2">
        <Button size="s" disabled={!run.data} onClick={open}>
          Open in new tab
        </Button>
        <Button look="quiet" size="s" disabled={!run.data} onClick={() => onInsert(sql)}>
          Insert
        </Button>
        {run.data && <CopyButton text={sql} label="Copy the statement" />}
        <span className="flex-1" />
        <Link className="text-t12" to="/executions/$id" params={{ id: statement.execution_id }}>
          {statement.instances === 1 ? "Its run" : "Its first run"}
        </Link>
      </div>
      <p className="hint mb-2 flex items-center gap-1.5">
        <Calendar size={12} aria-hidden />
        {statement.window_words}
        {statement.schedule_id !== null && ", by a schedule"}
      </p>
      <Answer of={run} inset="pb-2" loading={null}>
        {() => null}
      </Answer>
      <SqlView sql={sql} label={`Text of ${statement.name}`} />
    </section>
  );
}
