import { ArrowDown, ArrowUp } from "lucide-react";
import { type KeyboardEvent, memo, type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { formatDay, formatExact, formatNumber, formatWhen } from "@/components/format";
import { focusRow, useInSight } from "@/components/in_sight";
import { MiddleCut, tailOf } from "@/components/MiddleCut";
import { Pick, PickAll, turned } from "@/components/Pick";
import { RowGap } from "@/components/RowGap";
import { TagList } from "@/components/TagList";
import type { WorkflowPage, WorkflowSort, WorkflowSummary } from "@/ipc";
import { type Asked, sortBy } from "./asked";
import { LastState, RowsOf, Status } from "./cells";
import { PageFailed } from "./PageFailed";
import { useRows } from "./pages";

const ROW = 44;

export interface ListProps {
  asked: Asked;
  first: WorkflowPage;
  chosen: string | null;
  /** Ids of those that are picked for a change of several. */
  picked: ReadonlySet<string>;
  now: number;
  scroll: RefObject<HTMLDivElement | null>;
  onOpen: (id: string) => void;
  onPick: (ids: ReadonlySet<string>) => void;
}

/** Columns of the list; those with a sort can be sorted by. */
const COLUMNS: readonly { word: string; sort?: WorkflowSort; num?: boolean; title?: string; width?: string }[] = [
  { word: "Workflow", sort: "name" },
  { word: "Status", sort: "status", width: "w-[92px]" },
  { word: "Last run", sort: "last_run", width: "w-[186px]" },
  { word: "Runs", sort: "runs", num: true, width: "w-[56px]" },
  { word: "Inst.", title: "Instances", num: true, width: "w-[44px]" },
  { word: "Sched.", title: "Schedules that run it", num: true, width: "w-[72px]" },
  { word: "Changed", sort: "changed", num: true, width: "w-[94px]" },
];

/** Workflows, two lines each. Arrows move and open, Space picks; the heads sort. */
export function WorkflowList({ asked, first, chosen, picked, now, scroll, onOpen, onPick }: ListProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const { from, to, reach } = useInSight(first.total, ROW, scroll);
  const rows = useRows(asked, first, from, to);
  const tail = useMemo(() => tailOf(rows.read.map(({ name }) => name)), [rows.read]);
  const stop = rows.read.find(({ id }) => id === chosen)?.id ?? first.workflows[0]?.id;
  const toggle = useCallback((id: string) => onPick(turned(picked, id)), [picked, onPick]);
  // A row that is reached by a key before its page is there gets the focus once it is.
  const [sought, setSought] = useState<number | null>(null);
  const found = sought === null ? undefined : rows.at(sought);
  useEffect(() => {
    if (!found) return;
    setSought(null);
    onOpen(found.id);
    focusRow(body.current, found.id);
  }, [found, onOpen]);

  const onKeyDown = (event: KeyboardEvent) => {
    const row = event.target as HTMLElement;
    const id = row.dataset["row"];
    if (id === undefined) return;
    const at = Number(row.dataset["at"]);
    const end = first.total - 1;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: end }[event.key];
    if (next !== undefined) {
      const target = Math.max(0, Math.min(end, next));
      reach(target);
      setSought(target);
    } else if (event.key === "Enter") onOpen(id);
    else if (event.key === " ") toggle(id);
    else return;
    event.preventDefault();
  };

  return (
    <>
      {rows.failed && <PageFailed {...rows.failed} />}
      <table className="rows rows-two workflow-rows" aria-label="Workflows" aria-rowcount={first.total + 1}>
        <colgroup>
          <col className="w-[38px]" />
          {COLUMNS.map(({ word, width }) => (
            <col key={word} className={width} />
          ))}
        </colgroup>
        <thead>
          <tr>
            <th scope="col">
              <PickAll of={rows.read} picked={picked} onPick={onPick} />
            </th>
            {COLUMNS.map(({ word, sort, num, title }) => (
              <Head key={word} word={word} sort={sort} num={num} title={title} asked={asked} />
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={onKeyDown}>
          {from > 0 && <RowGap height={from * ROW} />}
          {Array.from({ length: to - from }, (_, i) => from + i).map((at) => {
            const workflow = rows.at(at);
            return workflow ? (
              <Row
                key={workflow.id}
                workflow={workflow}
                at={at}
                now={now}
                chosen={workflow.id === chosen}
                stop={workflow.id === stop}
                picked={picked.has(workflow.id)}
                tail={tail}
                onOpen={onOpen}
                onPick={toggle}
              />
            ) : (
              <Coming key={at} at={at} />
            );
          })}
          {to < first.total && <RowGap height={(first.total - to) * ROW} />}
        </tbody>
      </table>
    </>
  );
}

interface HeadProps {
  word: string;
  sort: WorkflowSort | undefined;
  num: boolean | undefined;
  title: string | undefined;
  asked: Asked;
}

function Head({ word, sort, num, title, asked }: HeadProps) {
  const sorted = sort !== undefined && asked.sort === sort;
  const Arrow = asked.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={num ? "num" : undefined}
      title={title}
      aria-sort={sort === undefined ? undefined : sorted ? (asked.descending ? "descending" : "ascending") : "none"}
    >
      {sort === undefined ? (
        word
      ) : (
        <button type="button" className="head-sort" onClick={() => sortBy(sort)}>
          {word}
          {sorted && <Arrow size={12} aria-hidden />}
        </button>
      )}
    </th>
  );
}

/** A row whose page is on its way. */
const Coming = ({ at }: { at: number }) => (
  <tr aria-rowindex={at + 2}>
    <td />
    <td>
      <span className="skeleton w-2/5" />
      <span className="sr-only">Loading</span>
    </td>
  </tr>
);

interface RowProps {
  workflow: WorkflowSummary;
  at: number;
  now: number;
  chosen: boolean;
  stop: boolean;
  picked: boolean;
  /** Characters of names that are kept at their end, where only these tell rows apart. */
  tail: number;
  onOpen: (id: string) => void;
  onPick: (id: string) => void;
}

const Row = memo(function Row({ workflow, at, now, chosen, stop, picked, tail, onOpen, onPick }: RowProps) {
  const { id, name, status, tags, description, last_run, runs, instance_ids, changed_at } = workflow;
  const { schedules_on, schedules_paused } = workflow;
  return (
    <tr
      data-row={id}
      data-at={at}
      aria-rowindex={at + 2}
      aria-selected={chosen}
      tabIndex={stop ? 0 : -1}
      onClick={() => onOpen(id)}
    >
      <td>
        <Pick
          label={`Pick ${name}`}
          state={picked ? "all" : "none"}
          stop={stop || picked}
          onChange={() => onPick(id)}
        />
      </td>
      <td title={[name, description, tags.join(", ")].filter(Boolean).join("\n")}>
        <span className="block leading-[18px]">
          <MiddleCut text={name} tail={tail} />
        </span>
        {tags.length > 0 ? (
          <TagList tags={tags} />
        ) : (
          <span className="cut block text-t12 text-hint">{description}</span>
        )}
      </td>
      <td>
        <Status status={status} />
      </td>
      <td title={last_run ? formatExact(last_run.at) : undefined}>
        <span className="flex items-center gap-2 leading-[18px]">
          <LastState workflow={workflow} />
          <RowsOf workflow={workflow} />
        </span>
        <span className="cut block text-t12 text-hint">{last_run && formatWhen(last_run.at, now)}</span>
      </td>
      <td className="num">{runs === 0 ? <span className="text-hint">none</span> : formatNumber(runs)}</td>
      <td className="num">{formatNumber(instance_ids.length)}</td>
      <td className="num">
        {schedules_on + schedules_paused === 0 ? (
          <span className="text-hint">none</span>
        ) : (
          formatNumber(schedules_on + schedules_paused)
        )}
        {schedules_paused > 0 && (
          <span className="block text-t12 text-hint">{formatNumber(schedules_paused)} paused</span>
        )}
      </td>
      <td className="num text-label" title={formatExact(changed_at)}>
        {formatDay(changed_at)}
      </td>
    </tr>
  );
});
