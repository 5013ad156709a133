// The figures of the strip, each with how it differs from the days before.
import { formatBytes, formatDuration, formatNumber, plural } from "@/components/format";
import { moneyWords } from "@/features/schedule/Costs";
import { type Compared, difference } from "@/features/schedule/periods";
import type { GroupFigures, RunFigures } from "@/ipc";

export interface Figure {
  name: string;
  figure: string;
  unit: string;
  /** Nothing while the days before are not known. */
  change: string;
  verdict: Compared["verdict"];
}

/** Of the runs that ended well or badly, so many of a hundred ended well; null where none did. */
export function successOf({ succeeded, failed }: Pick<GroupFigures, "succeeded" | "failed">): number | null {
  const ended = succeeded + failed;
  return ended === 0 ? null : (succeeded / ended) * 100;
}

export const percentWords = (share: number | null): string => (share === null ? "" : `${share.toFixed(1)}%`);

interface Row {
  name: string;
  of: (figures: RunFigures) => number | null;
  words: (value: number) => string;
  change: "share" | "points" | "count";
  good: "more" | "less" | null;
}

const ROWS: readonly Row[] = [
  { name: "Runs", of: ({ all }) => all.runs, words: formatNumber, change: "count", good: null },
  { name: "Success rate", of: ({ all }) => successOf(all), words: percentWords, change: "points", good: "more" },
  {
    name: "Median run time",
    of: ({ all }) => all.median_run_millis,
    words: formatDuration,
    change: "share",
    good: "less",
  },
  {
    name: "Median wait",
    of: ({ all }) => all.median_wait_millis,
    words: formatDuration,
    change: "share",
    good: "less",
  },
  { name: "Rows", of: ({ all }) => all.rows, words: formatNumber, change: "share", good: null },
  { name: "Bytes kept", of: ({ all }) => all.bytes, words: formatBytes, change: "share", good: null },
];

const COST: Row = {
  name: "Cost",
  of: ({ cost }) => cost,
  words: (value) => moneyWords(value, "").trim(),
  change: "share",
  good: null,
};

/** What is told of all runs; what they cost only where there are rates. */
export function figuresOf(now: RunFigures, before: RunFigures | undefined): Figure[] {
  const rows = now.cost === null ? ROWS : [...ROWS, COST];
  return rows.map((row) => {
    const { name, of, words, change, good } = row;
    const [here, there] = [of(now), before === undefined ? null : of(before)];
    const { change: by, verdict } = difference(here, there, { change, good }, { count: (n) => plural(n, "run") });
    return {
      name,
      figure: here === null ? "none" : words(here),
      unit: row === COST ? (now.currency ?? "") : "",
      change: before === undefined ? "" : by || "none before",
      verdict,
    };
  });
}
