// Results of the fake host, worked out from the rows of its world as the host does it: in their order, exactly.
import { tableFromArrays, tableToIPC } from "apache-arrow";
import type {
  ChartFormat,
  ColumnProfile,
  ExportProgress,
  Figures,
  FiguresRequest,
  FindRequest,
  FoundCell,
  PageRequest,
  ProfileRequest,
  ResultFilter,
} from "./bindings";
import { rowsUnder } from "./fake_derived";
import type { World } from "./fake_world";

const names = (world: World) => Object.keys(world.rows);
const cells = (world: World, column: number) => world.rows[names(world)[column] ?? ""] ?? [];
const written = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

function passes(value: unknown, { operator, values }: ResultFilter): boolean {
  const [text, number] = [written(value), Number(value)];
  const [first = "", second = ""] = values;
  const lower = text.toLowerCase();
  switch (operator) {
    case "contains":
      return lower.includes(first.toLowerCase());
    case "lacks":
      return !lower.includes(first.toLowerCase());
    case "starts_with":
      return lower.startsWith(first.toLowerCase());
    case "equals":
      return lower === first.toLowerCase();
    case "differs":
      return lower !== first.toLowerCase();
    case "one_of":
      return values.includes(text);
    case "empty":
      return text === "";
    case "not_empty":
      return text !== "";
    case "less":
      return number < Number(first);
    case "at_most":
      return number <= Number(first);
    case "more":
      return number > Number(first);
    case "at_least":
      return number >= Number(first);
    case "between":
      return number >= Number(first) && number <= Number(second);
  }
}

/** Numbers of the rows that pass. */
export function rowsOf(world: World, filters: ResultFilter[]): number[] {
  const count = Object.values(world.rows)[0]?.length ?? 0;
  const all = Array.from({ length: count }, (_, row) => row);
  return all.filter((row) => filters.every((filter) => passes(cells(world, filter.column)[row], filter)));
}

function page(whole: World, { execution_id, offset, limit, filters }: PageRequest): Uint8Array {
  const world = { ...whole, rows: rowsUnder(whole, execution_id) };
  const rows = rowsOf(world, filters);
  const cut = rows.slice(offset, offset + limit);
  const columns = names(world).map((name) => [name, cut.map((row) => world.rows[name]?.[row])]);
  const table = tableFromArrays(Object.fromEntries(columns) as Record<string, string[]>);
  table.schema.metadata.set("total_rows", String(rows.length));
  return tableToIPC(table, "stream");
}

function profile(whole: World, { execution_id, column, filters }: ProfileRequest): ColumnProfile {
  const world = { ...whole, rows: rowsUnder(whole, execution_id) };
  const all = rowsOf(world, filters).map((row) => cells(world, column)[row]);
  const values = all.filter((value) => written(value) !== "");
  const counts = new Map<string, number>();
  for (const value of values) counts.set(written(value), (counts.get(written(value)) ?? 0) + 1);
  const sorted = [...values].sort((a, b) => ((a as number) < (b as number) ? -1 : 1));
  const numeric = typeof values[0] === "bigint" || typeof values[0] === "number";
  const [low, high] = [Number(sorted[0]), Number(sorted.at(-1))];
  const width = Math.max(1, Math.ceil((high - low + 1) / 20));
  const bins = numeric ? Math.ceil((high - low + 1) / width) : 0;
  const sum = numeric ? values.reduce<number>((total, value) => total + Number(value), 0) : 0;
  return {
    rows: all.length,
    empty: all.length - values.length,
    distinct: counts.size,
    all_counted: true,
    least: values.length > 0 ? written(sorted[0]) : null,
    greatest: values.length > 0 ? written(sorted.at(-1)) : null,
    mean: numeric && values.length > 0 ? (sum / values.length).toFixed(4) : null,
    top: [...counts]
      .map(([value, rows]) => ({ value, rows }))
      .sort((a, b) => b.rows - a.rows)
      .slice(0, 10),
    bins: Array.from({ length: bins }, (_, i) => {
      const [from, to] = [low + i * width, Math.min(high, low + (i + 1) * width - 1)];
      const rows = values.filter((value) => Number(value) >= from && Number(value) < from + width).length;
      return { from: String(from), to: String(to), rows };
    }),
  };
}

function find(world: World, request: FindRequest): FoundCell | null {
  const sought = request.text.toLowerCase();
  const found = rowsOf(world, request.filters).flatMap((row, at) =>
    request.columns.flatMap((column, place) =>
      written(cells(world, column)[row]).toLowerCase().includes(sought) ? [{ row: at, place }] : [],
    ),
  );
  const from = request.row * 1000 + request.place;
  const key = (cell: { row: number; place: number }) => cell.row * 1000 + cell.place;
  const here = (cell: { row: number; place: number }) => request.here && key(cell) === from;
  const next = request.backward
    ? found.findLastIndex((cell) => key(cell) < from || here(cell))
    : found.findIndex((cell) => key(cell) > from || here(cell));
  const number = next >= 0 ? next : request.backward ? found.length - 1 : 0;
  const cell = found[number];
  return cell ? { ...cell, number: number + 1, total: found.length, all: true } : null;
}

function figures(world: World, { columns, filters, first, last }: FiguresRequest): Figures {
  const rows = rowsOf(world, filters).slice(first, last + 1);
  const numbers = rows.flatMap((row) => columns.map((column) => Number(cells(world, column)[row])));
  const refused = columns
    .map((column) => names(world)[column] ?? "")
    .find((name) => /reach|users|frequency|_id$/.test(name));
  const sum = numbers.reduce((total, number) => total + number, 0);
  return {
    numbers: numbers.length,
    sum: refused ? null : String(sum),
    average: (sum / numbers.length).toFixed(4),
    least: String(Math.min(...numbers)),
    greatest: String(Math.max(...numbers)),
    not_added: refused
      ? { name: refused, reason: /_id$/.test(refused) ? "id" : refused === "frequency" ? "rate" : "people" }
      : null,
  };
}

export const RESULTS = {
  save_chart: (_world: World, { name, format }: { name: string; format: ChartFormat }) => `/home/ana/${name}.${format}`,
  export_result: () => ({ path: "/home/ana/Reach by city.csv", rows: 1284, size_bytes: 51_200 }),
  export_progress: (): ExportProgress | null => null,
  cancel_export: () => true,
  result_page: (world: World, { request }: { request: PageRequest }) => page(world, request),
  profile_column: (world: World, { request }: { request: ProfileRequest }) => profile(world, request),
  find_in_result: (world: World, { request }: { request: FindRequest }) => find(world, request),
  figures_of_cells: (world: World, { request }: { request: FiguresRequest }) => figures(world, request),
};
