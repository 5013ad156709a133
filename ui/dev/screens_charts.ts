// Results as pictures.
import type { Page } from "@playwright/test";
import { execution } from "../src/ipc/fake";
import { columnsOf } from "../src/ipc/fake_derived";
import { after, type Screen } from "./screen";
import { filter } from "./screens_results";

const CHANNELS = [
  "Streaming TV",
  "Sponsored ads",
  "Display",
  "Online video",
  "Audio",
  "Prime Video",
  "Twitch",
  "Fire TV",
];
const CAMPAIGNS = [
  "Trail26_STV_Prospecting",
  "Always_SP_Category",
  "Always_DSP_Retarget30",
  "Trail26_OLV_Lookalike",
  "Trail26_SB_Video",
  "Winter_DSP_Prospecting",
  "Always_SD_Views",
  "Trail26_STV_Sports",
  "Summer_DSP_Outdoor_Enthusiasts_Retarget",
];
const PATHS = [
  ["[[1, DSP], [2, SP]]", 41_220],
  ["[[1, STV], [2, DSP], [3, SP]]", 18_040],
  ["[[1, SP]]", 64_900],
  ["[[1, STV], [2, SP]]", 22_310],
  ["[[1, DSP], [2, DSP], [3, SP]]", 9_870],
  ["[[1, STV], [2, OLV], [3, DSP], [4, SB], [5, SP], [6, SP]]", 2_140],
  ["[[1, OLV], [2, SB]]", 7_730],
] as const;

type Rows = Record<string, unknown[]>;
const rowsOf = (count: number, make: (i: number) => Record<string, unknown>): Rows => {
  const rows = Array.from({ length: count }, (_, i) => make(i));
  return Object.fromEntries(Object.keys(rows[0] ?? {}).map((name) => [name, rows.map((row) => row[name])]));
};
const wave = (i: number, step: number) => Math.sin(i / 3 + step) + Math.sin(i * 1.7 + step * 2) / 3 + 2;

const DAYS = rowsOf(8 * 28, (i) => {
  const [day, channel] = [Math.floor(i / 8), i % 8];
  return {
    day: new Date(Date.UTC(2026, 1, 1 + day)),
    channel: CHANNELS[channel],
    cost: Math.round((1400 / (channel + 1)) * wave(day, channel) * 100) / 100,
    impressions: BigInt(Math.round((90_000 / (channel + 1)) * wave(day, channel))),
  };
});
const COSTS = rowsOf(CAMPAIGNS.length * 12, (i) => ({
  campaign: CAMPAIGNS[i % CAMPAIGNS.length],
  channel: CHANNELS[Math.floor(i / CAMPAIGNS.length) % 3],
  cost: Math.round(9000 * wave(i, 1)) / ((i % CAMPAIGNS.length) + 2),
  sales: Math.round(31_000 * wave(i, 2)) / ((i % CAMPAIGNS.length) + 2),
}));
const SETS = rowsOf(7, (i) => ({
  saw_streaming_tv: BigInt((i + 1) & 1),
  saw_display: BigInt(((i + 1) >> 1) & 1),
  saw_sponsored_ads: BigInt(((i + 1) >> 2) & 1),
  users: BigInt([388_214, 271_903, 70_118, 301_566, 86_240, 54_002, 28_951][i] ?? 0),
}));
const TRAVELS = rowsOf(PATHS.length, (i) => ({ path: PATHS[i]?.[0], users: BigInt(PATHS[i]?.[1] ?? 0) }));
const COUNTRIES = rowsOf(9, (i) => ({
  iso_country_code: ["US", "CA", "MX", "DE", "GB", "JP", "AU", "BR", "??"][i],
  impressions: BigInt(
    [9_204_331, 2_118_400, 1_020_118, 3_301_566, 2_986_240, 4_154_002, 928_951, 1_440_290, 3_120][i] ?? 0,
  ),
}));
const STATES = rowsOf(12, (i) => ({
  state: ["CA", "TX", "NY", "FL", "WA", "OR", "CO", "IL", "GA", "MA", "AK", "HI"][i],
  reach: BigInt(910_000 - i * 61_300),
}));
const ONE = {
  reach: [1_204_330n],
  frequency: [4.36],
  spend: [148_204.18],
  sales: [583_930.4],
  new_to_brand_rate: [0.618],
};

/** The open query with what came of its last run, drawn. */
const chart = (name: string, rows: Rows, act?: (page: Page) => Promise<unknown>, alike = true): Screen => ({
  name: `chart-${name}`,
  path: "/query",
  alike,
  world: after((made) => {
    made.rows = rows;
    const row_count = Object.values(rows)[0]?.length ?? 0;
    const run = execution({ id: "e-1", batch_id: "b-12", created_at: made.now - 61_000, row_count });
    if (run.result) run.result = { ...run.result, row_count, columns: columnsOf(rows) };
    made.executions = [run];
  }),
  act: async (page) => {
    await page.evaluate(() => {
      localStorage.setItem("recomamp.batches", '{"t-1":"b-12"}');
      localStorage.setItem("recomamp.query.results", "560");
    });
    await page.reload();
    await page.getByRole("button", { name: "Chart", exact: true }).click({ timeout: 8000 });
    await page.getByRole("complementary", { name: "Chart settings" }).waitFor({ timeout: 8000 });
    page.setDefaultTimeout(5000);
    await act?.(page);
    await page.locator(".chart-picture svg, .chart-main :is(table, dl, .note, .font-medium)").first().waitFor();
  },
});

const kind = (word: string) => (page: Page) =>
  page.getByRole("group", { name: "Kind of chart" }).getByRole("button", { name: word, exact: true }).click();

/** Keeps rows by one column, where they stand, and goes on to the chart. */
async function filtered(page: Page, column: string, values: string): Promise<void> {
  await page.getByRole("button", { name: "Rows", exact: true }).click();
  await page.getByRole("grid", { name: "Rows of the result" }).waitFor();
  await filter(page, column, "one_of", values);
  await page.getByText(/pass the filters/).waitFor();
  await page.getByRole("button", { name: "Chart", exact: true }).click();
}

export const CHARTS: Screen[] = [
  chart("map", COUNTRIES, undefined, false),
  chart("states", STATES),
  chart(
    "line",
    DAYS,
    async (page) => {
      const box = await page.locator(".chart-picture").boundingBox();
      await page.locator(".chart-picture svg").waitFor();
      if (box) await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 4 });
    },
    false,
  ),
  chart(
    "filtered",
    DAYS,
    async (page) => {
      await filtered(page, "channel", "Streaming TV\nDisplay\nAudio");
      await page.getByText(/pass the filters/).waitFor();
    },
    false,
  ),
  chart("filtered-none", DAYS, (page) => filtered(page, "channel", "Radio")),
  chart("area", DAYS, async (page) => {
    await kind("Area")(page);
    await page.getByRole("button", { name: "Stacked" }).click();
  }),
  chart("heat", DAYS, kind("Heat map")),
  chart("histogram", DAYS, kind("Histogram")),
  chart("bar", COSTS, undefined, false),
  chart("stacked", COSTS, async (page) => {
    await page.getByRole("combobox", { name: "Series" }).selectOption("channel");
    await page.getByRole("button", { name: "Stacked" }).click();
  }),
  chart("weeks", DAYS, async (page) => {
    await kind("Bar")(page);
    await page.getByRole("combobox", { name: "Series" }).selectOption("");
    await page.getByRole("combobox", { name: "Unit of day" }).selectOption("week");
  }),
  {
    ...chart("run", COSTS),
    path: "/executions/e-1",
    act: async (page) => {
      await page.getByRole("button", { name: "Chart", exact: true }).click({ timeout: 8000 });
      await page.locator(".chart-picture svg").waitFor({ timeout: 8000 });
    },
  },
  chart("pie", COSTS, kind("Pie")),
  chart("box", COSTS, kind("Box")),
  chart("funnel", COSTS, kind("Funnel")),
  chart("scatter", COSTS, kind("Scatter")),
  chart("table", COSTS, (page) => page.getByRole("button", { name: "Show as table" }).click()),
  chart("sankey", TRAVELS),
  chart("overlap", SETS),
  chart("number", ONE),
  chart("refused", SETS, async (page) => {
    await page.getByRole("combobox", { name: "Measure, value" }).selectOption("sum");
    await page.getByRole("button", { name: "Take the greatest" }).waitFor();
  }),
];
