import { readdirSync, readFileSync } from "node:fs";
import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

const QUERY = `SELECT campaign, SUM(impressions) AS shown
FROM dsp_impressions
GROUP BY campaign`;

test("a result goes to a dashboard, which is filtered, refreshed by a later run, exported, deleted and brought back", async ({
  app,
  host,
}) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "New query" }).click();
  await write(app, QUERY);
  await runButton(app).click();
  const add = app.getByRole("region", { name: "Result" }).getByRole("button", { name: "Add to a dashboard…" });
  await expect(add).toBeVisible({ timeout: 90_000 });
  await add.click();
  await app.getByRole("textbox", { name: "Name" }).fill("Weekly");
  await app.getByRole("textbox", { name: "Title of the widget" }).fill("Campaigns");
  await app.getByRole("button", { name: "Add the widget" }).click();
  await app.getByRole("button", { name: "Open", exact: true }).click();

  const widget = app.getByRole("region", { name: "Campaigns" });
  const cells = widget.getByRole("cell");
  await expect(cells.first()).toBeVisible();
  await expect(app.getByRole("heading", { level: 1, name: "Weekly" })).toBeVisible();
  await accessible(app, "a dashboard");
  const first = (await cells.first().textContent()) ?? "";

  await app.getByRole("button", { name: "Filter", exact: true }).click();
  await app.getByRole("menuitem", { name: "campaign" }).click();
  const filter = app.getByRole("dialog");
  await filter.getByRole("textbox").first().fill(first);
  await filter.getByRole("button", { name: /^Filter/ }).click();
  await expect(widget.getByRole("row")).toHaveCount(2);
  await app.reload();
  await expect(widget.getByRole("row")).toHaveCount(2);
  await app.getByRole("button", { name: /^Remove the filter campaign/ }).click();
  await expect(widget.getByRole("row").nth(2)).toBeVisible();

  await app.getByRole("button", { name: "Export", exact: true }).click();
  await expect(app.getByText(/^Exported: |^Saved: /)).toBeVisible();
  const page = readdirSync(host.exportsDir).find((name) => name.endsWith(".html")) ?? "";
  const html = readFileSync(`${host.exportsDir}/${page}`, "utf8");
  expect(html).toContain(first);
  expect(html).not.toMatch(/<script/i);

  // A later run makes it outdated: it is refreshed by itself as soon as it is looked at.
  await go(app, "Query");
  await runButton(app).click();
  await go(app, "Executions");
  await expect(app.getByText("2 of 2 succeeded")).toBeVisible({ timeout: 90_000 });
  const refreshed = app.waitForResponse(/refresh_dashboard/);
  await app.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Dashboards" }).click();
  expect((await refreshed).ok()).toBe(true);
  await expect(widget.getByRole("cell", { name: first })).toBeVisible();

  await app.getByRole("button", { name: "Dashboards", exact: true }).click();
  const row = app.getByRole("row", { name: /Weekly/ });
  await row.getByRole("button", { name: /^More/ }).click();
  await app.getByRole("menuitem", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
  await app.getByRole("button", { name: "Undo" }).click();
  await expect(row).toBeVisible();
});
