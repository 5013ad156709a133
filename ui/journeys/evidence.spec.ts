import { existsSync, readdirSync, readFileSync } from "node:fs";
import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

const QUERY = `SELECT campaign, SUM(impressions) AS shown
FROM dsp_impressions
GROUP BY campaign`;

test("a run is followed by its file, and its evidence is saved, opened again and read as it was", async ({
  app,
  host,
}) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "New query" }).click();
  await write(app, QUERY);
  const after = app.getByRole("region", { name: "After the run" });
  await after.getByRole("switch", { name: "Write a file" }).click();
  await after.getByRole("textbox", { name: "Name" }).fill("weekly {instance}");
  await expect(after.getByText(/^For example weekly /)).toBeVisible();
  await accessible(app, "a query that writes a file after each run");
  await runButton(app).click();
  await expect(app.getByRole("region", { name: "Result" }).getByRole("button", { name: "Export" })).toBeVisible({
    timeout: 90_000,
  });

  await go(app, "Executions");
  const detail = app.getByRole("region", { name: "Execution", exact: true });
  await app.getByRole("table", { name: "Executions" }).locator("tr[data-row]").first().click();
  await expect(detail.getByText(/weekly .*\.csv/).first()).toBeVisible({ timeout: 60_000 });
  const written = readdirSync(host.exportsDir).filter((name) => name.startsWith("weekly "));
  expect(written).toHaveLength(1);
  const file = readFileSync(`${host.exportsDir}/${written[0]}`, "utf8");
  expect(file).toMatch(/^campaign,shown\r?\n/);

  await detail.getByRole("button", { name: "More" }).click();
  await app.getByRole("menuitem", { name: "Save evidence…" }).click();
  const saved = app.getByText(/^Evidence saved: /);
  await expect(saved).toBeVisible();
  const path = (await saved.textContent())?.replace("Evidence saved: ", "") ?? "";
  expect(existsSync(path)).toBe(true);

  await app.getByRole("button", { name: "Evidence", exact: true }).click();
  await expect(app.getByText("No evidence was opened here yet")).toBeVisible();
  await accessible(app, "no evidence");
  await app.getByRole("button", { name: "Open evidence…" }).click();
  const evidence = app.getByRole("region", { name: "Evidence", exact: true });
  await expect(evidence.getByText(/by RecomAMP/)).toBeVisible();
  await expect(evidence.getByRole("gridcell", { name: /\S/ }).first()).toBeVisible();
  await accessible(app, "evidence that was opened");
  await evidence.getByRole("button", { name: "Files", exact: true }).click();
  await expect(evidence.getByRole("cell", { name: "result.parquet", exact: true })).toBeVisible();
  await evidence.getByRole("button", { name: "SQL as sent", exact: true }).click();
  await expect(evidence.getByText("dsp_impressions").first()).toBeVisible();

  await evidence.getByRole("button", { name: "Delete this evidence" }).click();
  await expect(app.getByText("No evidence was opened here yet")).toBeVisible();
  await app.getByRole("button", { name: "Undo" }).click();
  await expect(evidence.getByText(/by RecomAMP/)).toBeVisible();
});
