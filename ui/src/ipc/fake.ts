// A host for tests and for looking at screens: it answers from a world held in memory. It is not part of the product.
import { tableFromArrays, tableToIPC } from "apache-arrow";
import type {
  AppStatus,
  CatalogField,
  CatalogTable,
  CheckReport,
  Event,
  ExecutionDetail,
  ExecutionState,
  ExecutionSummary,
  Instance,
  PageRequest,
  Profile,
  QueryTab,
  Region,
  Settings,
  SignInStatus,
  SubmitRequest,
  WindowSpec,
} from "./bindings";
import { hostError } from "./browser";
import type { Host } from "./host";

export interface World {
  now: number;
  status: AppStatus;
  settings: Settings;
  profiles: Profile[];
  instances: Instance[];
  tables: CatalogTable[];
  fields: Record<string, CatalogField[]>;
  tabs: QueryTab[];
  executions: ExecutionDetail[];
  signIn: SignInStatus | null;
  rows: Record<string, unknown[]>;
}

type Handler = (world: World, args: never) => unknown;

const NOW = Date.UTC(2026, 2, 5, 15, 42);
const MINUTE = 60_000;

const NO_PLACE = {
  line: null,
  column: null,
  end_line: null,
  end_column: null,
  retry_after_seconds: null,
  request_id: null,
  ports: [],
  raw: null,
};

const field = (
  name: string,
  data_type: string,
  kind: CatalogField["kind"],
  threshold: CatalogField["threshold"] = "LOW",
): CatalogField => ({ name, data_type, kind, threshold, description: `${name.replaceAll("_", " ")}.` });

const FIELDS = [
  field("campaign", "STRING", "dimension"),
  field("city_name", "STRING", "dimension", "HIGH"),
  field("device_type", "STRING", "dimension"),
  field("impression_dt_utc", "TIMESTAMP", "dimension", "MEDIUM"),
  field("impressions", "LONG", "metric", "NONE"),
  field("supply_source", "STRING", "dimension"),
  field("total_cost", "LONG", "metric", "NONE"),
  field("user_id", "STRING", "dimension", "VERY_HIGH"),
];

const table = (name: string, category: string, paid = false): CatalogTable => ({
  name,
  category,
  paid,
  display_name: name,
  description: `Events of ${name}.`,
  time_column: "impression_dt_utc",
  field_count: FIELDS.length,
});

const BRANDS = ["Kestrel Outdoor", "Ferro Cookware", "Tidewell", "Bramble Pet", "Alderbrook Tea", "Copperline Tools"];

const instance = (name: string, marketplace: string, i: number): Instance => ({
  id: `i-${i}`,
  instance_id: `amc${1000 + i}`,
  name: `${name} ${marketplace}`,
  profile_id: "p-1",
  account_id: `ENTITY${marketplace}`,
  account_name: `Lantern and Quay Brands ${marketplace}`,
  marketplace_id: `M-${marketplace}`,
  marketplace,
  currency: marketplace === "CA" ? "CAD" : "USD",
  instance_type: "STANDARD",
  creation_status: "COMPLETED",
  has_dsp: name !== "Bramble Pet",
  has_sponsored_ads: true,
  refreshed_at: NOW,
});

export const SQL = `-- Reach and spend by campaign and city, DSP only
WITH reach AS (
  SELECT campaign, city_name,
         COUNT(DISTINCT user_id) AS reach,
         SUM(impressions) AS impressions,
         SUM(total_costs) / 100000.0 AS spend
  FROM dsp_impressions
  WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('campaigns'), campaign)
  GROUP BY campaign, city_name
)
SELECT campaign, city_name, reach, impressions, spend
FROM reach
WHERE reach >= CUSTOM_PARAMETER('min_reach')
`;

const COLUMNS = [
  { name: "campaign", data_type: "STRING" },
  { name: "city_name", data_type: "STRING" },
  { name: "campaign_id", data_type: "LONG" },
  { name: "reach", data_type: "LONG" },
  { name: "frequency", data_type: "DOUBLE" },
];
const CITIES = ["Denver", "Seattle", "Vancouver", null, "Salt Lake City", "Calgary"];

export function sampleRows(count: number): Record<string, unknown[]> {
  const each = <T>(make: (i: number) => T) => Array.from({ length: count }, (_, i) => make(i));
  return {
    campaign: each((i) => ["Trail26_STV_Prospecting", "Always_DSP_Retarget30", "Trail26_OLV_Lookalike"][i % 3]),
    city_name: each((i) => CITIES[i % CITIES.length] ?? null),
    campaign_id: each((i) => 576460752303423488n + BigInt(i)),
    reach: each((i) => BigInt(41220 - i * 17)),
    frequency: each((i) => 2.5 + (i % 9) / 3),
  };
}

export function execution(change: Partial<ExecutionDetail>): ExecutionDetail {
  const state: ExecutionState = change.state ?? "succeeded";
  const at = change.created_at ?? NOW - 11 * MINUTE;
  const final = ["succeeded", "failed", "rejected", "cancelled"].includes(state);
  const finished = final ? at + 8 * MINUTE : null;
  const done = state === "succeeded";
  return {
    id: "e-1",
    batch_id: "b-1",
    name: "Reach by city",
    state,
    raw_status: state.toUpperCase(),
    instance_id: "i-0",
    instance_name: "Kestrel Outdoor US",
    window_words: "Mon 2 Feb to Sun 1 Mar 2026",
    window_start: "2026-02-02T00:00:00",
    window_end: "2026-03-02T00:00:00",
    created_at: at,
    finished_at: finished,
    row_count: done ? 1284 : null,
    fetching: false,
    remote_id: "0d9d6c0e-1f6a",
    sql: SQL,
    parameter_values: { campaigns: ["Trail26_STV_Prospecting"], min_reach: 1000 },
    time_zone: "America/New_York",
    steps: [
      { state: "sending", raw_status: null, at },
      { state: "pending", raw_status: "PENDING", at: at + 2_000 },
      { state: "running", raw_status: "RUNNING", at: at + 72_000 },
      ...(final ? [{ state, raw_status: state.toUpperCase(), at: finished ?? at }] : []),
    ],
    error: null,
    result: done
      ? { row_count: 1284, columns: COLUMNS, size_bytes: 48_120, sha256: "9f2b".repeat(16), stored_at: at }
      : null,
    cancel_requested: false,
    profile_id: "p-1",
    ...change,
  };
}

const failed = () =>
  execution({
    id: "e-2",
    state: "failed",
    instance_id: "i-2",
    instance_name: "Tidewell US",
    error: {
      code: "amc.compile",
      message: "Amazon could not compile the query: no column total_costs.",
      next_step: "Open it in Query; the place is marked there. total_cost is near.",
      details: {
        ...NO_PLACE,
        line: 6,
        column: 14,
        end_line: 6,
        end_column: 24,
        request_id: "7c1a-44",
        raw: "From line 6, column 14 to line 6, column 24: Column 'total_costs' not found in any table",
      },
    },
  });

/** A world as after some days of use. */
export function world(): World {
  const batch = { batch_id: "b-1" };
  const others: [ExecutionState, string, number][] = [
    ["running", "Kestrel Outdoor CA", 3],
    ["pending", "Ferro Cookware US", 2],
    ["succeeded", "Alderbrook Tea US", 11],
  ];
  return {
    now: NOW,
    status: {
      version: "0.1.0",
      data_dir: "/home/ana/.local/share/app.recomamp.desktop",
      platform: "linux",
      profiles: 1,
      running: 1,
      waiting: 1,
      keychain: {
        state: "ready",
        store: "keychain",
        message: "The keychain can be read and written.",
        next_step: null,
      },
      sandbox: { state: "on", message: null, api_url: "http://127.0.0.1:40123/" },
      services: [
        { name: "Execution poller", state: "running", message: null },
        { name: "Token refresher", state: "running", message: null },
      ],
      tray: true,
    },
    settings: {
      theme: "light",
      return_host: "localhost",
      notifications: true,
      keep_running_in_tray: true,
      requests_per_second: 5,
      poll_seconds: 10,
    },
    profiles: [
      {
        id: "p-1",
        kind: "sandbox",
        name: "Sandbox",
        region: "NA",
        client_id: "amzn1.application-oa2-client.sandbox",
        state: "signed_in",
        message: null,
        secret_store: "memory",
        created_at: NOW,
      },
    ],
    instances: BRANDS.flatMap((brand, i) => [instance(brand, "US", i), instance(brand, "CA", i + 50)]),
    tables: [
      table("dsp_impressions", "DSP"),
      table("dsp_clicks", "DSP"),
      table("dsp_impressions_by_matched_segments", "DSP"),
      table("sponsored_ads_traffic", "Sponsored Ads"),
      table("amazon_attributed_events_by_conversion_time", "Attribution"),
      table("amazon_attributed_events_by_traffic_time", "Attribution"),
      table("conversions", "Conversion"),
      table("conversions_all", "Conversion", true),
    ],
    fields: { dsp_impressions: FIELDS },
    tabs: [
      {
        id: "t-1",
        title: "Reach by city",
        sql: SQL,
        position: 0,
        instance_ids: ["i-0", "i-50", "i-1"],
        window: { kind: "last_full_weeks", weeks: 4 },
        parameter_values: { min_reach: 1000 },
        updated_at: NOW - 2 * MINUTE,
      },
      {
        id: "t-2",
        title: "NTB gateway ASINs",
        sql: "SELECT campaign FROM dsp_impressions GROUP BY campaign",
        position: 1,
        instance_ids: [],
        window: { kind: "last_days", days: 28 },
        parameter_values: {},
        updated_at: NOW - 90 * MINUTE,
      },
    ],
    executions: [
      failed(),
      ...others.map(([state, instance_name, ago], i) =>
        execution({ ...batch, id: `e-${i + 3}`, state, instance_name, created_at: NOW - ago * MINUTE }),
      ),
      execution({ id: "e-9", batch_id: "b-9", name: "Frequency bands", created_at: NOW - 150 * MINUTE }),
      execution({
        id: "e-10",
        batch_id: "b-10",
        state: "unknown",
        name: "Path to conversion",
        created_at: NOW - 55 * MINUTE,
      }),
      execution({
        id: "e-11",
        batch_id: "b-11",
        state: "cancelled",
        name: "Search terms",
        created_at: NOW - 1500 * MINUTE,
      }),
      execution({ id: "e-1", batch_id: "b-12", created_at: NOW - 1600 * MINUTE }),
    ],
    signIn: null,
    rows: sampleRows(1284),
  };
}

/** A world before the first choice. */
export function emptyWorld(): World {
  const full = world();
  return {
    ...full,
    profiles: [],
    instances: [],
    tabs: [],
    executions: [],
    status: {
      ...full.status,
      profiles: 0,
      running: 0,
      waiting: 0,
      sandbox: { state: "off", message: null, api_url: null },
    },
  };
}

function check(sql: string): CheckReport {
  const diagnostics: CheckReport["diagnostics"] = [];
  for (const [i, line] of sql.split("\n").entries()) {
    const wrong = line.indexOf("total_costs");
    if (wrong >= 0) {
      diagnostics.push({
        severity: "error",
        code: "unknown_column",
        message: "No column total_costs.",
        line: i + 1,
        column: wrong + 1,
        end_line: i + 1,
        end_column: wrong + 12,
        help: "Did you mean total_cost?",
        replacement: "total_cost",
      });
    }
    const city = line.indexOf("campaign, city_name,");
    if (city >= 0 && i < 4) {
      diagnostics.push({
        severity: "warning",
        code: "threshold",
        message: "Rows need 100 users: city_name is HIGH",
        line: i + 1,
        column: city + 11,
        end_line: i + 1,
        end_column: city + 20,
        help: null,
        replacement: null,
      });
    }
  }
  const parameters = [...sql.matchAll(/CUSTOM_PARAMETER\('(\w+)'\)/g)].map(([, name = ""]) => ({
    name,
    data_type: name === "campaigns" ? "ARRAY" : "LONG",
  }));
  return {
    ok: !diagnostics.some((entry) => entry.severity === "error"),
    diagnostics,
    parameters,
    tables: ["dsp_impressions"],
    output: [
      { name: "campaign", data_type: "STRING", threshold: "LOW" },
      { name: "city_name", data_type: "STRING", threshold: "HIGH" },
      { name: "reach", data_type: "LONG", threshold: "NONE" },
    ],
    elapsed_ms: 3,
  };
}

function pageOf(world: World, { offset, limit }: PageRequest): Uint8Array {
  const cut = Object.fromEntries(
    Object.entries(world.rows).map(([name, all]) => [name, all.slice(offset, offset + limit)]),
  );
  const page = tableFromArrays(cut as Record<string, string[]>);
  page.schema.metadata.set("total_rows", String(Object.values(world.rows)[0]?.length ?? 0));
  return tableToIPC(page, "stream");
}

const summary = ({ ...detail }: ExecutionDetail): ExecutionSummary => detail;

const HANDLERS: Record<string, Handler> = {
  app_status: (world) => world.status,
  get_settings: (world) => world.settings,
  update_settings: (world, { settings }: { settings: Settings }) => {
    world.settings = settings;
    return settings;
  },
  open_external: () => null,
  close_choice: () => null,
  list_profiles: (world) => world.profiles,
  explore_sandbox: (w) => {
    Object.assign(w, { profiles: world().profiles, instances: world().instances, status: world().status });
    return w.profiles[0];
  },
  begin_sign_in: (world) => {
    world.signIn = { attempt_id: "a-1", state: "waiting", waited_seconds: 0, profile_id: null, error: null };
    return {
      attempt_id: "a-1",
      authorize_url: "https://www.amazon.com/ap/oa?client_id=amzn1&scope=advertising::campaign_management",
      return_url: "http://localhost:8742/signed-in",
      browser_opened: true,
    };
  },
  sign_in_status: (world) => world.signIn,
  finish_sign_in: (world) => world.signIn,
  cancel_sign_in: () => null,
  return_urls: (world, { region }: { region: Region }) =>
    [8742, 8743, 8744].map((port) => `http://${world.settings.return_host}:${port}/signed-in/${region.toLowerCase()}`),
  sign_out: () => null,
  remove_profile: (world, { profileId }: { profileId: string }) => {
    world.profiles = world.profiles.filter((profile) => profile.id !== profileId);
    return null;
  },
  check_keychain: (world) => world.status.keychain,
  list_instances: (world) => world.instances,
  refresh_instances: (world) => world.instances,
  catalog_tables: (world) => world.tables,
  catalog_fields: (world, { table }: { table: string }) => world.fields[table] ?? FIELDS,
  search_fields: (_world, { text }: { text: string }) =>
    FIELDS.filter((entry) => entry.name.includes(text)).map((entry) => ({ table: "dsp_impressions", field: entry })),
  check_sql: (_world, { sql }: { sql: string }) => check(sql),
  complete_sql: () =>
    FIELDS.map((entry) => ({
      label: entry.name,
      kind: "column",
      detail: entry.data_type,
      field_kind: entry.kind,
      threshold: entry.threshold,
      documentation: entry.description,
      insert: entry.name,
    })),
  list_tabs: (world) => world.tabs,
  save_tab: (world, { tab }: { tab: QueryTab }) => {
    world.tabs = [...world.tabs.filter((entry) => entry.id !== tab.id), tab];
    return null;
  },
  close_tab: (world, { id }: { id: string }) => {
    world.tabs = world.tabs.filter((entry) => entry.id !== id);
    return null;
  },
  resolve_window: (_world, { timeZone }: { window: WindowSpec; timeZone: string }) => ({
    start: "2026-02-02T00:00:00",
    end: "2026-03-02T00:00:00",
    time_zone: timeZone,
    words: "Mon 2 Feb to Sun 1 Mar 2026",
    days: 28,
    complete_until: "2026-03-03",
    note: "Sales for this window grow until 15 Mar.",
  }),
  submit_executions: (world, { request }: { request: SubmitRequest }) => {
    const made = request.instance_ids.map((id, i) =>
      execution({
        id: `n-${world.executions.length}-${i}`,
        batch_id: `n-${world.executions.length}`,
        name: request.name,
        sql: request.sql,
        instance_id: id,
        instance_name: world.instances.find((entry) => entry.id === id)?.name ?? id,
        created_at: Date.now(),
      }),
    );
    world.executions = [...made, ...world.executions];
    return made.map(summary);
  },
  list_executions: (world) => world.executions.map(summary),
  get_execution: (world, { id }: { id: string }) => {
    const found = world.executions.find((entry) => entry.id === id);
    if (!found) throw hostError("execution.unknown", "This run is not kept here.", "Choose another one from the list.");
    return found;
  },
  cancel_execution: () => null,
  fetch_result_again: () => null,
  export_result: () => ({ path: "/home/ana/Reach by city.csv", rows: 1284, size_bytes: 51_200 }),
  result_page: (world, { request }: { request: PageRequest }) => pageOf(world, request),
};

export interface FakeHost extends Host {
  world: World;
  /** Commands in the order they came. */
  calls: { command: string; args: unknown }[];
  /** Answers a command otherwise than the world would. */
  answer: (command: string, handler: Handler) => void;
  /** Sends an event to whoever listens. */
  send: (event: Event) => void;
}

export function fakeHost(start: World = world()): FakeHost {
  const handlers: Record<string, Handler> = { ...HANDLERS };
  const listeners = new Set<(event: Event) => void>();
  const fake: FakeHost = {
    kind: "fake",
    world: start,
    calls: [],
    answer: (command, handler) => {
      handlers[command] = handler;
    },
    send: (event) => {
      for (const listener of listeners) listener(event);
    },
    async invoke(command, args) {
      fake.calls.push({ command, args });
      const handler = handlers[command];
      if (!handler) throw hostError("host.unknown_command", `There is no command ${command}.`, "Update the fake host.");
      return handler(fake.world, args as never);
    },
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
  return fake;
}
