// Every journey fails on a violation of the page's policy, an error in the console, or one that nobody caught.
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { BrowserHost } from "./host";
import { watch } from "./watch";

export const test = base.extend<{ host: BrowserHost; app: Page }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs from a pattern
  host: async ({}, use) => {
    const host = new BrowserHost();
    await host.start();
    await use(host);
    await host.dispose();
  },
  app: async ({ page, host }, use) => {
    // While the host was killed on purpose the browser notes that nobody answers. What the host refuses is told below.
    const errors = await watch(
      page,
      (text) => (host.up || !text.includes("net::ERR_")) && !text.includes("status of 422"),
    );
    page.on("response", async (answer) => {
      if (answer.status() !== 422) return;
      const refusal = (await answer.json().catch(() => null)) as { code?: string } | null;
      // What a query or its rows do not allow is said to the person, and a question that was overtaken to nobody.
      if (!refusal?.code?.startsWith("query.") && refusal?.code !== "result.not_additive")
        errors.push(`${answer.url()}: ${JSON.stringify(refusal)}`);
    });
    await open(page, host);
    await use(page);
    // The host ends once nobody listens to its events.
    await page.goto("about:blank");
    expect(errors).toEqual([]);
  },
});

/** Opens the ui at a place. */
export async function open(page: Page, host: BrowserHost, path = "/"): Promise<void> {
  const url = new URL(host.url);
  url.pathname = path;
  await page.goto(url.href);
  await page.locator("h1").first().waitFor();
}

/** From the first-run page into the sandbox, where the example is open and ready to run. */
export async function intoSandbox(app: Page): Promise<void> {
  await app.getByRole("button", { name: "Explore the sandbox" }).click();
  await expect(app.getByRole("tab", { name: "Reach by campaign" })).toBeVisible({ timeout: 90_000 });
}

/** Goes to a place by the rail. */
export async function go(app: Page, place: string): Promise<void> {
  await app.getByRole("navigation", { name: "Places" }).getByRole("link", { name: place }).click();
  await expect(app.getByRole("heading", { level: 1, name: place })).toBeAttached();
}

/** Replaces the text of the open query. */
export async function write(app: Page, sql: string): Promise<void> {
  await app.getByRole("textbox", { name: "SQL" }).click();
  await app.keyboard.press("ControlOrMeta+a");
  // As a paste: brackets are not closed and no list of completions opens.
  await app.getByRole("textbox", { name: "SQL" }).evaluate((editor, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, sql);
}

/** The text of the open query, without what is said behind its lines. */
export const textOf = (app: Page): Promise<string> =>
  app.getByRole("textbox", { name: "SQL" }).evaluate((editor) =>
    [...editor.querySelectorAll(".cm-line")]
      .map((line) => {
        const copy = line.cloneNode(true) as Element;
        for (const lens of copy.querySelectorAll(".cm-lens")) lens.remove();
        return copy.textContent;
      })
      .join("\n"),
  );

export const runButton = (app: Page): Locator => app.getByRole("button", { name: /^(Run|Run on \d+ instances?)$/ });

export { accessible } from "./axe";
export { expect };
