// Queries over kept results in the fake host: what it knows as tables, and answers made of the rows of its world.
import type {
  Error as CommandError,
  KeptAnswer,
  KeptCheck,
  KeptTable,
  ResultColumn,
  SubmitRequest,
  TrialAnswer,
} from "./bindings";
import { hostError } from "./browser";
import { NO_DETAILS } from "./errors";
import { joined } from "./fake_compare";
import type { World } from "./fake_world";

const HOUR = 3_600_000;

const column = (name: string, data_type: string): ResultColumn => ({ name, data_type });

const OF_THE_RUN = [
  column("run_instance", "STRING"),
  column("run_first_day", "DATE"),
  column("run_last_day", "DATE"),
  column("run_at", "TIMESTAMP"),
];

const CITIES = [
  column("campaign", "STRING"),
  column("city_name", "STRING"),
  column("campaign_id", "LONG"),
  column("reach", "LONG"),
  column("frequency", "DOUBLE"),
];

const both = (name: string, own: ResultColumn[], at: number, rows: number, runs: [latest: number, all: number]) =>
  (["latest", "runs"] as const).map(
    (schema, i): KeptTable => ({
      sql_name: `${schema}."${name}"`,
      schema,
      name,
      workflow_id: null,
      columns: [...own, ...OF_THE_RUN],
      rows: i === 0 ? rows * runs[0] : rows * runs[1],
      runs: runs[i] ?? 0,
      older: 0,
      at,
    }),
  );

export const keptTables = (now: number): KeptTable[] => [
  ...both("Reach by city", CITIES, now - HOUR / 5, 1284, [3, 36]),
  ...both("Frequency bands", [column("band", "STRING"), column("users", "LONG")], now - 3 * HOUR, 12, [12, 144]),
  ...both(
    "Path to conversion, all campaigns of the spring",
    [column("path", "STRING"), column("Conversions", "LONG"), column("cost per conversion", "DECIMAL(18,4)")],
    now - 50 * HOUR,
    418,
    [6, 6],
  ),
];

/** The tables that a text names, and what is wrong with it: a table that is not kept, or a column that none has. */
function read(world: World, sql: string): { tables: KeptTable[]; error: CommandError | null } {
  const names = [...sql.matchAll(/\b(?:latest|runs)\."([^"]+)"/g)];
  const tables = names.flatMap(([written]) => world.kept.find((table) => table.sql_name === written) ?? []);
  const unknown = names.find(([written]) => !world.kept.some((table) => table.sql_name === written));
  if (unknown) {
    const code = "kept.no_table";
    const next_step = 'Choose a table of the list: latest."name", runs."name", or result."id of a run".';
    const message = `No result of “${unknown[1]}” is kept.`;
    return { tables, error: { code, message, next_step, details: NO_DETAILS } };
  }
  for (const [i, line] of sql.split("\n").entries()) {
    const at = line.indexOf("cty_name");
    if (at < 0) continue;
    const error = {
      code: "kept.sql",
      message: "The query cannot run: No field named cty_name.",
      next_step: "Correct it and run it again. Names with capitals or blanks stand in double quotes.",
      details: { ...NO_DETAILS, line: i + 1, column: at + 1, end_line: i + 1, end_column: at + 9 },
    };
    return { tables, error };
  }
  return { tables, error: null };
}

export const KEPT = {
  list_kept_tables: (world: World) => world.kept,
  check_kept: (world: World, { sql }: { sql: string }): KeptCheck => {
    const { error } = read(world, sql);
    return { columns: error ? [] : CITIES, error };
  },
  run_kept: (world: World, { id, sql }: { id: string; sql: string }): KeptAnswer => {
    const several = joined(world, id, sql);
    if (several) return several;
    const { tables, error } = read(world, sql);
    if (error)
      throw Object.assign(hostError(error.code, error.message, error.next_step ?? ""), { details: error.details });
    return {
      id: `kept-${id}`,
      columns: CITIES,
      row_count: Object.values(world.rows)[0]?.length ?? 0,
      millis: 124,
      results: tables.reduce((sum, table) => sum + table.runs, 0),
    };
  },
  forget_kept: () => null,
  try_query: (world: World, { id }: { id: string; request: SubmitRequest }): TrialAnswer => ({
    id: `trial-${id}`,
    result: {
      columns: CITIES,
      row_count: Object.values(world.rows)[0]?.length ?? 0,
      size_bytes: 21_000,
      sha256: "",
      stored_at: world.now,
    },
    millis: 840,
    first_day: "2025-02-01",
    last_day: "2026-03-03",
  }),
};
