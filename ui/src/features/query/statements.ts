// A text may hold several statements, and a run takes one: which of them runs, and what is checked meanwhile.

/** Where a statement stands in its text, without blanks around it and without the semicolon behind it. */
export interface Part {
  from: number;
  to: number;
}

const PIECE = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|;/g;
const COMMENT = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

/** Whether there is nothing in it but blanks and comments. */
const isNothing = (text: string): boolean => !/^\s*[^\s/-]/.test(text) && text.replace(COMMENT, "").trim() === "";

/** The statements of a text: cut at each semicolon that stands in no string, name or comment. */
export function statementsOf(sql: string): Part[] {
  const parts: Part[] = [];
  const add = (from: number, to: number) => {
    const text = sql.slice(from, to);
    if (isNothing(text)) return;
    const start = from + text.length - text.trimStart().length;
    parts.push({ from: start, to: start + text.trim().length });
  };
  let from = 0;
  if (sql.includes(";")) {
    PIECE.lastIndex = 0;
    for (let match = PIECE.exec(sql); match !== null; match = PIECE.exec(sql)) {
      if (match[0] !== ";") continue;
      add(from, match.index);
      from = match.index + 1;
    }
  }
  add(from, sql.length);
  return parts;
}

/** Which statement the caret is in: behind one on its last line it is still in that, else in the next. */
export function indexAt(sql: string, parts: readonly Part[], caret: number): number {
  const next = parts.findIndex((part) => caret <= part.to);
  if (next < 0) return Math.max(0, parts.length - 1);
  const before = parts[next - 1];
  const here = parts[next];
  if (before && here && caret < here.from && !sql.slice(before.to, caret).includes("\n")) return next - 1;
  return next;
}

/** The text with all but one of several statements blanked out, so that places in it stay what they are. */
export function onlyPart(sql: string, parts: readonly Part[], index: number): string {
  const part = parts[index];
  return parts.length < 2 || !part ? sql : only(sql, part);
}

/** The text with all but one piece of it blanked out. */
export function only(sql: string, { from, to }: Part): string {
  const blank = (text: string) => text.replace(/[^\n]/gu, " ");
  return blank(sql.slice(0, from)) + sql.slice(from, to) + blank(sql.slice(to));
}

/** What is checked while the caret stands at an offset. */
export function checkedText(sql: string, caret: number): string {
  const parts = statementsOf(sql);
  return onlyPart(sql, parts, indexAt(sql, parts, caret));
}

/** Whether a piece of a text could be run by itself; a word or a list of columns could not. */
export const isQuery = (text: string): boolean => /^[\s(]*(?:select|with)\s+\S/i.test(text.replace(COMMENT, " "));
