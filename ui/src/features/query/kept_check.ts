// What is said of a query over kept results while it is written.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import {
  asAppError,
  type CheckReport,
  type Error as CommandError,
  type Diagnostic,
  type ErrorDetails,
  type KeptCheck,
} from "@/ipc";
import { queries } from "@/ipc/queries";
import type { Checked } from "./check";
import type { Place } from "./remote_error";

/** Milliseconds without a change after which a text is checked. */
const PAUSE = 250;

/** Where an error lies; one that names no place is of the whole statement, and stands at its beginning. */
export function keptPlace({ line, column, end_line, end_column }: ErrorDetails, sql: string): Place {
  if (line === null) {
    const before = sql.slice(0, sql.length - sql.trimStart().length).split("\n");
    const [at, beside] = [before.length, [...(before.at(-1) ?? "")].length + 1];
    const word = /^\w*/.exec(sql.trimStart())?.[0].length ?? 0;
    return { line: at, column: beside, end_line: at, end_column: beside + word };
  }
  const from = column ?? 1;
  return { line, column: from, end_line: end_line ?? line, end_column: end_column ?? from };
}

const finding = ({ code, message, next_step, details }: CommandError, sql: string): Diagnostic => ({
  ...keptPlace(details, sql),
  severity: "error",
  code,
  message,
  help: next_step,
  replacement: null,
});

function reportOf({ sql, columns, error, millis }: KeptCheck & { sql: string; millis: number }): CheckReport {
  return {
    ok: error === null,
    diagnostics: error ? [finding(error, sql)] : [],
    parameters: [],
    tables: [],
    output: columns.map(({ name, data_type }) => ({ name, data_type, threshold: "NONE" })),
    elapsed_ms: millis,
  };
}

/** What is wrong with `sql` once nothing was typed for a moment. Until then the last answer stays, with the text it is of. */
export function useKeptCheck(sql: string): Checked {
  const [settled, setSettled] = useState(sql);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(sql), PAUSE);
    return () => window.clearTimeout(timer);
  }, [sql]);
  const { data, error } = useQuery({
    ...queries.keptCheck(settled),
    enabled: settled.trim() !== "",
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    if (sql.trim() === "") return { sql, report: null, error: null };
    if (error) return { sql: settled, report: null, error: asAppError(error) };
    return data ? { sql: data.sql, report: reportOf(data), error: null } : { sql, report: null, error: null };
  }, [sql, settled, data, error]);
}
