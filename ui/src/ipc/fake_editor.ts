// What the fake host answers to questions about a text: enough for the screens, read by patterns rather than understood.
import type { Hover, QueryPart, Renamable, SignatureHelp, SimilarRuns, TextEdit, TextRange } from "./bindings";
import { hostError } from "./browser";
import { FIELDS, type World } from "./fake_world";

interface At {
  sql: string;
  line: number;
  column: number;
}

const SIGNATURES: Record<string, string[]> = {
  ROUND: ["x", "digits"],
  IF: ["condition", "then", "otherwise"],
  COUNT: ["DISTINCT x"],
  ARRAY_CONTAINS: ["array", "x"],
};

function places(sql: string, pattern: RegExp): { text: string; range: TextRange }[] {
  return sql.split("\n").flatMap((line, i) =>
    [...line.matchAll(pattern)].map((match) => {
      const text = match[1] ?? match[0];
      const column = match.index + match[0].indexOf(text) + 1;
      return { text, range: { line: i + 1, column, end_line: i + 1, end_column: column + text.length } };
    }),
  );
}

const wordAt = ({ sql, line, column }: At) =>
  places(sql, /\w+/g).find(({ range }) => range.line === line && range.column <= column && column <= range.end_column);

const ctes = (sql: string) => places(sql, /\b(\w+) AS \(/g);

function about(world: World, at: At): Hover | null {
  const word = wordAt(at);
  if (!word) return null;
  const base = { range: word.range, field_kind: null, threshold: null, columns: [] };
  const field = FIELDS.find((entry) => entry.name === word.text);
  if (ctes(at.sql).some((cte) => cte.text === word.text)) {
    const columns = FIELDS.slice(0, 5).map(({ name, data_type }) => ({ name, data_type }));
    return { ...base, kind: "cte", title: word.text, detail: "common table expression", documentation: "", columns };
  }
  if (field) {
    return {
      ...base,
      kind: "column",
      title: `dsp_impressions.${field.name}`,
      detail: field.data_type,
      field_kind: field.kind,
      threshold: field.threshold,
      documentation: field.description,
    };
  }
  const table = world.tables.find((entry) => entry.name === word.text);
  if (table) {
    const detail = `${table.category} · a row is one ad event · the window filters ${table.time_column}`;
    return { ...base, kind: "table", title: table.name, detail, documentation: table.description };
  }
  const call = SIGNATURES[word.text];
  if (!call) return null;
  const title = `${word.text}(${call.join(", ")})`;
  return { ...base, kind: "function", title, detail: "function", documentation: `What ${word.text} answers.` };
}

function signature({ sql, line, column }: At): SignatureHelp | null {
  const before = sql.split("\n").slice(0, line).join("\n");
  const last = before.split("\n").at(-1) ?? "";
  const call = /(\w+)\(([^()]*)$/.exec(last.slice(0, column - 1));
  const parameters = call && SIGNATURES[call[1] ?? ""];
  if (!call || !parameters) return null;
  const active = Math.min((call[2] ?? "").split(",").length, parameters.length) - 1;
  const documentation = "The number rounded to so many digits after the point.";
  return { signature: `${call[1]}(${parameters.join(", ")})`, documentation, parameters, active };
}

function renamable(at: At): Renamable {
  const word = wordAt(at);
  const name = word?.text;
  if (!name || !ctes(at.sql).some((cte) => cte.text === name)) {
    throw hostError(
      "query.not_renamable",
      "Only aliases in FROM and names of common table expressions can be renamed.",
      "Put the caret on one of them and try again.",
    );
  }
  // Not where it gives a column its name.
  const pattern = new RegExp(`(?:WITH|FROM|JOIN) (${name})\\b|\\b(${name})(?=\\.)`, "g");
  return { name, places: places(at.sql, pattern).map(({ range }) => range) };
}

export const EDITOR = {
  hover_sql: about,
  signature_sql: (_world: World, at: At) => signature(at),
  definition_sql: (_world: World, at: At): TextRange | null => {
    const name = wordAt(at)?.text;
    return ctes(at.sql).find((cte) => cte.text === name)?.range ?? null;
  },
  outline_sql: (_world: World, { sql }: At): QueryPart[] => [
    ...ctes(sql).map(({ text, range }) => ({ name: text, kind: "cte" as const, range })),
    ...places(sql, /^SELECT/g).map(({ text, range }) => ({ name: text, kind: "query" as const, range })),
  ],
  renamable_sql: (_world: World, at: At) => renamable(at),
  rename_sql: (_world: World, at: At & { newName: string }): TextEdit[] => {
    if (ctes(at.sql).some((cte) => cte.text === at.newName)) {
      throw hostError("query.name_taken", `“${at.newName}” is already used in this query.`, "Choose another name.");
    }
    return renamable(at).places.map((range) => ({ range, new_text: at.newName }));
  },
  format_sql: (_world: World, { sql }: At) => sql.replace(/\b(select|from|group by)\b/g, (word) => word.toUpperCase()),
  run_findings: () => [],
  similar_runs: (world: World, { instanceIds }: { instanceIds: string[] }): SimilarRuns[] =>
    world.instances
      .filter(({ id }) => instanceIds.includes(id))
      .map(({ id, name }, i) => ({
        instance_id: id,
        instance_name: name,
        same_tables: 41 - 7 * i,
        near_equal: 12 - 3 * i,
        refused_at: null,
        refused_after: null,
        usual_millis: 281_000,
      })),
};
