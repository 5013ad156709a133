import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

const QUERY = `SELECT campaign, device_type, SUM(impressions) AS shown, COUNT(DISTINCT user_id) AS reach
FROM dsp_impressions
GROUP BY campaign, device_type`;

test("a query is tried, run, grouped, drawn, kept as a workflow, asked again from what is kept, and compared", async ({
  app,
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
});

test("results are kept by a rule, and a backup is made", async ({ app }) => {
  await intoSandbox(app);
  await go(app, "Settings");
  await app.getByRole("button", { name: "Back up now" }).click();
  await expect(app.getByRole("cell", { name: "Asked for" })).toBeVisible();
});
