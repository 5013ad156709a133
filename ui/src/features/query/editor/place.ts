// Diagnostics count lines and columns from 1, and columns in characters; the editor counts UTF-16 units from 0.
import type { Text } from "@codemirror/state";
import type { Diagnostic } from "@/ipc";

export interface Placed {
  from: number;
  to: number;
}

function unitsOf(line: string, column: number): number {
  let units = 0;
  for (let n = 1; n < column && units < line.length; n++) {
    units += (line.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
  }
  return units;
}

/** Offset of a place in the document; places beyond it fall on its end. */
export function offsetOf(doc: Text, line: number, column: number): number {
  if (line > doc.lines) return doc.length;
  const found = doc.line(Math.max(1, line));
  return found.from + unitsOf(found.text, column);
}

/** Line and column, both from 1, of an offset. */
export function placeOf(doc: Text, offset: number): { line: number; column: number } {
  const line = doc.lineAt(offset);
  return { line: line.number, column: [...doc.sliceString(line.from, offset)].length + 1 };
}

/** The range of a diagnostic. An empty one is widened to the character beside it, so that it can be seen. */
export function rangeOf(
  doc: Text,
  diagnostic: Pick<Diagnostic, "line" | "column" | "end_line" | "end_column">,
): Placed {
  const from = offsetOf(doc, diagnostic.line, diagnostic.column);
  let to = Math.max(from, offsetOf(doc, diagnostic.end_line, diagnostic.end_column));
  if (to === from) {
    if (to < doc.lineAt(from).to) to += 1;
    else return { from: Math.max(doc.lineAt(from).from, from - 1), to };
  }
  return { from, to };
}
