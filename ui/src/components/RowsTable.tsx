import { ArrowDown, ArrowUp } from "lucide-react";
import type { ComponentPropsWithRef, ReactNode } from "react";

export interface Column {
  word: string;
  /** In pixels; the one without takes what is left. */
  width?: number;
  num?: boolean;
  /** The word is for screen readers only. */
  quiet?: boolean;
}

/** The column by which rows stand in order, by its word; a click on a head chooses another, or turns the order around. */
export interface Sorting {
  by: string;
  descending: boolean;
  onSort: (word: string) => void;
}

interface RowsTableProps {
  label: string;
  columns: readonly Column[];
  /** Whether the words stand above the columns. */
  head?: boolean;
  className?: string;
  /** How many rows there are, where not all of them are drawn. */
  count?: number;
  /** Rows can be put in another order. */
  sorting?: Sorting;
  body?: ComponentPropsWithRef<"tbody">;
  children: ReactNode;
}

/** A table of rows with fixed columns, as all lists of the application are. */
export function RowsTable({
  label,
  columns,
  head = true,
  className = "",
  count,
  sorting,
  body,
  children,
}: RowsTableProps) {
  return (
    <table
      className={`rows ${className}`}
      aria-label={label}
      aria-rowcount={count === undefined ? undefined : count + 1}
    >
      <colgroup>
        {columns.map(({ word, width }) => (
          <col key={word} style={width === undefined ? undefined : { width }} />
        ))}
      </colgroup>
      {head && (
        <thead>
          <tr>
            {columns.map((column) => (
              <Head key={column.word} {...column} {...(sorting && { sorting })} />
            ))}
          </tr>
        </thead>
      )}
      <tbody {...body}>{children}</tbody>
    </table>
  );
}

function Head({ word, num, quiet, sorting }: Column & { sorting?: Sorting }) {
  const sorted = sorting?.by === word;
  const Arrow = sorting?.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      className={num ? "num" : undefined}
      aria-sort={sorting && (sorted ? (sorting.descending ? "descending" : "ascending") : "none")}
    >
      {sorting ? (
        <button type="button" className="head-sort" onClick={() => sorting.onSort(word)}>
          {word}
          {sorted && <Arrow size={12} aria-hidden />}
        </button>
      ) : quiet ? (
        <span className="sr-only">{word}</span>
      ) : (
        word
      )}
    </th>
  );
}

/** The line above a list: its name, a few words, and a way on. */
export function SectionHead({ title, hint, children }: { title: string; hint?: ReactNode; children?: ReactNode }) {
  return (
    <div className="section-head mt-1">
      <h2>{title}</h2>
      {hint !== undefined && <span className="text-t12 text-hint">{hint}</span>}
      <span className="flex-1" />
      {children}
    </div>
  );
}
