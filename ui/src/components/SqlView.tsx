import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode, useMemo } from "react";
import { type Token, tokenize } from "@/features/query/editor/tokens";
import { queries } from "@/ipc/queries";

/** A place in SQL and what is said of it. */
export interface Hit {
  line: number;
  column: number | null;
  endLine: number | null;
  /** Column of the last marked character, counted from 1, as Amazon's compiler counts. */
  endColumn: number | null;
  words: string;
}

interface SqlViewProps {
  sql: string;
  label: string;
  hit?: Hit | null;
  /** Lines to show around the hit; all without. */
  around?: number;
}

const NONE: string[] = [];

/** Names of all tables that instances can read, in lower case. */
export function useTableNames(instances: string[] = NONE): ReadonlySet<string> {
  const tables = useQuery({ ...queries.tables(instances), placeholderData: keepPreviousData }).data;
  return useMemo(() => new Set((tables ?? []).map((table) => table.name.toLowerCase())), [tables]);
}

function useLines(sql: string): Piece[][] {
  const tables = useTableNames();
  return useMemo(() => linesOf(sql, tokenize(sql, tables)), [sql, tables]);
}

/** The lines of a query in the editor's colours, by their numbers from 1. */
export function useColouredLines(sql: string): (line: number) => ReactNode {
  const lines = useLines(sql);
  return (line) => lines[line - 1]?.map(pieceOf);
}

/** SQL that is only read, in the editor's colours, with the place of an error marked. As it scrolls, the keyboard must reach it. */
export function SqlView({ sql, label, hit, around }: SqlViewProps) {
  const lines = useLines(sql);
  const first = hit && around !== undefined ? Math.max(1, hit.line - around) : 1;
  const last = hit && around !== undefined ? hit.line + around : lines.length;
  return (
    <section className="sql py-2" aria-label={label} tabIndex={0}>
      {lines.slice(first - 1, last).map((pieces, i) => {
        const number = first + i;
        const marked = hit?.line === number;
        return (
          <Fragment key={number}>
            <div className="sql-line" data-hit={marked}>
              <span aria-hidden="true">{number}</span>
              <span>{marked && hit ? squiggled(pieces, hit) : pieces.map(pieceOf)}</span>
            </div>
            {marked && hit && <p className="sql-why">{hit.words}</p>}
          </Fragment>
        );
      })}
    </section>
  );
}

interface Piece {
  at: number;
  text: string;
  kind: string | null;
}

const pieceOf = ({ at, text, kind }: Piece) => (
  <span key={at} className={kind ? `tok-${kind}` : undefined}>
    {text}
  </span>
);

function linesOf(sql: string, tokens: Token[]): Piece[][] {
  const lines: Piece[][] = [[]];
  const add = (text: string, kind: string | null) => {
    for (const [i, part] of text.split("\n").entries()) {
      if (i > 0) lines.push([]);
      const line = lines.at(-1);
      const last = line?.at(-1);
      if (part && line) line.push({ at: last ? last.at + last.text.length : 0, text: part, kind });
    }
  };
  let at = 0;
  for (const { from, to, kind } of tokens) {
    if (from > at) add(sql.slice(at, from), null);
    add(sql.slice(from, to), kind);
    at = to;
  }
  add(sql.slice(at), null);
  return lines;
}

function squiggled(pieces: Piece[], hit: Hit) {
  if (hit.column === null) return pieces.map(pieceOf);
  const from = hit.column - 1;
  const to = hit.endLine !== null && hit.endLine > hit.line ? Number.POSITIVE_INFINITY : (hit.endColumn ?? from + 1);
  return pieces.flatMap((piece) => {
    const cuts = [0, from - piece.at, to - piece.at, piece.text.length].filter((n) => n >= 0 && n <= piece.text.length);
    const edges = [...new Set(cuts)].sort((a, b) => a - b);
    return edges.slice(0, -1).map((start, i) => {
      const end = edges[i + 1] ?? piece.text.length;
      const inside = piece.at + start >= from && piece.at + end <= to;
      const part = pieceOf({ at: piece.at + start, text: piece.text.slice(start, end), kind: piece.kind });
      return inside ? (
        <span key={`hit${piece.at + start}`} className="squiggle">
          {part}
        </span>
      ) : (
        part
      );
    });
  });
}
