import type { ResultSort } from "@/ipc";

/** A click on a head: ascending, descending, as stored. With `more` the other columns keep their part. */
export function nextSort(sort: ResultSort[], column: number, more: boolean): ResultSort[] {
  const now = sort.find((entry) => entry.column === column);
  const next: ResultSort | null = !now
    ? { column, descending: false }
    : now.descending
      ? null
      : { column, descending: true };
  if (!more) return next ? [next] : [];
  if (!now) return next ? [...sort, next] : sort;
  return sort.flatMap((entry) => (entry.column === column ? (next ? [next] : []) : [entry]));
}
