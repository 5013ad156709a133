import { useQueryClient } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, useCallback, useRef, useState } from "react";
import { formatDuration, formatWhen, shortWindow } from "@/components/format";
import { useNarrow } from "@/components/narrow";
import { RowsTable } from "@/components/RowsTable";
import { rowKeys } from "@/components/row_keys";
import { isUnderWay, State } from "@/components/State";
import { foresee } from "@/features/result/pages";
import type { ExecutionSummary } from "@/ipc";
import { Progress, RowsCell, tookWords, WhenCell } from "./cells";
import { type Group, type Grouping, tally, tallyWords } from "./groups";
import { useNow } from "./now";
import { progressOf, type Usual } from "./usual";

interface ListProps {
  groups: Group[];
  grouping: Grouping;
  chosen: string | null;
  /** How long runs under way usually take, by their ids. */
  usual: ReadonlyMap<string, Usual>;
  /** The run that the chosen one is compared with. */
  other: string | null;
  /** Whether a run is looked for to compare with: then arrows only move, and what is chosen is not opened. */
  picking: boolean;
  onOpen: (id: string) => void;
  onCompare: (id: string) => void;
}

const COLUMNS = [
  { word: "State", width: 116 },
  { word: "Run" },
  { word: "Window", width: 132 },
  { word: "Started", width: 128, num: true },
  { word: "Took", width: 100, num: true },
  { word: "Rows", width: 68, num: true },
];

/** Where the head of each group says the day, and where there is no room for the dates and the bar of progress. */
const columnsOf = (oneDay: boolean, narrow: boolean) =>
  COLUMNS.filter(({ word }) => !narrow || word !== "Window").map((column) => {
    if (column.word === "Started" && oneDay) return { ...column, width: 72 };
    return column.word === "Took" && narrow ? { ...column, width: 76 } : column;
  });

/** Runs in groups. Arrows move and open, a group folds. */
export function ExecutionList(props: ListProps) {
  const { groups, grouping, chosen, usual, other, picking, onOpen, onCompare } = props;
  const open = picking ? onCompare : onOpen;
  // Of the detail, which keeps its width, so much is left for the list.
  const narrow = useNarrow(1180);
  const columns = columnsOf(
    groups.every((group) => group.oneDay),
    narrow,
  );
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const body = useRef<HTMLTableSectionElement>(null);
  const now = useNow(groups.some((group) => group.runs.some((run) => isUnderWay(run.state))));
  const client = useQueryClient();
  // While the button is still down: a run is open the sooner.
  const onPress = useCallback((run: ExecutionSummary) => foresee(client, run), [client]);
  const fold = (key: string) => {
    const next = new Set(folded);
    if (!next.delete(key)) next.add(key);
    setFolded(next);
  };
  const onKeyDown = rowKeys(body, open, !picking);
  const visible = groups.flatMap((group) => (folded.has(group.key) ? [] : group.runs));
  const stop = visible.find((run) => run.id === chosen)?.id ?? visible[0]?.id;
  return (
    <RowsTable label="Executions" className="execution-rows" columns={columns} body={{ ref: body, onKeyDown }}>
      {groups.map((group) => {
        const shut = folded.has(group.key);
        return [
          grouping !== "none" && (
            <tr key={group.key} className="group">
              <td colSpan={columns.length}>
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
                  {group.once && <span className="font-normal text-hint">{formatWhen(group.at, now)}</span>}
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
              now={isUnderWay(run.state) ? now : null}
              rows={group.rows}
              oneDay={group.oneDay}
              narrow={narrow}
              usual={usual.get(run.id) ?? null}
              chosen={run.id === chosen || run.id === other}
              stop={run.id === stop}
              onPress={onPress}
              onOpen={open}
              onCompare={onCompare}
            />
          )),
        ];
      })}
    </RowsTable>
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
  /** The present for a run under way; a run that has ended is not drawn anew each second. */
  now: number | null;
  rows: Group["rows"];
  oneDay: boolean;
  narrow: boolean;
  usual: Usual | null;
  chosen: boolean;
  stop: boolean;
  onPress: (run: ExecutionSummary) => void;
  onOpen: (id: string) => void;
  onCompare: (id: string) => void;
}

const Row = memo(function Row({
  run,
  now,
  rows,
  oneDay,
  narrow,
  usual,
  chosen,
  stop,
  onPress,
  onOpen,
  onCompare,
}: RowProps) {
  return (
    <tr
      data-row={run.id}
      aria-selected={chosen}
      tabIndex={stop ? 0 : -1}
      onPointerDown={() => onPress(run)}
      onClick={(event) => (event.ctrlKey || event.metaKey ? onCompare : onOpen)(run.id)}
    >
      <td>
        <State state={run.state} />
      </td>
      <td title={`${run.name}, ${run.instance_name}`}>
        {rows === "both" ? (
          <>
            {run.name} <span className="text-label">{run.instance_name}</span>
          </>
        ) : (
          <span className="pl-5.5">{rows === "name" ? run.name : run.instance_name}</span>
        )}
      </td>
      {!narrow && (
        <td className="text-label" title={run.window_words}>
          {shortWindow(run.window_words)}
        </td>
      )}
      <WhenCell at={run.created_at} clock={oneDay} />
      <TookCell run={run} usual={usual} bar={!narrow} now={now ?? run.created_at} />
      <RowsCell run={run} />
    </tr>
  );
});

interface TookCellProps {
  run: ExecutionSummary;
  usual: Usual | null;
  bar: boolean;
  now: number;
}

/** How long it took, or how far it has come where earlier runs tell. */
function TookCell({ run, usual, bar, now }: TookCellProps) {
  if (!usual || (run.state !== "running" && run.state !== "publishing"))
    return <td className="num">{tookWords(run, now)}</td>;
  const { part, left } = progressOf(run, usual, now);
  return (
    <td
      className="num"
      title={`${tookWords(run, now)} so far; ${usual.runs} earlier runs took ${formatDuration(usual.median)}`}
    >
      <span className="flex items-center justify-end gap-2">
        {bar && <Progress part={part} />}
        {left > 0 ? `${formatDuration(left)} left` : tookWords(run, now)}
      </span>
    </td>
  );
}
