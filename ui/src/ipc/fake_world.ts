// The world of the fake host: as after some days of use, on Thu 5 March 2026, 10:42 in New York.

import type {
  AppStatus,
  AwaySlot,
  Brand,
  BudgetUse,
  CatalogField,
  CatalogTable,
  ExecutionDetail,
  ExecutionState,
  Instance,
  KeptTable,
  MailServer,
  Notice,
  Profile,
  QueryTab,
  QueuedRun,
  Recipient,
  ReviewCandidate,
  SavedFilter,
  ScheduleDetail,
  ScheduleTemplate,
  Settings,
  SignInStatus,
  SlotSummary,
} from "./bindings";
import { NO_DETAILS } from "./errors";
import { type PastRun, pastRuns } from "./fake_analytics";
import { brands, INSTANCE_TAGS } from "./fake_brands";
import { type DashboardsWorld, dashboardsWorld } from "./fake_dashboards";
import { type EvidenceWorld, evidenceWorld } from "./fake_evidence";
import { keptTables } from "./fake_kept";
import { recipients } from "./fake_messages";
import { lateSlots, notices } from "./fake_notices";
import { type QueryWorld, queryWorld } from "./fake_query";
import { schedules } from "./fake_schedule_world";
import { type StorageWorld, storageWorld } from "./fake_storage";
import { workflows } from "./fake_workflow_world";
import type { KeptWorkflow } from "./fake_workflows";

export interface World {
  now: number;
  status: AppStatus;
  settings: Settings;
  /** Whether the system starts the application when the person signs in to the computer. */
  startsAtLogin: boolean;
  profiles: Profile[];
  instances: Instance[];
  brands: Brand[];
  /** Brands that were deleted and can be brought back. */
  deletedBrands: Brand[];
  tables: CatalogTable[];
  fields: Record<string, CatalogField[]>;
  tabs: QueryTab[];
  /** What is kept of writing queries beside the open tabs. */
  query: QueryWorld;
  executions: ExecutionDetail[];
  /** The runs of the past as figures need them, oldest first. */
  runs: readonly PastRun[];
  /** Tables that queries over kept results can read. */
  kept: KeptTable[];
  /** What lies on the disk. */
  storage: StorageWorld;
  evidence: EvidenceWorld;
  dashboards: DashboardsWorld;
  /** Runs that wait on this computer, in the order in which they go. */
  queue: QueuedRun[];
  /** Amazon's runs that may be one whose answer was lost. */
  candidates: ReviewCandidate[];
  schedules: ScheduleDetail[];
  /** Schedules that were deleted and can be brought back. */
  deleted: ScheduleDetail[];
  /** The person's own templates of schedules, and those that were deleted. */
  templates: ScheduleTemplate[];
  deletedTemplates: ScheduleTemplate[];
  budgets: BudgetUse[];
  recipients: Recipient[];
  mailServer: MailServer | null;
  notices: Notice[];
  /** Slots that came late, and up to which instant they are taken for read. */
  late: AwaySlot[];
  lateRead: number;
  /** Histories by schedule, where they are others than made up. */
  histories: Record<string, SlotSummary[]>;
  workflows: KeptWorkflow[];
  deletedWorkflows: KeptWorkflow[];
  savedFilters: SavedFilter[];
  deletedFilters: SavedFilter[];
  /** Ids of instances of which Amazon refuses to tell what it keeps. */
  refusing: string[];
  signIn: SignInStatus | null;
  rows: Record<string, unknown[]>;
}

export const NOW = Date.UTC(2026, 2, 5, 15, 42);
export const MINUTE = 60_000;

const field = (
  name: string,
  data_type: string,
  kind: CatalogField["kind"],
  threshold: CatalogField["threshold"] = "LOW",
): CatalogField => ({ name, data_type, kind, threshold, description: `${name.replaceAll("_", " ")}.` });

export const FIELDS = [
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
  available: true,
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
  tags: INSTANCE_TAGS[`i-${i}`] ?? [],
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
    workflow_id: null,
    schedule_id: null,
    batch_id: "b-1",
    name: "Reach by city",
    state,
    raw_status: state.toUpperCase(),
    instance_id: "i-0",
    instance_name: "Kestrel Outdoor US",
    window_words: "Mon 2 Feb to Sun 1 Mar 2026",
    window_start: "2026-02-02",
    window_end: "2026-03-01",
    created_at: at,
    finished_at: finished,
    row_count: done ? 1284 : null,
    fetching: false,
    partial: false,
    data_gaps: [],
    file: null,
    remote_id: state === "unknown" || state === "needs_review" ? null : "0d9d6c0e-1f6a",
    sql: SQL,
    parameter_values: { campaigns: ["Trail26_STV_Prospecting"], min_reach: 1000 },
    time_zone: "America/New_York",
    steps:
      state === "unknown" || state === "needs_review"
        ? [
            { state: "sending", raw_status: null, at },
            { state: "unknown", raw_status: null, at: at + 30_000 },
          ]
        : [
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
    time_limit_minutes: null,
    note: "",
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
        ...NO_DETAILS,
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
      unread: 0,
    },
    settings: {
      theme: "light",
      return_host: "localhost",
      notifications: true,
      quiet_hours: { on: false, from: "22:00", until: "07:00" },
      keep_running_in_tray: true,
      requests_per_second: 5,
      poll_seconds: 10,
      instance_budget: { executions: null, minutes: null },
      account_budget: { executions: null, minutes: null },
      budget_time_zone: null,
      rates: null,
      keep_results_days: null,
      reuse_results_hours: null,
    },
    startsAtLogin: false,
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
    brands: brands(NOW),
    deletedBrands: [],
    tables: [
      table("dsp_impressions", "DSP"),
      table("dsp_clicks", "DSP"),
      table("dsp_impressions_by_matched_segments", "DSP"),
      table("sponsored_ads_traffic", "Sponsored Ads"),
      table("amazon_attributed_events_by_conversion_time", "Attribution"),
      table("amazon_attributed_events_by_traffic_time", "Attribution"),
      table("conversions", "Conversion"),
      { ...table("conversions_all", "Conversion", true), available: false },
      table("kestrel_loyalty_members", "Your data"),
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
        pinned: false,
        workflow_id: null,
        workflow_version: null,
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
        pinned: false,
        workflow_id: null,
        workflow_version: null,
        updated_at: NOW - 90 * MINUTE,
      },
    ],
    query: queryWorld(),
    kept: keptTables(NOW),
    storage: storageWorld(NOW),
    evidence: evidenceWorld(NOW),
    dashboards: dashboardsWorld(NOW),
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
    runs: pastRuns(),
    queue: [],
    candidates: [
      {
        remote_id: "4f1c09be-2a71",
        status: "SUCCEEDED",
        created_at: NOW - 54 * MINUTE,
        window_words: "Mon 2 Feb to Sun 1 Mar 2026",
        time_zone: "America/New_York",
        certain: true,
      },
      {
        remote_id: "77aa0d13-9c02",
        status: "RUNNING",
        created_at: NOW - 51 * MINUTE,
        window_words: null,
        time_zone: null,
        certain: false,
      },
    ],
    schedules: schedules(),
    budgets: [],
    recipients: recipients(),
    mailServer: {
      host: "smtp.kestrel.example",
      port: 465,
      security: "tls",
      user: "reports",
      from: "reports@kestrel.example",
    },
    notices: notices(),
    late: lateSlots(),
    lateRead: 0,
    deleted: [],
    templates: [],
    deletedTemplates: [],
    histories: {},
    workflows: workflows(),
    deletedWorkflows: [],
    savedFilters: [],
    deletedFilters: [],
    refusing: [],
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
    brands: [],
    tabs: [],
    executions: [],
    runs: [],
    queue: [],
    schedules: [],
    workflows: [],
    budgets: [],
    recipients: [],
    mailServer: null,
    notices: [],
    late: [],
    status: {
      ...full.status,
      profiles: 0,
      running: 0,
      waiting: 0,
      sandbox: { state: "off", message: null, api_url: null },
    },
  };
}
