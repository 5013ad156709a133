// An error that Amazon's compiler found in a text that the local check let pass, shown at its place in the editor.
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Diagnostic, ExecutionDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { statementsOf } from "./statements";

export type Place = Pick<Diagnostic, "line" | "column" | "end_line" | "end_column">;

/** A text that was sent, and the error that came back. */
export type Sent = Pick<ExecutionDetail, "sql" | "error">;

/** Where the error of a run lies in `sql`; null where the run was of another text or its error names no place. */
export function placeOfError(run: Sent, sql: string): Place | null {
  const details = run.error?.details;
  if (!details?.line) return null;
  // It may have been one statement of several.
  const at =
    run.sql === sql ? 0 : (statementsOf(sql).find((part) => sql.slice(part.from, part.to) === run.sql)?.from ?? -1);
  if (at < 0) return null;
  const before = sql.slice(0, at).split("\n");
  const lines = before.length - 1;
  const beside = [...(before.at(-1) ?? "")].length;
  const columnAt = (line: number, column: number) => (line === 1 ? column + beside : column);
  const line = details.line;
  const column = details.column ?? 1;
  const end_line = details.end_line ?? line;
  // Amazon names the last character, a finding the one behind it.
  const end_column = details.end_column === null ? column : details.end_column + 1;
  return {
    line: line + lines,
    column: columnAt(line, column),
    end_line: end_line + lines,
    end_column: columnAt(end_line, end_column),
  };
}

/** The error of a run as a finding in the text it was sent with. */
export function remoteFinding(run: Sent, sql: string): Diagnostic | null {
  const place = placeOfError(run, sql);
  if (!place || !run.error) return null;
  return {
    ...place,
    severity: "error",
    code: run.error.code,
    // The place is marked; its numbers need not be read.
    message: `Amazon: ${(run.error.details.raw ?? run.error.message).replace(/^(From|At) line [^:]*: /i, "")}`,
    help: null,
    replacement: null,
  };
}

/** What Amazon's compiler said of `sql` when it was last run as a batch. */
export function useRemoteFinding(batch: string | null, sql: string): Diagnostic | null {
  const runs = useQuery(queries.executions()).data;
  const failed = batch === null ? undefined : runs?.find((run) => run.batch_id === batch && run.state === "failed");
  const run = useQuery({ ...queries.execution(failed?.id ?? ""), enabled: failed !== undefined }).data;
  return useMemo(() => (run && failed ? remoteFinding(run, sql) : null), [run, failed, sql]);
}
