import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

const QUERY = "SELECT campaign, SUM(impressions) AS shown\nFROM dsp_impressions\nGROUP BY campaign";

test("runs are counted by query, by instance and by what went wrong, and lead to the newest", async ({ app }) => {
  await intoSandbox(app);
  await go(app, "Analytics");
  await accessible(app, "analytics of nothing");

  await go(app, "Query");
  await write(app, QUERY);
  await runButton(app).click();
  const result = app.getByRole("region", { name: "Result" });
  await expect(result.getByRole("button", { name: "Export" })).toBeVisible({ timeout: 90_000 });
  await write(app, `-- sandbox:failed The table conversions_all is not in this instance\n${QUERY}`);
  await expect(runButton(app)).toBeEnabled();
  await runButton(app).click();
  await expect(result.getByRole("alert")).toBeVisible({ timeout: 60_000 });

  await go(app, "Analytics");
  const all = app.getByLabel("All runs");
  await expect(all.getByText("2", { exact: true })).toBeVisible();
  await expect(all.getByText("50.0%")).toBeVisible();
  const queries = app.getByRole("table", { name: "Queries" });
  await expect(queries.getByRole("row", { name: /Reach by campaign/ })).toBeVisible();
  await accessible(app, "analytics of two runs");
  await app.getByRole("button", { name: "Instances", exact: true }).click();
  await expect(app.getByRole("table", { name: "Instances" }).getByRole("row")).toHaveCount(2);
  await app.getByRole("button", { name: "Errors", exact: true }).click();
  await expect(app.getByRole("table", { name: "Errors" }).getByRole("row")).toHaveCount(2);

  await app.getByRole("group", { name: "Table" }).getByRole("button", { name: "Queries", exact: true }).click();
  await queries.getByRole("link", { name: /newest run/ }).click();
  await expect(app.getByRole("heading", { level: 1, name: "Executions" })).toBeAttached();
  await expect(app.getByRole("region", { name: "Execution", exact: true }).getByText("Failed").first()).toBeVisible();
});
