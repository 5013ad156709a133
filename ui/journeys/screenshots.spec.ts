// Renews screenshots of the documentation from the real application: `make screenshots`. Not a check, so it runs only when asked for.
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, go, intoSandbox, runButton, test, write } from "./base";

const folder = process.env["RECOMAMP_SCREENSHOTS"] ?? "";
test.skip(folder === "", "asked for by make screenshots");

const take = (page: Page, name: string) =>
  page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
const theme = (page: Page, value: "light" | "dark") =>
  page.evaluate((next) => document.documentElement.setAttribute("data-theme", next), value);

const QUERY = `-- Reach and spend by campaign and device
SELECT
  campaign,
  device_type,
  COUNT(DISTINCT user_id) AS reach,
  SUM(impressions) AS impressions,
  SUM(total_cost) / 100000.0 AS spend
FROM dsp_impressions
WHERE campaign LIKE CUSTOM_PARAMETER('name')
GROUP BY campaign, device_type
`;

test("screenshots of a run", async ({ app }) => {
  const editor = app.getByRole("textbox", { name: "SQL" });
  const grid = app.getByRole("grid", { name: "Rows of the result" });
  await take(app, "first-run-light");
  await intoSandbox(app);
  await write(app, QUERY);
  await app.getByLabel("name", { exact: true }).fill("%");
  await expect(runButton(app)).toBeEnabled();
  await runButton(app).click();
  await expect(grid).toBeVisible({ timeout: 60_000 });
  await app.getByRole("treeitem", { name: "dsp_impressions", exact: true }).click();
  await grid.getByRole("columnheader", { name: /reach/ }).getByRole("button").first().click();
  await grid.getByRole("columnheader", { name: /reach/ }).getByRole("button").first().click();
  await expect(grid.getByRole("gridcell", { name: /\S/ }).first()).toBeVisible();
  await app.getByRole("tab", { name: /^Review/ }).click();
  await app.mouse.move(0, 0);
  await take(app, "query-review-light");
  await theme(app, "dark");
  await take(app, "query-dark");
  await theme(app, "light");
  await app.getByRole("tab", { name: "Configure" }).click();

  await write(app, QUERY.replace("total_cost", "total_costs"));
  await expect(app.locator(".cm-wavy-error")).toHaveText("total_costs");
  await take(app, "query-light");
  await editor.press("ControlOrMeta+End");
  await app.keyboard.type("ORDER BY im");
  await expect(app.locator(".cm-complete")).toBeVisible();
  await take(app, "query-completion-light");
  await app.keyboard.press("Escape");

  const failing = `-- sandbox:failed From line 6, column 18 to line 6, column 24: Object 'user_id' not found\n${QUERY}`;
  await write(app, failing);
  await expect(runButton(app)).toBeEnabled();
  await runButton(app).click();
  await expect(app.getByRole("region", { name: "Result" }).getByRole("alert")).toBeVisible({ timeout: 60_000 });
  await write(app, `-- sandbox:slow 60\n${QUERY}`);
  await expect(runButton(app)).toBeEnabled();
  await runButton(app).click();
  await expect(app.getByText("Running at Amazon")).toBeVisible({ timeout: 60_000 });
  await go(app, "Executions");
  await app.locator("tr[data-row]").filter({ hasText: "Failed" }).click();
  await app.getByRole("region", { name: "Execution", exact: true }).getByText("What").waitFor();
  await take(app, "executions-light");
  await go(app, "Settings");
  await expect(app.getByText(/^\/.*/).first()).toBeAttached();
  await take(app, "settings-light");
});
