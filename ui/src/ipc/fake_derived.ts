// Rows of the fake host that are no run's result, under the ids by which they are read.
import type { ResultColumn, ResultSummary } from "./bindings";
import type { World } from "./fake_world";

type Rows = Record<string, unknown[]>;

const worlds = new WeakMap<World, Map<string, Rows>>();

/** The rows that are read under an id: those of all runs are the world's own. */
export const rowsUnder = (world: World, id: string): Rows => worlds.get(world)?.get(id) ?? world.rows;

function typeOf(values: readonly unknown[]): string {
  const value = values.find((entry) => entry !== null);
  if (value instanceof Date) return "DATE";
  return typeof value === "bigint" ? "LONG" : typeof value === "number" ? "DOUBLE" : "STRING";
}

export const columnsOf = (rows: Rows): ResultColumn[] =>
  Object.entries(rows).map(([name, values]) => ({ name, data_type: typeOf(values) }));

/** Keeps rows under an id, and tells of them as of any result. */
export function keepRows(world: World, id: string, rows: Rows): ResultSummary {
  const kept = worlds.get(world) ?? new Map<string, Rows>();
  worlds.set(world, kept.set(id, rows));
  const row_count = Object.values(rows)[0]?.length ?? 0;
  return { row_count, columns: columnsOf(rows), size_bytes: 0, sha256: "", stored_at: world.now };
}
