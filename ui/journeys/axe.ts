import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";
import type { AxeResults, RunOptions } from "axe-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
/** What may differ between two themes of one page. */
const COLOURS = ["color-contrast", "link-in-text-block"];
const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** axe finds nothing, in light and in dark. The theme is left as it was. */
export async function accessible(page: Page, screen: string): Promise<void> {
  const html = page.locator("html");
  const before = (await html.getAttribute("data-theme")) ?? "light";
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(source);
  const other = before === "dark" ? "light" : "dark";
  for (const theme of [before, other]) {
    await html.evaluate((element, value) => element.setAttribute("data-theme", value), theme);
    // Colours may fade over; what axe measures has to be at rest.
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((a) => a.effect?.getComputedTiming().iterations === 1)
          .map((a) => a.finished),
      ),
    );
    const only: RunOptions["runOnly"] =
      theme === before ? { type: "tag", values: TAGS } : { type: "rule", values: COLOURS };
    const found = await page.evaluate(async (runOnly) => {
      const axe = (window as unknown as { axe: { run: (what: Document, how: RunOptions) => Promise<AxeResults> } }).axe;
      const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"] });
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.any[0]?.message ?? ""}`).join(" | ")}`,
      );
    }, only);
    expect(found, `${screen}, ${theme}`).toEqual([]);
  }
  await html.evaluate((element, value) => element.setAttribute("data-theme", value), before);
}
