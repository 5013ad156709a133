import type { Page } from "@playwright/test";
import { expect, go, test as real, runButton } from "./base";
import { test as faked, visit } from "./fake";

/** What has the focus, and whether that is to be seen. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    // The caret of the editor and the cell of the grid show where one is.
    let shown = element.matches(".cm-content, .grid-scroll");
    for (let at: Element | null = element, n = 0; at && n < 3 && !shown; at = at.parentElement, n++) {
      const { outlineStyle, outlineWidth } = getComputedStyle(at);
      shown = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
    }
    return { shown, what: element.outerHTML.slice(0, 160), editor: element.matches(".cm-content") };
  });

for (const path of [
  "/",
  "/query",
  "/executions/e-1",
  "/schedules/s-1",
  "/schedules/new",
  "/notices",
  "/dashboards/d-reach",
  "/settings",
  "/connect",
]) {
  faked(`Tab walks through all of ${path} and the focus is always seen`, async ({ fresh, server }) => {
    await visit(fresh, server, path);
    // Before the place is drawn nothing is loading yet.
    await expect(fresh.getByRole("heading", { level: 1 }).first()).toBeAttached();
    await expect(fresh.getByRole("status", { name: "Loading" })).toHaveCount(0);
    const seen = new Set<string>();
    const unseen: string[] = [];
    for (let n = 0; n < 200; n++) {
      await fresh.keyboard.press("Tab");
      const at = await focus(fresh);
      // Out at the end of the page.
      if (!at) break;
      if (!at.shown) unseen.push(at.what);
      seen.add(at.what);
      if (at.editor) await fresh.keyboard.press("Escape");
    }
    expect(unseen).toEqual([]);
    expect(seen.size).toBeGreaterThan(8);
    expect(await focus(fresh), "the end was reached").toBeNull();
  });
}

real.use({ permissions: ["clipboard-read", "clipboard-write"] });

real("from the first choice to rows on the clipboard without a mouse", async ({ app }) => {
  const tabTo = async (name: RegExp) => {
    for (let n = 0; n < 80; n++) {
      await app.keyboard.press("Tab");
      const here = await app.evaluate(
        () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent,
      );
      if (name.test(here ?? "")) return;
    }
    throw new Error(`no stop is called ${name}`);
  };
  await tabTo(/^Explore the sandbox$/);
  await app.keyboard.press("Enter");
  await expect(app.getByRole("tab", { name: "Reach by campaign" })).toBeVisible({ timeout: 90_000 });
  await expect(app.getByRole("option", { name: /Kestrel Outdoor US/, selected: true })).toBeInViewport();

  await tabTo(/^SQL$/);
  await app.keyboard.press("ControlOrMeta+End");
  await app.keyboard.type("-- so far\n");
  await expect(runButton(app)).toBeEnabled();
  await app.keyboard.press("ControlOrMeta+Enter");
  const grid = app.getByRole("grid", { name: "Rows of the result" });
  await expect(grid.getByRole("gridcell", { name: /\S/ }).first()).toBeVisible({ timeout: 90_000 });
  await app.keyboard.press("Escape");
  await tabTo(/^Rows of the result$/);
  await app.keyboard.press("ArrowDown");
  await app.keyboard.press("Shift+ArrowRight");
  await app.keyboard.press("ControlOrMeta+Shift+c");
  await expect.poll(() => app.evaluate(() => navigator.clipboard.readText())).toMatch(/^campaign\treach\n\S/);

  await app.keyboard.press("ControlOrMeta+4");
  await expect(app.getByRole("heading", { level: 1, name: "Executions" })).toBeAttached();
  await app.keyboard.press("ControlOrMeta+k");
  await app.keyboard.type("settings");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("heading", { level: 1, name: "Settings" })).toBeAttached();
  await app.keyboard.press("F1");
  await expect(app.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await app.keyboard.press("Escape");
  await go(app, "Home");
});
