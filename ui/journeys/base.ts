// Every journey fails on a violation of the page's policy, an error in the console, or one that nobody caught.
import { test as base, expect, type Page } from "@playwright/test";

const url = process.env["RECOMAMP_BROWSER_URL"] ?? "";

export const test = base.extend<{ app: Page }>({
  app: async ({ page }, use) => {
    expect(url, "RECOMAMP_BROWSER_URL is the address that the browser host prints").not.toBe("");
    const errors: string[] = [];
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(error.message));
    // As in the window, where the configuration freezes it.
    await page.addInitScript("Object.freeze(Object.prototype)");
    await page.goto(url);
    await page.locator("h1").first().waitFor();
    await use(page);
    expect(errors).toEqual([]);
    expect(await page.evaluate(() => window.__cspViolations)).toEqual([]);
  },
});

/** Through the first-run page where it is shown; another journey may have passed it already. */
export async function intoSandbox(app: Page): Promise<void> {
  const explore = app.getByRole("button", { name: "Explore the sandbox" });
  await explore
    .or(app.getByRole("link", { name: "Query" }))
    .first()
    .waitFor();
  if (await explore.isVisible()) await explore.click();
  await app.getByRole("link", { name: "Query" }).click({ timeout: 60_000 });
}

/** Writes a new query, replacing nothing. */
export async function write(app: Page, sql: string): Promise<void> {
  await app.getByRole("button", { name: "New query" }).first().click();
  const editor = app.getByRole("textbox", { name: "SQL" });
  await editor.click();
  await app.keyboard.press("ControlOrMeta+a");
  // As one paste: brackets are not closed and no list of completions opens.
  await app.keyboard.insertText(sql);
}

export { expect };
