// Statements that were run, as the history lists them.
import { formatDayYear } from "@/components/format";
import type { Statement } from "@/ipc";

export interface Day {
  key: string;
  word: string;
  statements: Statement[];
}

const DAY = 86_400_000;

/** Statements, newest first, under the days of this computer's clock. */
export function byDay(statements: readonly Statement[], now: number): Day[] {
  const days: Day[] = [];
  const [today, yesterday] = [now, now - DAY].map((at) => new Date(at).toDateString());
  for (const statement of statements) {
    const key = new Date(statement.at).toDateString();
    const last = days.at(-1);
    if (last?.key === key) last.statements.push(statement);
    else {
      const word = key === today ? "Today" : key === yesterday ? "Yesterday" : formatDayYear(statement.at);
      days.push({ key, word, statements: [statement] });
    }
  }
  return days;
}

/** How the runs of a statement ended, in few words. */
export function outcomeWords({ instances, succeeded, failed }: Statement): string {
  const open = instances - succeeded - failed;
  if (instances === 1) return succeeded === 1 ? "done" : failed === 1 ? "failed" : "not done";
  const parts = [`${succeeded} of ${instances} done`];
  if (failed > 0) parts.push(`${failed} failed`);
  else if (open > 0 && succeeded === 0) return `${instances} not done`;
  return parts.join(", ");
}

/** The first line that says something. */
export const startOf = (sql: string): string => sql.replace(/\s+/g, " ").trim();
