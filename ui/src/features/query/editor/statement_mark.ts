// Where a text holds several statements, the one that would run is marked beside its lines.
import { type EditorState, type Extension, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { indexAt, statementsOf } from "../statements";

const line = Decoration.line({ class: "cm-statement" });

function marks({ doc, selection }: EditorState): DecorationSet {
  const sql = doc.toString();
  const parts = sql.includes(";") ? statementsOf(sql) : [];
  const part = parts.length > 1 ? parts[indexAt(sql, parts, selection.main.head)] : undefined;
  if (!part) return Decoration.none;
  const ranges = [];
  for (let at = doc.lineAt(part.from); ; at = doc.line(at.number + 1)) {
    ranges.push(line.range(at.from));
    if (at.to >= part.to) break;
  }
  return Decoration.set(ranges);
}

export const statementMark: Extension = StateField.define<DecorationSet>({
  create: marks,
  update: (value, transaction) => (transaction.docChanged || transaction.selection ? marks(transaction.state) : value),
  provide: (field) => EditorView.decorations.from(field),
});
