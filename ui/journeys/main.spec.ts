import { expect, intoSandbox, test, write } from "./base";

test("from the first start to a result that is still there after a reload", async ({ app }) => {
  await intoSandbox(app);
  await write(app, "SELECT campaign, SUM(impressionss) AS shown\nFROM dsp_impressions\nGROUP BY campaign");

  const run = app.getByRole("button", { name: /^Run/ });
  const instances = app.getByRole("listbox", { name: "Instances" });
  const kestrel = instances.getByRole("option", { name: /^Kestrel Outdoor US\b(?! sandbox)/ }).first();
  if ((await kestrel.getAttribute("aria-selected")) !== "true") await kestrel.click();

  // The mistake is shown, stops the run, and can be mended from where it is shown.
  await expect(app.locator(".cm-wavy-error")).toHaveText("impressionss");
  await expect(run).toBeDisabled();
  await app.keyboard.press("F8");
  await app.keyboard.press("Alt+Enter");
  await expect(app.getByRole("textbox", { name: "SQL" })).toContainText("SUM(impressions)");
  await expect(run).toBeEnabled();
  await run.click();

  const grid = app.getByRole("grid", { name: "Rows of the result" });
  await expect(grid).toBeVisible({ timeout: 90_000 });
  const shown = grid.getByRole("columnheader", { name: /shown/ });
  await shown.getByRole("button").click();
  await expect(shown).toHaveAttribute("aria-sort", "ascending");
  await grid.getByRole("button", { name: "Filter" }).click();
  await grid.getByRole("textbox", { name: "Filter shown" }).fill(">= 1");
  await expect(app.getByText(/pass the filters/)).toBeVisible();

  await app.getByRole("button", { name: "Export" }).click();
  await app.getByRole("menuitem", { name: /^CSV/ }).click();
  await expect(app.getByText(/rows? saved/)).toBeVisible();

  await app.reload();
  await expect(app.getByRole("textbox", { name: "SQL" })).toContainText("SUM(impressions)");
  await expect(grid).toBeVisible();
});
