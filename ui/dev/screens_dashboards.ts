// Dashboards: charts, figures and tables of kept results side by side.
import type { DashboardSpec, KeptTable, Widget } from "../src/ipc/bindings";
import { hostError } from "../src/ipc/browser";
import { dashboard, latest, type World, widget } from "../src/ipc/fake";
import { columnsOf } from "../src/ipc/fake_derived";
import { after, refuse, type Screen } from "./screen";
import { LONG, NOT_READ } from "./screens_schedules";

type Rows = Record<string, unknown[]>;
const rowsOf = (count: number, make: (i: number) => Record<string, unknown>): Rows => {
  const rows = Array.from({ length: count }, (_, i) => make(i));
  return Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name])]));
};

const CHANNELS = ["Sponsored ads", "Streaming TV", "Display", "Online video"];
const CAMPAIGNS = [
  ["Trail26_STV_Prospecting", 1, 412_806, 3.61, 46_140.22],
  ["Always_SP_Category", 0, 298_455, 2.14, 31_904.7],
  ["Always_DSP_Retarget30", 2, 188_240, 7.42, 21_088.45],
  ["Trail26_OLV_Lookalike", 3, 164_118, 2.88, 12_870.13],
  ["Trail26_SB_Video", 0, 121_960, 1.73, 11_412.96],
  ["Winter_DSP_Prospecting", 2, 96_331, 4.05, 9_904.51],
  ["Always_SD_Views", 0, 84_207, 2.47, 5_316.88],
  ["Trail26_STV_Sports", 1, 61_544, 2.02, 3_566.15],
] as const;
const wave = (week: number, of: number) => 1 + Math.sin(week / 2.2 + of) / 5 + (week === 2 ? 0.3 : 0);

const TABLES: Record<string, Rows> = {
  "Weekly sales by channel": rowsOf(48, (i) => ({
    week: new Date(Date.UTC(2025, 11, 8 + 7 * Math.floor(i / 4))),
    channel: CHANNELS[i % 4],
    sales: Math.round(([12_600, 9_400, 6_200, 2_100][i % 4] ?? 0) * wave(Math.floor(i / 4), i % 4) * 100) / 100,
  })),
  Reach: { reach: [1_204_330n] },
  Frequency: { frequency: [4.36] },
  "Spend and sales": { spend: [148_204.18], sales: [583_930.4] },
  "Sales new to brand": { new_to_brand_rate: [0.618] },
  "Frequency bands": rowsOf(10, (i) => ({
    times_seen: i === 9 ? "10+" : String(i + 1),
    buyer_rate: [0.22, 0.4, 0.64, 0.87, 1.03, 1.15, 1.18, 1.2, 1.18, 1.12][i],
  })),
  Campaigns: rowsOf(24, (i) => {
    const [name, channel, reach, frequency, spend] = CAMPAIGNS[i % 8] ?? CAMPAIGNS[0];
    return {
      campaign: i < 8 ? name : `${name}_${Math.floor(i / 8) + 1}`,
      channel: CHANNELS[channel],
      reach: BigInt(Math.round(reach / (1 + Math.floor(i / 8)))),
      frequency,
      spend: Math.round((spend / (1 + Math.floor(i / 8))) * 100) / 100,
    };
  }),
  "Channels together": rowsOf(7, (i) => ({
    saw_streaming_tv: BigInt((i + 1) & 1),
    saw_display: BigInt(((i + 1) >> 1) & 1),
    saw_sponsored_ads: BigInt(((i + 1) >> 2) & 1),
    users: BigInt([388_214, 271_903, 70_118, 301_566, 86_240, 54_002, 28_951][i] ?? 0),
  })),
};

const kept = (now: number): KeptTable[] =>
  Object.entries(TABLES).map(([name, rows]) => ({
    sql_name: `latest."${name}"`,
    schema: "latest",
    name,
    workflow_id: null,
    columns: columnsOf(rows),
    rows: Object.values(rows)[0]?.length ?? 0,
    runs: 4,
    older: 0,
    at: now - 28 * 3_600_000,
  }));

const figure = (id: string, title: string, table: string, column: string, format?: string): Widget =>
  widget({
    id,
    title,
    sql: latest(table),
    chart: JSON.stringify({
      kind: "number",
      value: { measure: "rows", column: null },
      top: 20,
      columns: [column],
      ...(format && { view: { formats: { [column]: format } } }),
    }),
    width: 2,
    height: 3,
  });

const WEEKLY: DashboardSpec & { id: string } = {
  id: "d-weekly",
  name: "Kestrel Outdoor, weekly",
  widgets: [
    figure("f-1", "Reach", "Reach", "reach"),
    figure("f-2", "Frequency", "Frequency", "frequency"),
    figure("f-3", "Spend", "Spend and sales", "spend", "money:USD"),
    figure("f-4", "Sales", "Spend and sales", "sales", "money:USD"),
    figure("f-5", "New to brand", "Sales new to brand", "new_to_brand_rate", "percent"),
    widget({
      id: "t-1",
      kind: "text",
      text: "Weeks begin on Monday in New York. Money is in US dollars.",
      width: 2,
      height: 3,
    }),
    widget({ id: "c-1", title: "Sales by week", sql: latest("Weekly sales by channel"), width: 8, height: 12 }),
    widget({
      id: "c-2",
      title: "How often is enough",
      sql: latest("Frequency bands"),
      chart: JSON.stringify({
        kind: "line",
        x: "times_seen",
        value: { measure: "average", column: "buyer_rate" },
        top: 20,
        columns: [],
        sort: "name",
      }),
      width: 4,
      height: 12,
    }),
    widget({ id: "c-3", kind: "table", title: "Campaigns", sql: latest("Campaigns"), width: 8, height: 12 }),
    widget({ id: "c-4", title: "Which channels together", sql: latest("Channels together"), width: 4, height: 12 }),
  ],
  filters: [],
};

const filled = (change: (world: World) => void = () => undefined) =>
  after((made) => {
    Object.assign(made.dashboards.rows, TABLES);
    made.kept = [...made.kept, ...kept(made.now)];
    made.dashboards.kept = [dashboard(made.now, WEEKLY), ...made.dashboards.kept];
    change(made);
  });

const drawn: Screen["act"] = (page) => page.locator(".widget .chart-picture svg").first().waitFor();

const shown = (what: string, change?: (world: World) => void, act?: Screen["act"], alike = false): Screen => ({
  name: `dashboards-${what}`,
  path: "/dashboards/d-weekly",
  alike,
  world: filled(change),
  act: async (page) => {
    await drawn(page);
    await act?.(page);
  },
});

const failing = (table: string) =>
  hostError(
    "kept.no_table",
    `No result of “${table}” is kept.`,
    "Run the query at Amazon, or choose another table under Edit.",
  );

export const DASHBOARDS: Screen[] = [
  { name: "dashboards", path: "/dashboards", world: filled() },
  {
    name: "dashboards-many",
    alike: true,
    path: "/dashboards",
    world: filled((made) => {
      const names = Array.from({ length: 60 }, (_, i) =>
        i % 9 === 4 ? `${LONG}, dashboard ${i}` : `Client ${i}, weekly`,
      );
      made.dashboards.kept = names.map((name, i) => dashboard(made.now, { ...WEEKLY, id: `d-${i}`, name }));
    }),
  },
  {
    name: "dashboards-empty",
    path: "/dashboards",
    world: filled((made) => {
      made.dashboards.kept = [];
    }),
  },
  {
    name: "dashboards-not-read",
    alike: true,
    path: "/dashboards",
    host: (server) => refuse(server, "list_dashboards", NOT_READ),
  },
  { name: "dashboards-gone", alike: true, path: "/dashboards/nobody" },
  { name: "dashboards-bare", alike: true, path: "/dashboards/d-paths" },
  shown("full"),
  shown("filtered", (made) => {
    for (const one of made.dashboards.kept)
      if (one.id === "d-weekly")
        one.filters = [
          { column: "channel", operator: "one_of", values: ["Streaming TV", "Display"] },
          { column: "spend", operator: "at_least", values: ["5000"] },
        ];
  }),
  shown(
    "filter",
    undefined,
    async (page) => {
      await page.getByRole("button", { name: "Filter", exact: true }).click();
      await page.getByRole("menuitem", { name: "channel" }).click();
      await page.getByRole("dialog", { name: "Filter channel" }).waitFor();
    },
    true,
  ),
  shown(
    "failed",
    (made) => {
      made.dashboards.failing["Weekly sales by channel"] = failing("Weekly sales by channel");
      made.dashboards.failing["Campaigns"] = failing("Campaigns");
      made.dashboards.kept = made.dashboards.kept.map((one) => ({
        ...one,
        rows: one.rows.map((each) => (each.widget_id === "c-3" ? { ...each, outdated: true, read_at: null } : each)),
      }));
    },
    async (page) => {
      await page.getByRole("button", { name: "Refresh", exact: true }).click();
      await page.getByRole("alert").first().waitFor();
    },
  ),
  shown("no-rows", (made) => {
    made.dashboards.rows["Campaigns"] = { campaign: [], channel: [], reach: [] };
    made.dashboards.rows["Frequency bands"] = { times_seen: [], buyer_rate: [] };
  }),
  shown("menu", undefined, (page) => page.getByRole("button", { name: "More of Sales by week" }).click(), true),
  shown("edit", undefined, (page) => page.getByRole("button", { name: "Edit", exact: true }).click()),
  shown("edit-chart", undefined, async (page) => {
    await page.getByRole("button", { name: "More of Sales by week" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("complementary", { name: "Chart settings" }).waitFor();
  }),
  shown("edit-sql", undefined, async (page) => {
    await page.getByRole("button", { name: "More of Campaigns" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("button", { name: "SQL of its own" }).click();
    await page.getByRole("textbox", { name: "SQL" }).fill('SELECT channel, cty_name\nFROM latest."Campaigns"');
    await page
      .getByText(/No field named cty_name/)
      .first()
      .waitFor();
  }),
  {
    name: "dashboards-new",
    path: "/dashboards/new",
    world: filled(),
    act: async (page) => {
      await page.getByRole("button", { name: "Save dashboard" }).click();
      await page.getByText("A name is needed", { exact: true }).waitFor();
    },
  },
];
