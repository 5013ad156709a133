import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

const QUERY = "SELECT campaign, SUM(impressions) AS shown\nFROM dsp_impressions\nGROUP BY campaign";

test("a run that failed is a notice until it is read, and leads to the run", async ({ app }) => {
  await intoSandbox(app);
  await go(app, "Notices");
  await expect(app.getByText("No notices yet")).toBeVisible();
  await go(app, "Query");
  await write(app, `-- sandbox:failed no such luck\n${QUERY}`);
  await expect(runButton(app)).toBeEnabled();
  await runButton(app).click();
  const place = app.getByRole("navigation", { name: "Places" }).getByRole("link", { name: /^Notices/ });
  await expect(place).toContainText("1", { timeout: 60_000 });
  await place.click();
  const row = app.getByRole("table", { name: "Notices" }).locator("tr[data-row]");
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("its run failed");
  await accessible(app, "a notice");
  await row.click();
  await expect(app.getByRole("heading", { level: 1, name: "Executions" })).toBeAttached();
  await expect(app.getByRole("region", { name: "Execution", exact: true })).toContainText("Failed");
  await expect(place).not.toContainText("1");
});

test("a schedule is kept as a template, another one begins with it, and both come next on Home", async ({ app }) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "Schedule this" }).click();
  const form = app.getByRole("region", { name: "New schedule" });
  await form.getByRole("button", { name: "From a template" }).click();
  await app.getByRole("menuitem", { name: /^Weekly report/ }).click();
  // The template says when and over which dates, but not at what time.
  const at = form.getByRole("textbox", { name: "At" });
  await expect(at).toBeFocused();
  await at.fill("06:45");
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "After the run" }).click();
  await form.getByRole("button", { name: "Save schedule" }).click();
  const detail = app.getByRole("region", { name: "Schedule", exact: true });
  await expect(detail).toContainText("On Wednesday at 06:45");
  await detail.getByRole("button", { name: "More" }).click();
  await app.getByRole("menuitem", { name: "Save as template" }).click();
  const dialog = app.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Wednesdays");
  await accessible(app, "saving a template");
  await dialog.getByRole("button", { name: /^Save/ }).click();
  await expect(dialog).toHaveCount(0);

  await detail.getByRole("button", { name: "More" }).click();
  await app.getByRole("menuitem", { name: "Duplicate" }).click();
  await form.getByRole("button", { name: "From a template" }).click();
  await app.getByRole("menuitem", { name: /^Wednesdays/ }).click();
  await form.getByRole("list", { name: "Steps" }).getByRole("button", { name: "After the run" }).click();
  await form.getByRole("button", { name: "Save schedule" }).click();
  await expect(app.getByRole("heading", { level: 1 }).locator("..")).toContainText("2 on");
  await app.getByRole("button", { name: "Grid" }).click();
  await expect(app.getByRole("switch")).toHaveCount(2);
  await accessible(app, "schedules as a grid");
  await go(app, "Home");
  const next = app.getByRole("table", { name: "Next slots" });
  await expect(next.getByRole("link")).toHaveCount(6);
  await expect(next.getByRole("row").first()).toContainText("06:45");
});

test("what waits for a place is put in another order and goes in it", async ({ app }) => {
  test.setTimeout(240_000);
  await intoSandbox(app);
  for (let i = 0; i < 10; i += 1) {
    await write(app, `-- sandbox:stuck ${i}\n${QUERY}`);
    await expect(runButton(app)).toBeEnabled();
    await runButton(app).click();
    await expect(app.getByRole("contentinfo")).toContainText(/(running|waiting)/);
  }
  await go(app, "Executions");
  await app.getByRole("button", { name: /^Queue/ }).click();
  const rows = app.getByRole("table", { name: "Queue" }).locator("tr[data-row]");
  await expect(rows).toHaveCount(2, { timeout: 90_000 });
  const [first, second] = [await rows.nth(0).getAttribute("data-row"), await rows.nth(1).getAttribute("data-row")];
  await accessible(app, "the queue");
  await rows
    .nth(1)
    .getByRole("button", { name: /^Move .* up$|^Move up/ })
    .click();
  await expect(rows.nth(0)).toHaveAttribute("data-row", second ?? "");
  await expect(rows.nth(1)).toHaveAttribute("data-row", first ?? "");
  await app.reload();
  await expect(rows.nth(0)).toHaveAttribute("data-row", second ?? "");
});
