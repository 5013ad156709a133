import { accessible, expect, go, intoSandbox, runButton, test, write } from "./base";

test("a brand is kept, its campaigns fill a list, and workflows are found by it and by tags of instances", async ({
  app,
}) => {
  await intoSandbox(app);
  await go(app, "Brands");
  await app.getByRole("button", { name: "Instances", exact: true }).click();
  const instances = app.getByRole("table", { name: "Instances" });
  await instances.getByRole("checkbox").nth(1).click();
  await app.getByRole("button", { name: "Tag…" }).click();
  await app.getByRole("combobox", { name: "Tags to add" }).fill("DACH");
  await app.keyboard.press("Enter");
  await app.getByRole("dialog").getByRole("button", { name: "Change the tags" }).click();
  await expect(instances.getByText("DACH")).toBeVisible();
  await accessible(app, "instances with a tag");
  await app.getByRole("button", { name: "Pick none" }).click();

  await app.getByRole("button", { name: "Brands", exact: true }).click();
  await app.getByRole("button", { name: "New brand" }).first().click();
  const form = app.getByRole("region", { name: "New brand" });
  await form.getByRole("textbox", { name: "Name" }).fill("Kestrel");
  await form.getByRole("textbox", { name: "Campaigns", exact: true }).fill("Trail\nSummer");
  await form.getByRole("button", { name: "Save brand" }).click();
  await expect(app.getByRole("region", { name: "Brand", exact: true }).getByText(/^saved /)).toBeVisible();
  await accessible(app, "a brand");

  await go(app, "Query");
  await app.getByRole("button", { name: "New query" }).click();
  await write(
    app,
    `SELECT campaign, SUM(impressions) AS shown
FROM dsp_impressions
WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('campaigns'), campaign)
GROUP BY campaign`,
  );
  await app
    .getByRole("button", { name: /^Take from/ })
    .first()
    .click();
  await app.getByRole("menuitem", { name: "A brand" }).click();
  await app.getByRole("button", { name: "Take 2 values" }).click();
  await expect(app.getByRole("textbox", { name: /campaigns/ })).toHaveValue(/Trail[\s\S]*Summer/);
  await expect(runButton(app)).toBeEnabled();
});
