import { expect, intoSandbox, test } from "./base";

test("settings are kept over a reload, and the three return URLs follow the chosen host", async ({ app }) => {
  await intoSandbox(app);
  await app.getByRole("link", { name: "Settings" }).click();
  await app.getByRole("button", { name: "Dark" }).click();
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
  await app.getByRole("button", { name: "127.0.0.1" }).click();
  await expect(app.getByText(/^http:\/\/127\.0\.0\.1:\d+\//)).toHaveCount(3);
  await app.reload();
  await expect(app.locator("html")).toHaveAttribute("data-theme", "dark");
  await app.getByRole("button", { name: "localhost" }).click();
  await app.getByRole("button", { name: "As the system" }).click();
});
