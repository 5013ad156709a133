// What is offered in a query over kept results: their tables, and the columns of those that the text names.
import {
  type CompletionContext,
  type CompletionResult,
  type Completion as Option,
  pickedCompletion,
} from "@codemirror/autocomplete";
import { Facet } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { plural } from "@/components/format";
import { columnName, runsBehind } from "@/features/catalog/kept";
import type { KeptTable } from "@/ipc";
import { tokenize } from "./tokens";

/** What stands beside a name in the list. */
interface Beside {
  sign: string;
  metric: boolean;
  type: string;
  threshold: string;
}

export interface Offered extends Option {
  beside: Beside;
}

const NO_NAMES: ReadonlySet<string> = new Set();

type AtHand = () => KeptTable[] | null;

/** The tables of kept results, where the query is over those. */
export const keptAtHand = Facet.define<AtHand, AtHand>({ combine: (all) => all[0] ?? (() => null) });

/** Puts a name in; a quote that stands behind already is the name's own. */
const quotedIn = (text: string) => (view: EditorView, option: Option, from: number, to: number) => {
  const end = text.endsWith('"') && view.state.sliceDoc(to, to + 1) === '"' ? to + 1 : to;
  view.dispatch({
    changes: { from, to: end, insert: text },
    selection: { anchor: from + text.length },
    scrollIntoView: true,
    userEvent: "input.complete",
    annotations: pickedCompletion.of(option),
  });
};

const tableOf = (table: KeptTable, label: string): Offered => ({
  label,
  apply: quotedIn(label),
  boost: 3,
  beside: { sign: "T", metric: false, type: plural(table.rows, "row"), threshold: runsBehind(table) },
});

/** The tables that a text names. */
function namedIn(tables: KeptTable[], sql: string): KeptTable[] {
  const text = sql.toLowerCase();
  return tables.filter((table) => text.includes(table.sql_name.toLowerCase()));
}

/** Those of the named tables that the text calls by `alias`; all of them where the alias is of something else. */
function calledBy(named: KeptTable[], sql: string, alias: string): KeptTable[] {
  const text = sql.toLowerCase();
  const found = named.filter((table) => {
    const name = table.sql_name.toLowerCase();
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const behind = /^\s+(?:as\s+)?(\w+)/.exec(text.slice(at + name.length, at + name.length + 200));
      if (behind?.[1] === alias.toLowerCase()) return true;
    }
    return false;
  });
  return found.length > 0 ? found : named;
}

function columnsOf(tables: KeptTable[]): Offered[] {
  const types = new Map<string, string>();
  for (const { columns } of tables) {
    for (const { name, data_type } of columns) if (!types.has(name)) types.set(name, data_type);
  }
  return [...types].map(([name, type]) => ({
    label: name,
    apply: quotedIn(columnName(name)),
    boost: 4,
    beside: { sign: "", metric: false, type, threshold: "" },
  }));
}

/** Whether a place is within a comment or a string, where no name is written. */
const isProse = (sql: string, at: number): boolean =>
  tokenize(sql, NO_NAMES).some(
    ({ from, to, kind }) =>
      from < at && ((kind === "comment" && at <= to) || (kind === "string" && (at < to || sql[to - 1] !== "'"))),
  );

export function keptNames(tables: KeptTable[], context: CompletionContext): CompletionResult | null {
  const sql = context.state.doc.toString();
  if (isProse(sql, context.pos)) return null;
  const inSchema = context.matchBefore(/\b(?:latest|runs)\.(?:"[^"\n]*|\w*)/i);
  if (inSchema) {
    const [schema = ""] = inSchema.text.split(".");
    const options = tables
      .filter((table) => table.schema === schema.toLowerCase())
      .map((table) => tableOf(table, table.sql_name.slice(schema.length + 1)));
    return { from: inSchema.from + schema.length + 1, options, validFor: /^(?:"[^"\n]*|\w*)$/ };
  }
  const word = context.matchBefore(/"?[\w$]+/);
  const behindDot = context.matchBefore(/(\w+)\."?[\w$]*/);
  if (!word && !behindDot && !context.explicit) return null;
  if (word && /^\d/.test(word.text)) return null;
  const named = namedIn(tables, sql);
  const [alias = ""] = behindDot?.text.split(".") ?? [];
  const from = behindDot ? behindDot.from + alias.length + 1 : (word?.from ?? context.pos);
  const options = behindDot
    ? columnsOf(calledBy(named, sql, alias))
    : [...columnsOf(named.length > 0 ? named : tables), ...tables.map((table) => tableOf(table, table.sql_name))];
  return { from, options, validFor: /^"?[\w$]*$/ };
}
