import { useEffect, useState } from "react";
import { type AppError, api, asAppError, type CheckReport } from "@/ipc";

/** Pause in typing after which a text is checked. The check itself takes milliseconds. */
const PAUSE = 60;

export interface Checked {
  /** The text that the report speaks of. */
  sql: string;
  report: CheckReport | null;
  error: AppError | null;
}

const EMPTY: Checked = { sql: "", report: null, error: null };

/** What the checker says about `sql`. Between a change and its report the last one stays; `sql` tells which it is of. */
export function useCheck(sql: string): Checked {
  const [checked, setChecked] = useState<Checked>(EMPTY);
  useEffect(() => {
    if (sql.trim() === "") {
      setChecked({ ...EMPTY, sql });
      return;
    }
    let current = true;
    const timer = window.setTimeout(() => {
      api.checkSql(sql).then(
        (report) => current && setChecked({ sql, report, error: null }),
        (thrown: unknown) => current && setChecked({ sql, report: null, error: asAppError(thrown) }),
      );
    }, PAUSE);
    return () => {
      current = false;
      window.clearTimeout(timer);
    };
  }, [sql]);
  return checked;
}

export function counts(report: CheckReport): { errors: number; warnings: number; infos: number } {
  const of = (severity: string) => report.diagnostics.filter((entry) => entry.severity === severity).length;
  return { errors: of("error"), warnings: of("warning"), infos: of("info") };
}
