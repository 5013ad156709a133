// Colours of AMC SQL. A tokenizer is enough for colours: what the text means is the checker's business, in Rust.

export type TokenKind = "keyword" | "function" | "string" | "number" | "table" | "comment" | "operator" | "param";

export interface Token {
  from: number;
  to: number;
  kind: TokenKind;
}

const KEYWORDS = new Set(
  `all and any array as asc between by case cast coalesce cross current current_date desc distinct else end except exists
extract false filter first following for from full group having if in inner intersect interval is join last lateral left
like limit not null nulls offset on or order outer over partition preceding range row rows select similar some table then
time timestamp date to true unbounded union unnest using values when where window with within day hour minute month second
week year quarter create view materialize boolean integer bigint decimal double varchar char smallint float struct`.split(
    /\s+/,
  ),
);

/** Words that are functions although they also read like keywords when a parenthesis follows. */
const CALLED = new Set([
  "coalesce",
  "cast",
  "extract",
  "if",
  "left",
  "right",
  "date",
  "timestamp",
  "table",
  "row",
  "array",
]);

const PARAMETER_CALLS = /^(custom_parameter|built_in_parameter)$/i;
const PIECE =
  /(--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|('(?:[^']|'')*'?)|("(?:[^"]|"")*"?)|(\{\{[^}\n]*\}?\}?)|(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_$]*)|([-+*/%=<>!|,.()[\];]+)/g;

/** Tokens of `sql` in their order. `tables` are lower-case names of the catalogue. */
export function tokenize(sql: string, tables: ReadonlySet<string>): Token[] {
  const tokens: Token[] = [];
  let after = "";
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(sql); match !== null; match = PIECE.exec(sql)) {
    const [text, comment, string, quoted, placeholder, number, word] = match;
    const from = match.index;
    const to = from + text.length;
    if (comment !== undefined) tokens.push({ from, to, kind: "comment" });
    else if (string !== undefined) tokens.push({ from, to, kind: "string" });
    else if (placeholder !== undefined) tokens.push({ from, to, kind: "param" });
    else if (number !== undefined) tokens.push({ from, to, kind: "number" });
    else if (quoted !== undefined) {
      if (tables.has(quoted.slice(1, -1).toLowerCase())) tokens.push({ from, to, kind: "table" });
    } else if (word !== undefined) {
      const called = sql[to] === "(";
      const lower = word.toLowerCase();
      if (called && PARAMETER_CALLS.test(word)) {
        const end = callEnd(sql, to);
        tokens.push({ from, to: end, kind: "param" });
        PIECE.lastIndex = end;
      } else if (called && (!KEYWORDS.has(lower) || CALLED.has(lower))) tokens.push({ from, to, kind: "function" });
      else if (tables.has(lower) && after !== ".") tokens.push({ from, to, kind: "table" });
      else if (KEYWORDS.has(lower) && after !== ".") tokens.push({ from, to, kind: "keyword" });
    } else tokens.push({ from, to, kind: "operator" });
    if (comment === undefined) after = text;
  }
  return tokens;
}

/** Where the call that opens at `open` ends: its closing parenthesis, or the end of its line while it is being typed. */
function callEnd(sql: string, open: number): number {
  const rest = /^\(\s*'(?:[^'\n]|'')*'?\s*\)?/.exec(sql.slice(open, open + 400));
  return open + (rest?.[0].length ?? 1);
}
