import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { type ExecutionSummary, type Page, type ResultFilter, type ResultSort, resultPage } from "@/ipc";
import { queries } from "@/ipc/queries";

/** Rows of a page. The host allows at most 500. */
export const PAGE_ROWS = 200;
const COPY_ROWS = 500;

export interface Wanted {
  executionId: string;
  sort: ResultSort[];
  filters: ResultFilter[];
}

const page = ({ executionId, sort, filters }: Wanted, offset: number, limit: number) =>
  queryOptions({
    queryKey: ["page", executionId, sort, filters, offset, limit],
    queryFn: () => resultPage({ execution_id: executionId, offset, limit, sort, filters }),
    // A kept result never changes.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** Asks for what opening a run will ask for, its rows beside its details rather than after them. */
export function foresee(client: QueryClient, run: ExecutionSummary): void {
  void client.prefetchQuery(queries.execution(run.id));
  if (run.state === "succeeded" && run.row_count)
    void client.prefetchQuery(page({ executionId: run.id, sort: [], filters: [] }, 0, PAGE_ROWS));
}

export interface Rows {
  page: Page | undefined;
  error: unknown;
  at: (row: number) => (string | null)[] | undefined;
  refetch: () => void;
}

/** The pages that hold the rows from `first` to `last`, fetched as they come into sight. */
export function usePages(wanted: Wanted, first: number, last: number): Rows {
  const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
  const to = Math.floor(Math.max(0, last) / PAGE_ROWS);
  const numbers = useMemo(() => {
    const list = [];
    for (let n = from; n <= to; n++) list.push(n);
    return list.includes(0) ? list : [0, ...list];
  }, [from, to]);
  const answers = useQueries({
    queries: numbers.map((n) => ({
      ...page(wanted, n * PAGE_ROWS, PAGE_ROWS),
      // While a filter or sort is worked out, the rows before it stay in place.
      ...(n === 0 ? { placeholderData: keepPreviousData } : {}),
    })),
  });
  const byNumber = new Map(numbers.map((n, i) => [n, answers[i]?.data]));
  const failed = answers.find((answer) => answer.isError);
  return {
    page: byNumber.get(0),
    error: failed?.error ?? null,
    at: (row) => byNumber.get(Math.floor(row / PAGE_ROWS))?.rows[row % PAGE_ROWS],
    refetch: () => {
      for (const answer of answers) if (answer.isError) void answer.refetch();
    },
  };
}

/** How many rows pass the filters, by the page that the grid begins with; where there are none nothing is asked. */
export function usePassed(executionId: string, filters: ResultFilter[]) {
  const first = page({ executionId, sort: [], filters }, 0, PAGE_ROWS);
  const { data, isLoading } = useQuery({ ...first, enabled: filters.length > 0 });
  return { passed: filters.length > 0 ? data?.totalRows : undefined, counting: isLoading };
}

/** All rows of a stretch, for copying. */
export async function fetchRows(client: QueryClient, wanted: Wanted, first: number, last: number) {
  const rows: (string | null)[][] = [];
  for (let offset = first; offset <= last; offset += COPY_ROWS) {
    const limit = Math.min(COPY_ROWS, last - offset + 1);
    rows.push(...(await client.fetchQuery({ ...page(wanted, offset, limit), gcTime: 0 })).rows);
  }
  return rows;
}

export const usePageClient = useQueryClient;
