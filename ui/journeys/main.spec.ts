import { readFileSync } from "node:fs";
import { accessible, expect, go, intoSandbox, open, runButton, test, write } from "./base";

const MISTAKEN = "SELECT campaign, SUM(impressionss) AS shown\nFROM dsp_impressions\nGROUP BY campaign";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("a result, its query and its run outlive a reload and a restart", async ({ app, host }) => {
  await expect(app.getByRole("heading", { name: "How do you want to begin?" })).toBeVisible();
  expect(await app.locator("main").evaluate((main) => main.scrollHeight <= main.clientHeight)).toBe(true);
  await accessible(app, "first run");
  await intoSandbox(app);

  // A newcomer's query is one click away from its rows.
  await expect(runButton(app)).toHaveText("Run on 1 instance");
  await expect(runButton(app)).toBeEnabled();
  await accessible(app, "query");

  await app.getByRole("button", { name: "New query" }).click();
  const editor = app.getByRole("textbox", { name: "SQL" });
  // Empty: the editor shows what could be written.
  await expect(editor.locator(".cm-placeholder")).toBeVisible();
  await write(app, MISTAKEN);
  await expect(app.locator(".cm-wavy-error")).toHaveText("impressionss");
  await expect(app.locator(".problem-bar")).toContainText("Line 1");
  await expect(runButton(app)).toBeDisabled();
  await accessible(app, "query with a mistake");
  await app.getByRole("tab", { name: /^Review/ }).click();
  await accessible(app, "review");
  await app.getByRole("tab", { name: "Configure" }).click();

  await app.getByRole("button", { name: "Go to error" }).click();
  await app.keyboard.press("Alt+Enter");
  await expect(editor).toContainText("SUM(impressions)");
  await expect(app.locator(".cm-wavy-error")).toHaveCount(0);

  // One instance was chosen for the newcomer; another by hand.
  const instances = app.getByRole("listbox", { name: "Instances" });
  for (const name of ["Ferro Cookware US"]) {
    await app.getByRole("textbox", { name: "Find instances" }).fill(name);
    const option = instances.getByRole("option").filter({ hasText: name }).first();
    if ((await option.getAttribute("aria-selected")) !== "true") await option.click();
    await expect(option).toHaveAttribute("aria-selected", "true");
  }
  await expect(runButton(app)).toHaveText("Run on 2 instances");
  await runButton(app).click();

  // Live: the window follows the run without a click.
  const result = app.getByRole("region", { name: "Result" });
  await expect(result.getByText(/Sending|Pending|Running|Publishing/).first()).toBeVisible();
  const grid = app.getByRole("grid", { name: "Rows of the result" });
  await expect(grid).toBeVisible({ timeout: 90_000 });

  await result.getByRole("combobox", { name: "Instance" }).selectOption({ label: "Ferro Cookware US" });
  await expect(grid.getByRole("gridcell", { name: /^Ferro Cookware_/ }).first()).toBeVisible({ timeout: 60_000 });

  const shown = grid.getByRole("columnheader", { name: /shown/ });
  await shown.getByRole("button").first().click();
  await expect(shown).toHaveAttribute("aria-sort", "ascending");
  await shown.getByRole("button").first().click();
  await expect(shown).toHaveAttribute("aria-sort", "descending");
  await grid.getByRole("button", { name: "Menu of shown" }).click();
  await app.getByRole("menuitem", { name: "Filter" }).click();
  await app.getByRole("combobox", { name: "How" }).selectOption("at_least");
  await app.getByRole("textbox", { name: "Value" }).fill("1");
  await app.keyboard.press("Enter");
  await expect(app.getByText(/pass the filters/)).toBeVisible();

  await grid
    .getByRole("gridcell", { name: /^Ferro Cookware_/ })
    .first()
    .click();
  await app.keyboard.press("Shift+ArrowDown");
  await app.keyboard.press("ControlOrMeta+c");
  await expect.poll(() => app.evaluate(() => navigator.clipboard.readText())).toMatch(/^(campaign\t?\n)?\S.*\n\S/);
  await accessible(app, "result");

  await app.getByRole("button", { name: "Export" }).click();
  await app.getByRole("menuitem", { name: /^CSV/ }).click();
  const saved = app.getByText(/rows? saved/);
  await expect(saved).toBeVisible();
  const path = (await saved.textContent())?.split(": ").at(-1) ?? "";
  expect(path.startsWith(host.exportsDir)).toBe(true);
  expect(readFileSync(path, "utf8").split(/\r?\n/)[0]).toContain("campaign");

  const stillThere = async () => {
    await expect(editor).toContainText("SUM(impressions)");
    await expect(runButton(app)).toHaveText("Run on 2 instances");
    await expect(grid).toBeVisible();
    await expect(grid.getByRole("gridcell", { name: /\S/ }).first()).toBeVisible();
  };
  await app.reload();
  await stillThere();

  await go(app, "Executions");
  const rows = app.getByRole("table", { name: "Executions" }).locator("tr[data-row]");
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: "Succeeded" })).toHaveCount(2, { timeout: 60_000 });

  await app.goto("about:blank");
  await host.stop();
  await host.start();
  await open(app, host, "/query");
  await stillThere();
  await go(app, "Executions");
  await expect(rows).toHaveCount(2);
  await expect(app.getByRole("grid", { name: "Rows of the result" })).toBeVisible();
});
