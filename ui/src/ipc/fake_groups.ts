// Rows of the fake host taken together: by texts as they are, by days as they stand.
import type { GroupAnswer, GroupRequest, GroupValue } from "./bindings";
import { hostError } from "./browser";
import { keepRows, rowsUnder } from "./fake_derived";
import { rowsOf } from "./fake_results";
import type { World } from "./fake_world";

const WORDS: Record<GroupValue["measure"], string> = {
  rows: "rows",
  sum: "sum of ",
  average: "average of ",
  least: "least of ",
  lower_quartile: "lower quartile of ",
  median: "median of ",
  upper_quartile: "upper quartile of ",
  greatest: "greatest of ",
  distinct: "different ",
};

function figure({ measure }: GroupValue, cells: readonly unknown[]): unknown {
  const numbers = cells.map(Number).sort((a, b) => a - b);
  const sum = numbers.reduce((total, number) => total + number, 0);
  const at = (part: number) => numbers[Math.floor((numbers.length - 1) * part)] ?? null;
  switch (measure) {
    case "rows":
      return BigInt(cells.length);
    case "distinct":
      return BigInt(new Set(cells).size);
    case "sum":
      return typeof cells[0] === "bigint" ? BigInt(sum) : sum;
    case "average":
      return sum / numbers.length;
    case "median":
      return at(0.5);
    case "lower_quartile":
      return at(0.25);
    case "upper_quartile":
      return at(0.75);
    case "least":
      return at(0);
    case "greatest":
      return at(1);
  }
}

function group(world: World, request: GroupRequest): GroupAnswer {
  const rows = rowsUnder(world, request.execution_id);
  const names = Object.keys(rows);
  const cells = (column: number | null) => rows[names[column ?? 0] ?? ""] ?? [];
  const passing = rowsOf({ ...world, rows }, request.filters);
  for (const { measure, column } of request.values) {
    const name = names[column ?? -1] ?? "";
    if (measure !== "sum" || !/reach|users|frequency/.test(name)) continue;
    throw hostError(
      "result.not_additive",
      `“${name}” counts people, and one who is in several rows would be counted in each.`,
      "Take its average, its least or its greatest, or count anew with a query.",
    );
  }
  const keyOf = (row: number) => JSON.stringify(request.rows.map(({ column }) => String(cells(column)[row] ?? "")));
  const groups = new Map<string, number[]>();
  for (const row of passing) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  const members = [...groups.values()];
  const across = request.across ? cells(request.across.column) : null;
  const values = across ? [...new Set(passing.map((row) => across[row]))] : [];
  const heads = values.slice(0, 4);
  const made: Record<string, unknown[]> = {};
  for (const { column, unit } of request.rows) {
    made[unit ? `${unit} of ${names[column]}` : (names[column] ?? "")] = members.map(
      ([first = 0]) => cells(column)[first] ?? null,
    );
  }
  for (const value of request.values) {
    const name = `${WORDS[value.measure]}${value.column === null ? "" : names[value.column]}`;
    const put = (title: string, of: (row: number) => boolean) => {
      made[title] = members.map((each) => {
        const taken = each.filter(of).map((row) => cells(value.column)[row]);
        return taken.length === 0 ? null : figure(value, taken);
      });
    };
    for (const head of heads) put(`${head ?? "empty"} · ${name}`, (row) => across?.[row] === head);
    put(across ? `all · ${name}` : name, () => true);
  }
  const id = `local-${request.id}`;
  const left_out = values.length - heads.length;
  return { id, result: keepRows(world, id, made), keys: request.rows.length, left_out };
}

export const GROUPS = {
  group_result: (world: World, { request }: { request: GroupRequest }) => group(world, request),
  forget_rows: () => null,
};
