// What the check on this computer says of a text that Amazon refused: its findings carry replacements, Amazon's words none.
import { Text } from "@codemirror/state";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { isFailed } from "@/components/State";
import { rangeOf } from "@/features/query/editor/place";
import { type Place, placeOfError } from "@/features/query/remote_error";
import { api, type Diagnostic, type ExecutionDetail } from "@/ipc";

export interface Fix {
  /** The text with what replaces its wrong places. */
  sql: string;
  /** What is wrong, as the check says it. */
  why: string;
}

const before = (a: Place, b: Place): boolean =>
  a.end_line < b.line || (a.end_line === b.line && a.end_column <= b.column);
const meets = (a: Place, b: Place): boolean => !before(a, b) && !before(b, a);

/** Findings that speak of what Amazon refused: those at its place, and all where it named none. */
export function findingsAt(run: Pick<ExecutionDetail, "sql" | "error">, found: readonly Diagnostic[]): Diagnostic[] {
  const place = placeOfError(run, run.sql);
  return place ? found.filter((one) => meets(one, place)) : [...found];
}

/** The text with all that can be replaced replaced, if that mends the place of the error. */
export function fixOf(run: Pick<ExecutionDetail, "sql" | "error">, found: readonly Diagnostic[]): Fix | null {
  const mends = found.filter((one) => one.severity === "error" && one.replacement !== null);
  const [first] = findingsAt(run, mends);
  if (!first) return null;
  const doc = Text.of(run.sql.split("\n"));
  const edits = mends
    .map((one) => ({ ...rangeOf(doc, one), insert: one.replacement ?? "" }))
    .sort((a, b) => b.from - a.from);
  let sql = run.sql;
  let last = Number.POSITIVE_INFINITY;
  for (const { from, to, insert } of edits) {
    // Of two that meet only one can be right.
    if (to > last) continue;
    sql = sql.slice(0, from) + insert + sql.slice(to);
    last = from;
  }
  return { sql, why: [first.message, first.help].filter(Boolean).join(" ") };
}

/** Codes of errors that lie in the text, so that the check may know more of them. */
const IN_TEXT = /^amc\.(compile|rejected|refused)$|^query\./;

/** What the check says of the text of a run that was refused for it. */
export function useFindings(run: ExecutionDetail): Diagnostic[] {
  const ask = isFailed(run.state) && run.error !== null && IN_TEXT.test(run.error.code);
  const report = useQuery({
    queryKey: ["check", run.id],
    queryFn: () => api.checkSql(run.sql, [run.instance_id]),
    enabled: ask,
    staleTime: 60_000,
    retry: false,
  }).data;
  return useMemo(() => (ask && report ? report.diagnostics : []), [ask, report]);
}
