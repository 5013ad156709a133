import type { ComponentPropsWithRef, ReactNode } from "react";

export interface Column {
  word: string;
  /** In pixels; the one without takes what is left. */
  width?: number;
  num?: boolean;
  /** The word is for screen readers only. */
  quiet?: boolean;
}

interface RowsTableProps {
  label: string;
  columns: readonly Column[];
  /** Whether the words stand above the columns. */
  head?: boolean;
  className?: string;
  /** How many rows there are, where not all of them are drawn. */
  count?: number;
  body?: ComponentPropsWithRef<"tbody">;
  children: ReactNode;
}

/** A table of rows with fixed columns, as all lists of the application are. */
export function RowsTable({ label, columns, head = true, className = "", count, body, children }: RowsTableProps) {
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
            {columns.map(({ word, num, quiet }) => (
              <th key={word} scope="col" className={num ? "num" : undefined}>
                {quiet ? <span className="sr-only">{word}</span> : word}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody {...body}>{children}</tbody>
    </table>
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
