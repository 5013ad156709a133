import { type Extension, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import { type TokenKind, tokenize } from "./tokens";

/** Beyond this many characters a text is shown without colours rather than typed into with a delay. */
const MOST = 200_000;

const MARKS: Record<TokenKind, Decoration> = {
  keyword: Decoration.mark({ class: "tok-keyword" }),
  function: Decoration.mark({ class: "tok-function" }),
  string: Decoration.mark({ class: "tok-string" }),
  number: Decoration.mark({ class: "tok-number" }),
  table: Decoration.mark({ class: "tok-table" }),
  comment: Decoration.mark({ class: "tok-comment" }),
  operator: Decoration.mark({ class: "tok-operator" }),
  param: Decoration.mark({ class: "tok-param" }),
};

/** Tells the editor which names are tables. */
export const setTables = StateEffect.define<ReadonlySet<string>>();

interface Coloured {
  tables: ReadonlySet<string>;
  marks: DecorationSet;
}

function colour(sql: string, tables: ReadonlySet<string>): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  if (sql.length <= MOST) for (const { from, to, kind } of tokenize(sql, tables)) builder.add(from, to, MARKS[kind]);
  return builder.finish();
}

const coloured = StateField.define<Coloured>({
  create: (state) => ({ tables: new Set(), marks: colour(state.doc.toString(), new Set()) }),
  update(value, transaction) {
    let { tables } = value;
    for (const effect of transaction.effects) if (effect.is(setTables)) tables = effect.value;
    if (!transaction.docChanged && tables === value.tables) return value;
    return { tables, marks: colour(transaction.newDoc.toString(), tables) };
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.marks),
});

export const colours: Extension = coloured;
