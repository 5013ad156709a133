// Results of the fake host side by side, and several as one.
import type { CompareAnswer, CompareRequest, CompareTotal, KeptAnswer } from "./bindings";
import { columnsOf, keepRows, rowsUnder } from "./fake_derived";
import type { World } from "./fake_world";

const OF_PEOPLE = /reach|users/;
const OF_RATES = /frequency/;

/** Places of both, the later one a little higher, with one that only one of them has at either end. */
function compare(world: World, request: CompareRequest): CompareAnswer {
  const rows = rowsUnder(world, request.before);
  const columns = columnsOf(rows);
  const keys = request.keys ?? columns.flatMap(({ name, data_type }) => (data_type === "STRING" ? [name] : []));
  const values =
    request.values ??
    columns.flatMap(({ name, data_type }) => (data_type === "STRING" || /_id$/.test(name) ? [] : [name]));
  const count = 18;
  const made: Record<string, unknown[]> = {};
  const each = (make: (row: number) => unknown) => Array.from({ length: count }, (_, row) => make(row));
  for (const key of keys) made[key] = each((row) => rows[key]?.[row] ?? null);
  const totals: CompareTotal[] = [];
  for (const name of values) {
    const whole = typeof rows[name]?.[0] === "bigint" ? 1 : 100;
    const rounded = (n: number) => Math.round(n * whole) / whole;
    const before = each((row) => (row === count - 1 ? null : rounded(Number(rows[name]?.[row] ?? 0))));
    const after = each((row) => {
      const old = Number(rows[name]?.[row] ?? 0);
      return row === 0 ? null : rounded(old * (1 + ((row % 7) - 2) / 20));
    });
    const apart = (row: number, make: (a: number, b: number) => number) => {
      const [a, b] = [before[row], after[row]];
      return typeof a === "number" && typeof b === "number" ? Math.round(make(a, b) * 100) / 100 : null;
    };
    made[`${name} · before`] = before;
    made[`${name} · after`] = after;
    made[`${name} · change`] = each((row) => apart(row, (a, b) => b - a));
    made[`${name} · change %`] = each((row) => apart(row, (a, b) => ((b - a) / a) * 100));
    const not_added = OF_PEOPLE.test(name) ? "people" : OF_RATES.test(name) ? "rate" : null;
    const sum = (of: readonly unknown[]) => of.reduce<number>((total, value) => total + Number(value ?? 0), 0);
    const [a, b] = [sum(before), sum(after)];
    totals.push(
      not_added
        ? { name, before: null, after: null, change: null, ratio: null, not_added }
        : {
            name,
            before: a.toFixed(2),
            after: b.toFixed(2),
            change: (b - a).toFixed(2),
            ratio: (b - a) / a,
            not_added,
          },
    );
  }
  made["in"] = each((row) => (row === 0 ? "before" : row === count - 1 ? "after" : "both"));
  const id = `local-${request.id}`;
  return {
    id,
    result: keepRows(world, id, made),
    keys,
    values,
    in_both: count - 2,
    only_before: 1,
    only_after: 1,
    columns_before: [],
    columns_after: [],
    added_up: false,
    totals,
  };
}

/** The rows of the runs that a union names, each with its run. */
export function joined(world: World, id: string, sql: string): KeptAnswer | null {
  const ids = [...sql.matchAll(/\bresult\."([^"]+)"/g)].map(([, run = ""]) => run);
  if (ids.length === 0) return null;
  const runs = ids.flatMap((run) => world.executions.find((entry) => entry.id === run) ?? []);
  const own = Object.entries(world.rows).map(([name, values]) => [name, runs.flatMap(() => values.slice(0, 40))]);
  const ofRun = (make: (run: (typeof runs)[number]) => unknown) =>
    runs.flatMap((run) =>
      Array.from({ length: Math.min(40, Object.values(world.rows)[0]?.length ?? 0) }, () => make(run)),
    );
  const rows = {
    ...(Object.fromEntries(own) as Record<string, unknown[]>),
    run_instance: ofRun((run) => run.instance_name),
    run_first_day: ofRun((run) => new Date(run.window_start)),
    run_last_day: ofRun((run) => new Date(run.window_end)),
  };
  const { columns, row_count } = keepRows(world, `kept-${id}`, rows);
  return { id: `kept-${id}`, columns, row_count, millis: 38, results: runs.length };
}

export const COMPARE = {
  compare_results: (world: World, { request }: { request: CompareRequest }) => compare(world, request),
};
