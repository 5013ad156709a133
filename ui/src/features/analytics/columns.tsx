// The columns of the tables: what stands in a cell, by what it sorts, and what is copied of it.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { formatBytes, formatDuration, formatExact, formatNumber, formatWhen } from "@/components/format";
import { MiddleCut } from "@/components/MiddleCut";
import type { Column } from "@/components/RowsTable";
import type { ErrorFigures, GroupFigures, SimilarFigures } from "@/ipc";
import { toldOf } from "./categories";
import type { CsvCell } from "./csv";
import { percentWords, successOf } from "./figures";

export interface FigureColumn<R> extends Column {
  /** What rows are sorted by; null stands last either way. */
  of: (row: R) => string | number | null;
  cell: (row: R) => ReactNode;
  /** The name of the column in a copy, with the unit. */
  copied: string;
  /** What is copied, where that is not what rows are sorted by. */
  copy?: (row: R) => CsvCell;
}

const seconds = (millis: number | null): CsvCell => (millis === null ? null : millis / 1000);
const durationWords = (millis: number | null): string => (millis === null ? "" : formatDuration(millis));

/** A count and its share as a thin bar. */
function Share({ count, all, of }: { count: number; all: number; of: string }) {
  const share = all === 0 ? 0 : (count / all) * 100;
  return (
    <span className="share" title={`${percentWords(share)} of ${of}`}>
      <span className="share-bar" aria-hidden="true">
        <i style={{ width: `${share}%` }} />
      </span>
      <span className="share-count">{formatNumber(count)}</span>
    </span>
  );
}

type Newest = Pick<GroupFigures, "last_execution_id" | "last_at">;

/** The newest run, which says more than a sum can. */
const newest = <R extends Newest>(now: number, nameOf: (row: R) => string): FigureColumn<R> => ({
  word: "Newest run",
  width: 150,
  num: true,
  of: ({ last_at }) => last_at,
  cell: (row) => (
    <Link
      to="/executions/$id"
      params={{ id: row.last_execution_id }}
      className="row-link"
      title={formatExact(row.last_at)}
      aria-label={`${formatWhen(row.last_at, now)}, newest run: ${nameOf(row)}`}
    >
      {formatWhen(row.last_at, now)}
    </Link>
  ),
  copied: "Newest run",
  copy: ({ last_at }) => new Date(last_at).toISOString(),
});

const times: FigureColumn<GroupFigures>[] = [
  {
    word: "Run time",
    width: 90,
    num: true,
    of: ({ median_run_millis }) => median_run_millis,
    cell: ({ median_run_millis }) => durationWords(median_run_millis),
    copied: "Median run, seconds",
    copy: ({ median_run_millis }) => seconds(median_run_millis),
  },
  {
    word: "Slow run",
    width: 90,
    num: true,
    of: ({ slow_run_millis }) => slow_run_millis,
    cell: ({ slow_run_millis }) => durationWords(slow_run_millis),
    copied: "95 of 100 runs took at most, seconds",
    copy: ({ slow_run_millis }) => seconds(slow_run_millis),
  },
  {
    word: "Wait",
    width: 80,
    num: true,
    of: ({ median_wait_millis }) => median_wait_millis,
    cell: ({ median_wait_millis }) => durationWords(median_wait_millis),
    copied: "Median wait, seconds",
    copy: ({ median_wait_millis }) => seconds(median_wait_millis),
  },
];

interface Of {
  now: number;
  /** Runs that shares are of. */
  all: number;
  /** Characters of names that are kept at their end. */
  tail: number;
}

/** The columns of groups of runs: queries or instances. */
export const groupColumns = (word: string, { now, all, tail }: Of, link: boolean): FigureColumn<GroupFigures>[] => [
  {
    word,
    of: ({ name }) => name,
    cell: ({ id, name }) =>
      link && id ? (
        <Link to={`/workflows/${encodeURIComponent(id)}` as string} className="row-link query-name" title={name}>
          <MiddleCut text={name} tail={tail} />
        </Link>
      ) : (
        <span className="query-name" title={name}>
          <MiddleCut text={name} tail={tail} />
        </span>
      ),
    copied: word,
  },
  {
    word: "Runs",
    width: 128,
    num: true,
    of: ({ runs }) => runs,
    cell: ({ runs }) => <Share count={runs} all={all} of="all runs" />,
    copied: "Runs",
  },
  {
    word: "Success",
    width: 92,
    num: true,
    of: successOf,
    cell: (group) => (
      <span title={`${formatNumber(group.succeeded)} ended well, ${formatNumber(group.failed)} failed`}>
        {percentWords(successOf(group))}
      </span>
    ),
    copied: "Success, percent",
    copy: (group) => {
      const share = successOf(group);
      return share === null ? null : Number(share.toFixed(2));
    },
  },
  ...times,
  {
    word: "Rows",
    width: 108,
    num: true,
    of: ({ rows }) => rows,
    cell: ({ rows }) => formatNumber(rows),
    copied: "Rows",
  },
  {
    word: "Kept",
    width: 72,
    num: true,
    of: ({ bytes }) => bytes,
    cell: ({ bytes }) => formatBytes(bytes),
    copied: "Kept, bytes",
  },
  newest(now, ({ name }) => name),
];

/** The columns of what went wrong. */
export const errorColumns = ({ now, all }: Of): FigureColumn<ErrorFigures>[] => [
  {
    word: "Kind",
    width: 132,
    of: ({ code }) => toldOf(code).category,
    cell: ({ code }) => toldOf(code).category,
    copied: "Kind",
  },
  {
    word: "What happened",
    of: ({ code }) => toldOf(code).words,
    cell: ({ code }) => <span title={`${toldOf(code).words}. Code: ${code}`}>{toldOf(code).words}</span>,
    copied: "Code",
    copy: ({ code }) => code,
  },
  {
    word: "Runs",
    width: 128,
    num: true,
    of: ({ runs }) => runs,
    cell: ({ runs }) => <Share count={runs} all={all} of="the runs that failed so" />,
    copied: "Runs",
  },
  {
    word: "Queries",
    width: 88,
    num: true,
    of: ({ queries }) => queries,
    cell: ({ queries }) => formatNumber(queries),
    copied: "Queries",
  },
  newest(now, ({ code }) => toldOf(code).words),
];

/** The columns of near-equal runs. */
export const similarColumns = (now: number): FigureColumn<SimilarFigures>[] => [
  {
    word: "Query",
    of: ({ name }) => name,
    cell: ({ name }) => (
      <span className="query-name" title={name}>
        {name}
      </span>
    ),
    copied: "Query",
  },
  {
    word: "Instance",
    width: 220,
    of: ({ instance_name }) => instance_name,
    cell: ({ instance_name }) => (
      <span className="cut" title={instance_name}>
        {instance_name}
      </span>
    ),
    copied: "Instance",
  },
  {
    word: "Runs",
    width: 88,
    num: true,
    of: ({ runs }) => runs,
    cell: ({ runs }) => formatNumber(runs),
    copied: "Runs",
  },
  {
    word: "Over one day",
    width: 120,
    num: true,
    of: ({ same_day }) => same_day,
    cell: ({ same_day }) => (
      <span title="The most of them that cover one and the same day">{formatNumber(same_day)}</span>
    ),
    copied: "Most over one day",
  },
  {
    word: "Refused",
    width: 88,
    num: true,
    of: ({ refused }) => refused,
    cell: ({ refused }) => (refused === 0 ? "" : formatNumber(refused)),
    copied: "Refused for the others",
  },
  newest(now, ({ name, instance_name }) => `${name} on ${instance_name}`),
];
