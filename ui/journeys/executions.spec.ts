import { expect, intoSandbox, test } from "./base";

test("the list of executions shows its runs, or says that nothing has run", async ({ app }) => {
  await intoSandbox(app);
  await app.getByRole("link", { name: "Executions" }).click();
  await expect(app.getByRole("heading", { level: 1, name: "Executions" })).toBeVisible();
  const rows = app.getByRole("table", { name: "Executions" });
  await expect(rows.or(app.getByText("Nothing has run yet"))).toBeVisible();
});
