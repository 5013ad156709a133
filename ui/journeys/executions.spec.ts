import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

const QUERY = "SELECT campaign, SUM(impressions) AS shown\nFROM dsp_impressions\nGROUP BY campaign";

test("a run is cancelled after asking, and a failing one says why and what to do", async ({ app }) => {
  await intoSandbox(app);
  await go(app, "Executions");
  await expect(app.getByText("Nothing has run yet")).toBeVisible();
  await accessible(app, "no executions");

  // The sandbox takes its orders from a comment of the query.
  await go(app, "Query");
  await write(app, `-- sandbox:stuck\n${QUERY}`);
  await expect(runButton(app)).toBeEnabled();
  await runButton(app).click();
  const result = app.getByRole("region", { name: "Result" });
  await expect(result.getByText("Running").first()).toBeVisible({ timeout: 60_000 });

  await go(app, "Executions");
  const rows = app.getByRole("table", { name: "Executions" }).locator("tr[data-row]");
  await expect(rows).toHaveCount(1);
  const detail = app.getByRole("region", { name: "Execution", exact: true });
  await expect(detail.getByText("Running").first()).toBeVisible();
  await accessible(app, "a running execution");
  await detail.getByRole("button", { name: "Cancel run" }).click();
  const asking = app.getByRole("alertdialog").or(app.getByRole("dialog"));
  await accessible(app, "the question before a cancel");
  await asking.getByRole("button", { name: "Cancel run" }).click();
  await expect(rows.first()).toContainText("Cancelled", { timeout: 60_000 });
  await expect(detail.getByText("Cancelled").first()).toBeVisible();

  await go(app, "Query");
  await write(app, `-- sandbox:failed The table conversions_all is not in this instance\n${QUERY}`);
  await expect(runButton(app)).toBeEnabled();
  await runButton(app).click();
  await expect(result.getByRole("alert")).toBeVisible({ timeout: 60_000 });
  await accessible(app, "a query whose run failed");
  await result.getByRole("link", { name: "Open the run" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("Failed");
  await expect(detail.getByRole("term").filter({ hasText: /^What$/ })).toBeVisible();
  await expect(detail.getByRole("term").filter({ hasText: /^Next$/ })).toBeVisible();
  await detail.getByRole("button", { name: "Raw", exact: true }).click();
  await expect(detail.locator("pre")).toContainText("conversions_all");
  await accessible(app, "a failed execution");
  await detail.getByRole("button", { name: "SQL as sent" }).click();
  await expect(detail.getByLabel("SQL as sent", { exact: true }).last()).toContainText("SUM");

  await app.getByRole("button", { name: "Needs a look" }).click();
  await expect(rows).toHaveCount(1);

  await go(app, "Home");
  await accessible(app, "home");
});
