// A run that ends while its person looks at something else is told in the window, with the way to it.
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { plural } from "@/components/format";
import { isFailed, isUnderWay } from "@/components/State";
import { useToast } from "@/components/Toast";
import { useShownBatch } from "@/features/query/runs";
import type { ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";

/** What a batch that has ended says of itself. */
export function newsOf(runs: readonly ExecutionSummary[]): string {
  const done = runs.filter((run) => run.state === "succeeded");
  const rows = done.reduce((sum, run) => sum + (run.row_count ?? 0), 0);
  const [only] = runs;
  const name = only?.name ?? "";
  if (only && runs.length === 1) {
    if (only.state === "succeeded") return `${name}, ${only.instance_name}: ${plural(rows, "row")}`;
    return `${name}, ${only.instance_name}: ${WORDS[only.state] ?? "ended"}`;
  }
  return `${name}: ${done.length} of ${runs.length} done, ${plural(rows, "row")}`;
}

const WORDS: Partial<Record<ExecutionSummary["state"], string>> = {
  failed: "failed",
  rejected: "refused by Amazon",
  cancelled: "cancelled",
  needs_review: "needs your decision",
};

const moving = (run: ExecutionSummary): boolean => isUnderWay(run.state) || run.fetching;

/** Batches of `now` that were moving in `before` and have all ended. */
export function ended(before: readonly ExecutionSummary[], now: readonly ExecutionSummary[]): ExecutionSummary[][] {
  const moved = new Set(before.filter(moving).map((run) => run.batch_id));
  return [...moved]
    .map((batch) => now.filter((run) => run.batch_id === batch))
    .filter((runs) => runs.length > 0 && !runs.some(moving));
}

export function useRunNews(): void {
  const runs = useQuery(queries.executions()).data;
  const path = useLocation({ select: (location) => location.pathname });
  const shown = useShownBatch();
  const navigate = useNavigate();
  const toast = useToast();
  const before = useRef<ExecutionSummary[] | null>(null);
  const where = useRef({ path, shown });
  where.current = { path, shown };
  useEffect(() => {
    if (!runs) return;
    const news = before.current ? ended(before.current, runs) : [];
    before.current = runs;
    for (const batch of news) {
      const [first] = batch;
      if (!first) continue;
      const { path: at, shown: seen } = where.current;
      if (at.startsWith("/executions") || (at.startsWith("/query") && seen === first.batch_id)) continue;
      const bad = batch.find((run) => isFailed(run.state) || run.state === "needs_review");
      toast.show({
        text: newsOf(batch),
        tone: bad ? "danger" : "ok",
        burst: { kind: "ended", words: (count) => `${count} queries have ended` },
        action: {
          word: "Open",
          run: () => void navigate({ to: "/executions/$id", params: { id: (bad ?? first).id } }),
        },
      });
    }
  }, [runs, navigate, toast]);
}
