// The workflows that are asked for, page by page as they come into sight.
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import type { WorkflowPage, WorkflowSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { type Asked, PAGE, toQuery } from "./asked";

/** The first page, which knows how many there are; that of what was asked before stays until it is there. */
export const useFirstPage = (asked: Asked) =>
  useQuery({ ...queries.workflows(toQuery(asked)), placeholderData: keepPreviousData });

export interface Rows {
  at: (row: number) => WorkflowSummary | undefined;
  /** Those of the pages in sight. */
  read: WorkflowSummary[];
  /** Why a page could not be read, and the way to ask again. */
  failed: { error: Error; again: () => void } | null;
}

/** The workflows at the places from `from` to before `to`. */
export function useRows(asked: Asked, first: WorkflowPage, from: number, to: number): Rows {
  const numbers: number[] = [];
  for (let page = Math.max(1, Math.floor(from / PAGE)); page * PAGE < to; page += 1) numbers.push(page);
  const more = useQueries({ queries: numbers.map((page) => queries.workflows(toQuery(asked, page))) });
  const failed = more.find((page) => page.isError);
  return {
    at: (row) =>
      row < PAGE ? first.workflows[row] : more[numbers.indexOf(Math.floor(row / PAGE))]?.data?.workflows[row % PAGE],
    read: [...first.workflows, ...more.flatMap((page) => page.data?.workflows ?? [])],
    failed: failed?.error ? { error: failed.error, again: () => void failed.refetch() } : null,
  };
}
