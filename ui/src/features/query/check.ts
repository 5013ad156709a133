import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useState } from "react";
import { flushSync } from "react-dom";
import { type AppError, api, asAppError, type CheckReport, type Diagnostic } from "@/ipc";
import { queries } from "@/ipc/queries";

/** From the last keystroke to the moment its findings are drawn, on the page's own timeline. */
export const FINDINGS_SHOWN = "findings shown";

let lastTyped = 0;
/** A question that was asked in the key's own event. */
let asked: { sql: string; instances: string[]; answer: Promise<CheckReport> } | null = null;

/**
 * Asks what is to be said of a text that was changed by hand just now, before anything else is done about the change: the answer
 * is awaited by [useCheck], once it hears of the text.
 */
export function askAbout(sql: string, instances: string[]): void {
  lastTyped = performance.now();
  if (sql.trim() === "") return;
  const answer = api.checkSql(sql, instances);
  // Of a text that is overtaken before it is drawn nobody awaits it.
  answer.catch(() => undefined);
  asked = { sql, instances, answer };
}

/** The answer about a text: that which is on its way already, or a new one. */
function answerAbout(sql: string, instances: string[]): Promise<CheckReport> {
  const early = asked?.sql === sql && asked.instances === instances ? asked.answer : null;
  asked = null;
  return early ?? api.checkSql(sql, instances);
}

/** Leaves the time since the last keystroke on the timeline once the next frame is drawn; only the last one is kept. */
function measureShown(): void {
  if (lastTyped === 0) return;
  const start = lastTyped;
  lastTyped = 0;
  requestAnimationFrame(() => {
    performance.clearMeasures(FINDINGS_SHOWN);
    performance.measure(FINDINGS_SHOWN, { start, end: performance.now() });
  });
}

export interface Checked {
  /** The text that the report speaks of. */
  sql: string;
  report: CheckReport | null;
  error: AppError | null;
}

const EMPTY: Checked = { sql: "", report: null, error: null };

/**
 * What the checker says about `sql` for some instances. Between a change and its report the last one stays; `sql` tells which
 * it is of.
 */
export function useCheck(sql: string, instances: string[]): Checked {
  const [checked, setChecked] = useState<Checked>(EMPTY);
  // Whoever was asked for its tables since the last check may know a name by now.
  const lists = useQuery({ ...queries.dataSources(instances), enabled: instances.length > 0 }).data;
  // With each key and before it is drawn: a check takes milliseconds, the host passes over those that a newer one overtakes, and
  // a pause would be felt.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useLayoutEffect(() => {
    if (sql.trim() === "") {
      setChecked({ ...EMPTY, sql });
      return;
    }
    let current = true;
    answerAbout(sql, instances).then(
      (report) => {
        if (!current) return;
        // In the frame that is next, which the library's own scheduling may miss.
        flushSync(() => setChecked({ sql, report, error: null }));
        measureShown();
      },
      (thrown: unknown) => current && setChecked({ sql, report: null, error: asAppError(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [sql, instances, lists]);
  return checked;
}

interface Shown {
  checked: Checked;
  remote: Diagnostic | null;
  list: Diagnostic[];
}

/** What is marked in the text: the checker's findings and that of a run. While a text waits for its report, those before. */
export function useShown(checked: Checked, sql: string, remote: Diagnostic | null): Diagnostic[] {
  const [shown, setShown] = useState<Shown>({ checked: EMPTY, remote: null, list: [] });
  if (checked.sql !== sql || (shown.checked === checked && shown.remote === remote)) return shown.list;
  const here = checked.report?.diagnostics ?? [];
  const list = remote ? [...here, remote] : here;
  // In the course of the same drawing.
  setShown({ checked, remote, list });
  return list;
}

export function counts(report: CheckReport): { errors: number; warnings: number; infos: number } {
  const of = (severity: string) => report.diagnostics.filter((entry) => entry.severity === severity).length;
  return { errors: of("error"), warnings: of("warning"), infos: of("info") };
}
