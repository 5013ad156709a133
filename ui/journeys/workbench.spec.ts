import { readFileSync } from "node:fs";
import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

const QUERY = `SELECT campaign, device_type, SUM(impressions) AS shown, COUNT(DISTINCT user_id) AS reach
FROM dsp_impressions
GROUP BY campaign, device_type`;

test("a query is tried, run, grouped, drawn, kept as a workflow, asked again from what is kept, and compared", async ({
  app,
  host,
}) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "New query" }).click();
  await write(app, QUERY);
  await expect(runButton(app)).toBeEnabled();

  // Without Amazon first, then Amazon's compiler.
  await app.getByRole("tab", { name: /^Review/ }).click();
  const here = app.getByRole("region", { name: "On this computer" });
  await here.getByRole("button", { name: "Try locally" }).click();
  await expect(here.getByText(/rows? in \d/)).toBeVisible({ timeout: 60_000 });
  const result = app.getByRole("region", { name: "Result" });
  const grid = app.getByRole("grid", { name: "Rows of the result" });
  await expect(grid.getByRole("gridcell", { name: /\S/ }).first()).toBeVisible();
  await expect(result.getByText(/made-up/i).first()).toBeVisible();
  const amazon = app.getByRole("region", { name: "At Amazon" });
  await amazon.getByRole("button", { name: "Compile at Amazon" }).click();
  await expect(amazon.getByText("It compiles at Amazon")).toBeVisible({ timeout: 60_000 });
  await accessible(app, "a query that was tried and compiled");
  await app.getByRole("tab", { name: "Configure" }).click();

  // Kept as a workflow: its runs are told by its name.
  await app.keyboard.press("ControlOrMeta+s");
  await app.getByRole("textbox", { name: "Name" }).fill("Reach by device");
  await app.getByRole("button", { name: "Save workflow" }).click();
  await expect(app.getByRole("tab", { name: "Reach by device" })).toBeVisible();

  await runButton(app).click();
  await expect(result.getByRole("button", { name: "Export" })).toBeVisible({ timeout: 90_000 });
  await expect(grid.getByRole("gridcell", { name: /\S/ }).first()).toBeVisible();

  // Reach does not add up: it is said, and the greatest is taken instead.
  await app.getByRole("button", { name: "Group", exact: true }).click();
  await app.getByRole("button", { name: "Add a value" }).click();
  const second = app.getByRole("combobox", { name: "Value 2", exact: true });
  await second.selectOption("sum");
  await app.getByRole("combobox", { name: /^Column of value 2/ }).selectOption("reach");
  await app.getByRole("button", { name: "Group the rows" }).click();
  await expect(app.getByText(/counts people/)).toBeVisible();
  await app.getByRole("button", { name: "Take the greatest" }).click();
  await expect(grid.getByRole("columnheader", { name: /greatest of reach/ })).toBeVisible();
  await accessible(app, "a grouped result");
  await app.getByRole("button", { name: "Show all rows" }).click();

  // As a picture, and as what the picture was drawn from.
  await app.getByRole("button", { name: "Chart", exact: true }).click();
  const chart = app.getByRole("region", { name: "Chart", exact: true });
  await expect(chart.getByRole("img", { name: /^Bars of / })).toBeVisible();
  await expect(app.locator(".chart-picture svg")).toBeVisible();
  await accessible(app, "a chart");
  await app.getByRole("button", { name: "Save picture" }).click();
  await app.getByRole("menuitem", { name: /^SVG/ }).click();
  const saved = app.getByText(/^Saved: /);
  await expect(saved).toBeVisible();
  const path = (await saved.textContent())?.slice("Saved: ".length) ?? "";
  expect(path.startsWith(host.exportsDir)).toBe(true);
  expect(readFileSync(path, "utf8")).toMatch(/^<svg/);
  await chart.getByRole("button", { name: "Show as table" }).click();
  await expect(chart.getByRole("table")).toBeVisible();

  // Once more: what Amazon says of the same dates at another time.
  await runButton(app).click();
  await go(app, "Executions");
  const rows = app.getByRole("table", { name: "Executions" }).locator("tr[data-row]");
  await expect(rows.filter({ hasText: "Succeeded" })).toHaveCount(2, { timeout: 90_000 });

  await rows.first().click();
  await app.getByRole("button", { name: "Compare results with" }).click();
  await app.getByRole("menuitem").first().click();
  const comparison = app.getByRole("region", { name: "Comparison" });
  await expect(comparison.getByText(/keys, all of them in both/)).toBeVisible();
  await accessible(app, "two results compared");

  // Asked again without Amazon.
  await go(app, "Query");
  await app.getByRole("button", { name: "Kept results", exact: true }).click();
  await write(app, 'SELECT device_type, sum(shown) AS shown FROM runs."Reach by device" GROUP BY device_type');
  await app.getByRole("button", { name: "Run", exact: true }).click();
  await expect(grid.getByRole("columnheader", { name: /shown/ })).toBeVisible();

  await go(app, "Workflows");
  await app.getByRole("row", { name: /Reach by device/ }).click();
  await app.getByRole("tab", { name: "Dates" }).click();
  await expect(app.getByText(/covered,/).first()).toBeVisible();
  await accessible(app, "the dates of a workflow");
});

test("results are kept by a rule, and a backup is made", async ({ app }) => {
  await intoSandbox(app);
  await go(app, "Settings");
  await app.getByRole("button", { name: "Back up now" }).click();
  await expect(app.getByRole("cell", { name: "Asked for" })).toBeVisible();
});
