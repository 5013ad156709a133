import { accessible, expect, intoSandbox, runButton, test, write } from "./base";

const TIERS =
  "SELECT m.loyalty_tier, COUNT(DISTINCT i.user_id) AS users\nFROM dsp_impressions i\n" +
  "JOIN kestrel_loyalty_members m ON m.user_id = i.user_id\nGROUP BY m.loyalty_tier";

test("tables that were uploaded to an instance are shown, checked and run; another instance lacks them", async ({
  app,
}) => {
  await intoSandbox(app);
  const tree = app.getByRole("region", { name: "Data sources" });
  // Asked in the background, without a click.
  await expect(tree.getByText(/^Kestrel Outdoor US, as of/)).toBeVisible();
  const own = tree.getByRole("treeitem", { name: /^kestrel_loy/ });
  await own.click();
  await expect(tree.getByRole("treeitem", { name: /loyalty_tier/ })).toBeVisible();
  await accessible(app, "tables of an instance");

  await write(app, TIERS);
  await expect(app.locator(".cm-wavy-error")).toHaveCount(0);
  await expect(app.locator(".problem-bar")).toContainText("Compiles here");
  await runButton(app).click();
  const grid = app.getByRole("grid", { name: "Rows of the result" });
  await expect(grid.getByRole("gridcell", { name: "summit" })).toBeVisible({ timeout: 90_000 });

  // A second instance that has neither: the query still compiles, and Review says who lacks what.
  await app.getByRole("textbox", { name: "Find instances" }).fill("Bramble Pet US");
  await app.getByRole("listbox", { name: "Instances" }).getByRole("option").first().click();
  await expect(tree.getByText(/^2 instances, as of/)).toBeVisible();
  await app.getByRole("tab", { name: /^Review/ }).click();
  const findings = app.getByRole("region", { name: "Findings" });
  await expect(findings.getByText("Bramble Pet US does not offer kestrel_loyalty_members.")).toBeVisible();
  await accessible(app, "review of tables that are lacking");
  await findings.getByRole("button", { name: "Instances" }).first().click();
  await expect(app.getByRole("textbox", { name: "Find instances" })).toBeFocused();

  // Alone it has what Amazon gives to advertisers without DSP.
  await app.getByRole("textbox", { name: "Find instances" }).fill("Kestrel Outdoor US");
  await app.getByRole("listbox", { name: "Instances" }).getByRole("option").first().click();
  await expect(tree.getByText(/^Bramble Pet US, as of/)).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^dsp_impressions not here/ })).toBeVisible();
  await expect(app.locator(".cm-wavy-error")).toHaveText("kestrel_loyalty_members");
});
