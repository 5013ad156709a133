// Two periods of a schedule beside one another: which days they have, and how their figures differ.
import { formatDuration, formatNumber } from "@/components/format";
import type { PeriodFigures } from "@/ipc";
import { moneyWords } from "./Costs";

const DAY = 86_400_000;

/** Days, both included, `YYYY-MM-DD`. */
export interface Days {
  first: string;
  last: string;
}

const shift = (day: string, by: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * DAY).toISOString().slice(0, 10);

/** The last full days before `today`, and as many before them. */
export function lastDays(count: number, today: string): [now: Days, before: Days] {
  return [
    { first: shift(today, -count), last: shift(today, -1) },
    { first: shift(today, -2 * count), last: shift(today, -count - 1) },
  ];
}

export const areWhole = ({ first, last }: Days): boolean => first !== "" && last !== "" && first <= last;

/** How many days these are. */
export const lengthOf = ({ first, last }: Days): number => Math.round((Date.parse(last) - Date.parse(first)) / DAY) + 1;

const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const LONG = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** `26 Feb to 4 Mar`; with years where they differ from this one. */
export function daysWords({ first, last }: Days, year: number): string {
  const format = [first, last].every((day) => day.startsWith(`${year}-`)) ? SHORT : LONG;
  const [from, to] = [first, last].map((day) => format.format(Date.parse(`${day}T00:00:00Z`)));
  return from === to ? `${from}` : `${from} to ${to}`;
}

export interface Compared {
  name: string;
  hint: string;
  now: string;
  before: string;
  change: string;
  /** Whether it went well, where that can be said. */
  verdict: "better" | "worse" | null;
}

const MINUS = "\u2212";
const signed = (by: number, words: string): string => (by === 0 ? "no change" : `${by > 0 ? "+" : MINUS}${words}`);

/** Whether more is good; null where it is neither. */
type Good = "more" | "less" | null;

const verdictOf = (by: number, good: Good): Compared["verdict"] =>
  good === null || by === 0 ? null : by > 0 === (good === "more") ? "better" : "worse";

interface Row {
  name: string;
  hint?: string;
  of: (figures: PeriodFigures) => number | null;
  words: (value: number) => string;
  good: Good;
  /** What the change is told in: percent of the value before, or the difference itself. */
  change: "share" | "points" | "count";
}

/** So many hundredths a time may move, and so many points a rate, before it is called better or worse. */
const NOISE = 5;
const NOISE_POINTS = 1;

const rate = ({ succeeded, failed }: PeriodFigures): number | null =>
  succeeded + failed === 0 ? null : (succeeded / (succeeded + failed)) * 100;

const rows = (currency: string | null): Row[] => [
  { name: "Success rate", of: rate, words: (value) => `${value.toFixed(1)}%`, good: "more", change: "points" },
  { name: "Slots succeeded", of: ({ succeeded }) => succeeded, words: formatNumber, good: null, change: "count" },
  { name: "Slots failed", of: ({ failed }) => failed, words: formatNumber, good: "less", change: "count" },
  { name: "Did not run", of: ({ without }) => without, words: formatNumber, good: "less", change: "count" },
  { name: "Executions", of: ({ executions }) => executions, words: formatNumber, good: null, change: "count" },
  {
    name: "Time a slot",
    hint: "median",
    of: ({ median_millis }) => median_millis,
    words: formatDuration,
    good: "less",
    change: "share",
  },
  {
    name: "Start delay",
    hint: "95 of 100",
    of: ({ delay_millis }) => delay_millis,
    words: formatDuration,
    good: null,
    change: "share",
  },
  {
    name: "Rows a run",
    of: ({ rows_a_run }) => rows_a_run,
    words: (value) => formatNumber(Math.round(value)),
    good: null,
    change: "share",
  },
  ...(currency === null
    ? []
    : [
        {
          name: "Cost",
          hint: currency,
          of: ({ cost }: PeriodFigures) => cost,
          words: (value: number) => moneyWords(value, "").trim(),
          good: null,
          change: "share" as const,
        },
      ]),
];

/**
 * How a figure differs from the one before; nothing where it has no measure. What is counted is told by `count`, and is neither
 * better nor worse where the periods are not `alike` in length.
 */
export function difference(
  here: number | null,
  there: number | null,
  { change, good }: Pick<Row, "change" | "good">,
  { count = formatNumber, alike = true }: { count?: (by: number) => string; alike?: boolean } = {},
): Pick<Compared, "change" | "verdict"> {
  if (here === null || there === null) return { change: "", verdict: null };
  const by = here - there;
  if (change === "count") {
    return { change: signed(by, count(Math.abs(by))), verdict: alike ? verdictOf(by, good) : null };
  }
  if (change === "points") {
    const points = Number(by.toFixed(1));
    const unit = Math.abs(points) === 1 ? "point" : "points";
    return {
      change: signed(points, `${Math.abs(points).toFixed(1)} ${unit}`),
      verdict: Math.abs(points) < NOISE_POINTS ? null : verdictOf(points, good),
    };
  }
  if (there === 0) return { change: by === 0 ? "no change" : "", verdict: null };
  const share = Math.round((by / there) * 100);
  return {
    change: signed(share, `${formatNumber(Math.abs(share))}%`),
    verdict: Math.abs(share) < NOISE ? null : verdictOf(share, good),
  };
}

/** The figures of two periods row by row. Counts of periods of different length are neither better nor worse. */
export function compare(now: PeriodFigures, before: PeriodFigures, currency: string | null): Compared[] {
  const alike = lengthOf(now) === lengthOf(before);
  const known = currency !== null && (now.cost !== null || before.cost !== null) ? currency : null;
  return rows(known).map(({ name, hint = "", of, words, good, change }) => {
    const [here, there] = [of(now), of(before)];
    return {
      name,
      hint,
      now: here === null ? "none" : words(here),
      before: there === null ? "none" : words(there),
      ...difference(here, there, { change, good }, { alike }),
    };
  });
}
