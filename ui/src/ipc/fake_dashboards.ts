// Dashboards of the fake host. What a query brings goes by the kept table that it names; all others bring the rows of the world.
import type {
  Error as CommandError,
  DashboardDetail,
  DashboardSpec,
  DashboardSummary,
  Widget,
  WidgetRows,
} from "./bindings";
import { hostError } from "./browser";
import { NO_DETAILS } from "./errors";
import { keepRows } from "./fake_derived";
import type { World } from "./fake_world";

const HOUR = 3_600_000;

export interface DashboardsWorld {
  kept: DashboardDetail[];
  deleted: DashboardDetail[];
  /** Rows by the name of a kept table. */
  rows: Record<string, Record<string, unknown[]>>;
  /** Names of kept tables that cannot be read, and why. */
  failing: Record<string, CommandError>;
  /** Counts refreshes: each brings rows under an id of their own. */
  turn: number;
}

export const widget = (change: Partial<Widget> & { id: string }): Widget => ({
  kind: "chart",
  title: "",
  sql: "",
  chart: null,
  text: "",
  width: 6,
  height: 9,
  ...change,
});

export const latest = (name: string): string => `SELECT * FROM latest."${name}"`;

/** A dashboard whose queries ran some hours ago. */
export function dashboard(
  now: number,
  spec: DashboardSpec & { id: string },
  changed_at = now - 50 * HOUR,
): DashboardDetail {
  const rows = spec.widgets.filter(({ sql }) => sql !== "").map(({ id }): WidgetRows => blank(id));
  return { ...spec, changed_at, rows: rows.map((each) => ({ ...each, read_at: now - 28 * HOUR })) };
}

const blank = (widget_id: string): WidgetRows => ({
  widget_id,
  rows_id: null,
  result: null,
  error: null,
  read_at: null,
  results: 0,
  first_day: null,
  last_day: null,
  grows_until: null,
  run_at: null,
  outdated: true,
});

export const dashboardsWorld = (now: number): DashboardsWorld => ({
  kept: [
    dashboard(now, {
      id: "d-reach",
      name: "Reach, all clients",
      widgets: [
        widget({ id: "w-cities", kind: "table", title: "Cities", sql: latest("Reach by city"), width: 8, height: 12 }),
        widget({ id: "w-bands", title: "How often", sql: latest("Frequency bands"), width: 4, height: 12 }),
        widget({ id: "w-note", kind: "text", title: "", text: "Read every Monday.", width: 12, height: 3 }),
      ],
      filters: [],
    }),
    dashboard(now, { id: "d-paths", name: "Paths to a purchase", widgets: [], filters: [] }, now - 90 * HOUR),
  ],
  deleted: [],
  rows: {
    "Frequency bands": { band: ["1", "2", "3", "4", "5+"], users: [412_806n, 298_455n, 188_240n, 96_331n, 61_544n] },
  },
  failing: {},
  turn: 0,
});

const tableOf = (sql: string): string => /"([^"]+)"/.exec(sql)?.[1] ?? "";

function read(world: World, { id, sql }: Widget, before: WidgetRows | undefined, again: boolean): WidgetRows {
  const own = world.dashboards;
  const table = tableOf(sql);
  const error = own.failing[table] ?? null;
  if (error && again) return { ...(before ?? blank(id)), error: { ...error, details: NO_DETAILS }, outdated: true };
  const rows_id = `widget-${id}-${own.turn}`;
  return {
    widget_id: id,
    rows_id,
    result: keepRows(world, rows_id, own.rows[table] ?? world.rows),
    error: null,
    read_at: again ? world.now : (before?.read_at ?? world.now),
    results: world.kept.find(({ name }) => name === table)?.runs ?? 1,
    first_day: "2026-02-02",
    last_day: "2026-03-01",
    grows_until: /sales|weekly|campaign|channel/i.test(table) ? "2026-03-15" : null,
    run_at: world.now - 29 * HOUR,
    outdated: false,
  };
}

function find(world: World, id: string): DashboardDetail {
  const found = world.dashboards.kept.find((one) => one.id === id);
  if (!found)
    throw hostError("not_found", "This dashboard is not there any more.", "Choose another one from the list.");
  return found;
}

const put = (world: World, changed: DashboardDetail): DashboardDetail => {
  const all = world.dashboards.kept;
  world.dashboards.kept = [...all.filter(({ id }) => id !== changed.id), changed];
  return changed;
};

/** Those whose queries ran before have rows; they are made when they are first asked for. */
function get(world: World, id: string): DashboardDetail {
  const found = find(world, id);
  const rows = found.rows.map((each) => {
    const of = found.widgets.find((one) => one.id === each.widget_id);
    return of && each.read_at !== null && each.rows_id === null && !each.error ? read(world, of, each, false) : each;
  });
  return put(world, { ...found, rows });
}

function refresh(world: World, id: string, ids: string[]): DashboardDetail {
  world.dashboards.turn += 1;
  const found = get(world, id);
  const rows = found.rows.map((each) => {
    const of = found.widgets.find((one) => one.id === each.widget_id);
    return of && (ids.length === 0 || ids.includes(of.id)) ? read(world, of, each, true) : each;
  });
  return put(world, { ...found, rows });
}

interface Saving {
  id: string | null;
  spec: DashboardSpec;
  changedAt: number | null;
}

function save(world: World, { id, spec, changedAt }: Saving): string {
  const own = world.dashboards;
  if (own.kept.some((one) => one.id !== id && one.name === spec.name))
    throw hostError(
      "dashboard.name_taken",
      `There is a dashboard ${spec.name} already.`,
      "Give this one another name.",
    );
  const before = id === null ? null : find(world, id);
  if (before && before.changed_at !== changedAt)
    throw hostError(
      "dashboard.changed",
      "This dashboard was changed in between.",
      "Load what is kept, or copy what you need first.",
    );
  const key = before?.id ?? `d-${own.kept.length + own.deleted.length + 1}`;
  const rows = spec.widgets.flatMap((one): WidgetRows[] => {
    if (one.sql === "") return [];
    const known = before?.rows.find((each) => each.widget_id === one.id);
    const same = before?.widgets.find((each) => each.id === one.id)?.sql === one.sql;
    return [known ? { ...known, outdated: known.outdated || !same } : blank(one.id)];
  });
  put(world, { ...spec, id: key, changed_at: (before?.changed_at ?? world.now) + 1, rows });
  return key;
}

function move(world: World, id: string, from: "kept" | "deleted", to: "kept" | "deleted"): null {
  const found = world.dashboards[from].find((one) => one.id === id);
  if (!found)
    throw hostError("not_found", "This dashboard is not there any more.", "Choose another one from the list.");
  world.dashboards[from] = world.dashboards[from].filter((one) => one !== found);
  world.dashboards[to] = [...world.dashboards[to], found];
  return null;
}

const summary = ({ id, name, widgets, rows, changed_at }: DashboardDetail): DashboardSummary => {
  const times = rows.map(({ read_at }) => read_at);
  const refreshed_at = times.length === 0 || times.includes(null) ? null : Math.min(...times.map(Number));
  return { id, name, widgets: widgets.length, refreshed_at, changed_at };
};

export const DASHBOARDS = {
  list_dashboards: (world: World) => world.dashboards.kept.map(summary).sort((a, b) => a.name.localeCompare(b.name)),
  get_dashboard: (world: World, { id }: { id: string }) => get(world, id),
  save_dashboard: save,
  refresh_dashboard: (world: World, { id, widgetIds }: { id: string; widgetIds: string[] }) =>
    refresh(world, id, widgetIds),
  delete_dashboard: (world: World, { id }: { id: string }) => move(world, id, "kept", "deleted"),
  restore_dashboard: (world: World, { id }: { id: string }) => move(world, id, "deleted", "kept"),
  save_dashboard_page: (_world: World, { name }: { name: string; content: string }) => `/home/ana/${name}.html`,
};
