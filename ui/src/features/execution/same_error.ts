import { useQueries } from "@tanstack/react-query";
import { isFailed } from "@/components/State";
import type { ExecutionDetail, ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { sameQuery } from "./usual";

/** So many earlier failures are looked into: each is a question to the host. */
const MOST = 20;

export interface SameError {
  /** Earlier runs of the query, on any instance, that ended with the same code, newest first. */
  runs: ExecutionSummary[];
  /** How many earlier failures of the query were looked into, of how many. */
  looked: number;
  failures: number;
}

/** Whether the same query failed in the same way before; null until that is known, or where nothing failed. */
export function useSameError(run: ExecutionDetail, all: readonly ExecutionSummary[]): SameError | null {
  const code = isFailed(run.state) ? (run.error?.code ?? null) : null;
  const failures =
    code === null
      ? []
      : all.filter(
          (other) =>
            other.id !== run.id &&
            other.batch_id !== run.batch_id &&
            other.created_at < run.created_at &&
            isFailed(other.state) &&
            sameQuery(other, run),
        );
  const asked = failures.slice(0, MOST);
  const answers = useQueries({ queries: asked.map(({ id }) => queries.execution(id)) });
  if (code === null || answers.some((answer) => answer.isPending)) return null;
  const runs = asked.filter((_other, i) => answers[i]?.data?.error?.code === code);
  return { runs, looked: asked.length, failures: failures.length };
}
