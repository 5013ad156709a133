// Review with what Amazon's compiler said, kept results of the same query, and budgets of the day.
import type { Page } from "@playwright/test";
import { execution } from "../src/ipc/fake";
import { after, type Screen } from "./screen";

const GOOD = `-- How many people each campaign reached
SELECT campaign, COUNT(DISTINCT user_id) AS reach
FROM dsp_impressions
GROUP BY campaign
`;

/** The open query reads `sql`, and of its instances the first `kept` have its result. */
const asking = (sql: string, kept: number, hours: number | null) =>
  after((made) => {
    made.tabs = made.tabs.map((tab) => (tab.id === "t-1" ? { ...tab, sql, parameter_values: {} } : tab));
    made.settings.reuse_results_hours = hours;
    const ids = made.tabs[0]?.instance_ids ?? [];
    made.executions = ids.slice(0, kept).map((instance_id, i) =>
      execution({
        id: `k-${i}`,
        batch_id: `kb-${i}`,
        sql,
        instance_id,
        instance_name: made.instances.find((one) => one.id === instance_id)?.name ?? "",
        created_at: made.now - (i * 9 + 2) * 3_600_000,
      }),
    );
    made.budgets = [
      { owner: "instance", id: "i-0", name: "Kestrel Outdoor US", unit: "executions", used: 20, most: 20 },
      { owner: "account", id: "ENTITYUS", name: "Lantern and Quay Brands US", unit: "executions", used: 47, most: 400 },
    ];
  });

const review = async (page: Page) => {
  await page.locator(".cm-line").first().waitFor();
  await page.getByRole("tab", { name: /^Review/ }).click();
};

const compiled = (name: string, sql: string, host?: Screen["host"]): Screen => ({
  name: `review-${name}`,
  path: "/query",
  world: asking(sql, 0, null),
  ...(host ? { host } : {}),
  act: async (page) => {
    await review(page);
    await page.getByRole("button", { name: "Compile at Amazon" }).click();
  },
});

export const REVIEW: Screen[] = [
  compiled("compiled", GOOD),
  compiled("compiling", GOOD, (server) => server.hang("compile_query")),
  compiled("compile-failed", GOOD.replace("COUNT(DISTINCT user_id)", "no_such_column")),
  {
    name: "review-tried",
    path: "/query",
    world: asking(GOOD, 0, null),
    act: async (page) => {
      await review(page);
      await page.getByRole("button", { name: "Try locally" }).click();
      await page.getByText("Made-up figures", { exact: true }).waitFor();
    },
  },
  {
    name: "review-kept",
    path: "/query",
    world: asking(GOOD, 2, 24),
    act: async (page) => {
      await review(page);
      await page.getByRole("region", { name: "Kept already" }).waitFor();
      await page.getByRole("button", { name: "Run something else" }).click();
    },
  },
  {
    name: "review-kept-run",
    path: "/query",
    world: asking(GOOD, 2, 24),
    act: async (page) => {
      await page.getByRole("button", { name: /^Run on 1 of 3/ }).click();
      await page.getByRole("button", { name: "Runs 3" }).click();
    },
  },
  {
    name: "review-kept-all",
    path: "/query",
    world: asking(GOOD, 3, 24),
    act: async (page) => {
      await page.getByRole("button", { name: /^Show 3 kept/ }).click();
      await page.getByText(/Nothing was run/).waitFor();
    },
  },
];
