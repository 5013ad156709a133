import type { ResultFilter, ResultSort } from "@/ipc";

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

/** Filters in the order of their columns; empty ones are none. */
export function toFilters(texts: ReadonlyMap<number, string>): ResultFilter[] {
  return [...texts]
    .filter(([, text]) => text.trim() !== "")
    .sort(([a], [b]) => a - b)
    .map(([column, text]) => ({ column, text: text.trim() }));
}

const COMPARISON = /^(>=|<=|<>|!=|>|<|=)?\s*-?\d+(\.\d+)?$/;

/** What is wrong with the filter of a column of numbers; null when nothing is. */
export function filterFault(text: string, numeric: boolean): string | null {
  const trimmed = text.trim();
  if (!numeric || trimmed === "" || COMPARISON.test(trimmed)) return null;
  return "A number, or one after > < >= <= =";
}
