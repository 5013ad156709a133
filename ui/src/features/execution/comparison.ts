// What two runs have in common and in what they differ, as one reads it.
import { formatDuration, formatNumber } from "@/components/format";
import { showValue } from "@/features/query/parameters";
import type { ExecutionDetail } from "@/ipc";
import { daysOf } from "./same_window";

export interface Line {
  what: string;
  before: string;
  after: string;
  /** How far they lie apart, or that they differ; null where they are the same. */
  apart: string | null;
}

const took = (run: ExecutionDetail): number | null =>
  run.finished_at === null ? null : run.finished_at - run.created_at;

/** `+1:12`, with a real minus sign. */
function signed(difference: number, words: (size: number) => string): string | null {
  if (difference === 0) return null;
  return `${difference > 0 ? "+" : "\u2212"}${words(Math.abs(difference))}`;
}

/** The entries of a list stand below one another. */
function valueIn(run: ExecutionDetail, name: string): string {
  const value = run.parameter_values[name];
  return value === undefined ? "not set" : Array.isArray(value) ? value.join(",\n") : showValue(value);
}

const apartIf = (differ: boolean): string | null => (differ ? "differs" : null);

/** By how many days the second window lies later, where both are as long. */
function shift(a: ExecutionDetail, b: ExecutionDetail): string | null {
  const [first, second] = [daysOf(a), daysOf(b)];
  const [begin, end] = [second.first - first.first, second.last - first.last];
  if (begin === 0 && end === 0) return null;
  if (begin !== end) return "another length";
  return `${formatNumber(Math.abs(begin))} ${Math.abs(begin) === 1 ? "day" : "days"} ${begin > 0 ? "later" : "earlier"}`;
}

/** Lines for what two runs were asked and what came of them; `a` began before `b`. */
export function comparison(a: ExecutionDetail, b: ExecutionDetail): Line[] {
  const line = (what: string, before: string, after: string, apart = apartIf(before !== after)): Line => ({
    what,
    before,
    after,
    apart,
  });
  const names = [...new Set([...Object.keys(a.parameter_values), ...Object.keys(b.parameter_values)])].sort();
  const [first, second] = [took(a), took(b)];
  const [few, many] = [a.row_count, b.row_count];
  return [
    line("Query", a.name, b.name),
    line("Instance", a.instance_name, b.instance_name, apartIf(a.instance_id !== b.instance_id)),
    line("Window", a.window_words, b.window_words, shift(a, b)),
    line("Zone", a.time_zone, b.time_zone),
    ...names.map((name) => {
      return line(name, valueIn(a, name), valueIn(b, name));
    }),
    line(
      "Took",
      first === null ? "not ended" : formatDuration(first),
      second === null ? "not ended" : formatDuration(second),
      first === null || second === null ? apartIf(first !== second) : signed(second - first, formatDuration),
    ),
    line(
      "Rows",
      few === null ? "none" : formatNumber(few),
      many === null ? "none" : formatNumber(many),
      few === null || many === null ? apartIf(few !== many) : signed(many - few, formatNumber),
    ),
    ...(a.result && b.result
      ? [
          line(
            "SHA-256",
            a.result.sha256.slice(0, 12),
            b.result.sha256.slice(0, 12),
            apartIf(a.result.sha256 !== b.result.sha256),
          ),
        ]
      : []),
    ...(a.error || b.error ? [line("Error", a.error?.message ?? "none", b.error?.message ?? "none")] : []),
  ];
}

/** How many lines differ, in words. */
export function differenceWords(lines: readonly Line[], sameSql: boolean): string {
  const differ = lines.filter((line) => line.apart !== null).map((line) => line.what.toLowerCase());
  if (!sameSql) differ.push("SQL");
  return differ.length === 0 ? "They are the same in all that is listed here." : `Different: ${differ.join(", ")}.`;
}
