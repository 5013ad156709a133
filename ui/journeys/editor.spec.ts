// What the editor knows of a query, asked of the real checker.
import type { Page } from "@playwright/test";
import { accessible, expect, intoSandbox, test, textOf, write } from "./base";

const QUERY = `WITH seen AS (
  SELECT campaign, SUM(impressions) AS shown
  FROM dsp_impressions
  GROUP BY campaign
)
SELECT s.campaign, s.shown
FROM seen s`;

const chosen = (app: Page) => app.evaluate(() => document.getSelection()?.toString());

/** Puts the caret at a line and column, both from 1. */
async function caret(app: Page, line: number, column: number): Promise<void> {
  await app.getByRole("textbox", { name: "SQL" }).press("ControlOrMeta+Home");
  for (let n = 1; n < line; n++) await app.keyboard.press("ArrowDown");
  for (let n = 1; n < column; n++) await app.keyboard.press("ArrowRight");
}

/** The middle of some text in a line of the editor. */
const middle = (app: Page, line: number, wanted: string) =>
  app
    .locator(".cm-line")
    .nth(line - 1)
    .evaluate((element, part) => {
      const at = (element.textContent ?? "").indexOf(part);
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      let before = 0;
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const length = node.textContent?.length ?? 0;
        if (before + length > at) {
          const range = document.createRange();
          range.setStart(node, at - before);
          range.setEnd(node, Math.min(length, at - before + part.length));
          const { x, y, width, height } = range.getBoundingClientRect();
          return { x: x + width / 2, y: y + height / 2 };
        }
        before += length;
      }
      throw new Error(`${part} does not stand in this line`);
    }, wanted);

test.beforeEach(async ({ app }) => {
  await intoSandbox(app);
  await write(app, QUERY);
  await expect(app.locator(".problem-bar")).toContainText("Compiles here");
});

test("a name is told under the pointer and at the caret", async ({ app }) => {
  const card = app.locator(".cm-name-tip");
  const field = await middle(app, 2, "impressions");
  await app.mouse.move(field.x, field.y);
  await expect(card).toContainText("dsp_impressions.impressions");
  await expect(card).toContainText("LONG");
  await expect(card).toContainText("Threshold NONE");
  await expect(card.getByRole("img", { name: "Metric" })).toBeVisible();
  await accessible(app, "a field under the pointer");
  // Away from every name it goes, and in the middle of nothing none comes.
  await app.mouse.move(field.x, field.y + 300);
  await expect(card).toHaveCount(0);

  const table = await middle(app, 3, "dsp_impressions");
  await app.mouse.move(table.x, table.y);
  await expect(card).toContainText("impression_dt_utc");
  await app.getByRole("textbox", { name: "SQL" }).focus();
  await app.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await app.mouse.move(0, 0);

  await caret(app, 7, 8);
  await app.keyboard.press("Shift+F1");
  await expect(card).toContainText("common table expression");
  await expect(card.getByRole("listitem")).toHaveText(["campaignSTRING", /^shown/]);
  await app.keyboard.press("ArrowLeft");
  await expect(card).toHaveCount(0);
});

test("the arguments of a call are shown while they are written", async ({ app }) => {
  await caret(app, 6, 27);
  await app.keyboard.type(", ROUND(");
  const card = app.locator(".cm-signature");
  await expect(card.locator("strong")).toHaveText("x");
  await app.keyboard.type("s.shown, ");
  await expect(card.locator("strong")).toHaveText("digits");
  await expect(card).toContainText("ROUND(x, digits)");
  await accessible(app, "a call");
  // The list of names that may be open goes first.
  await app.keyboard.press("Escape");
  if ((await card.count()) > 0) await app.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await app.keyboard.press("ControlOrMeta+Shift+Space");
  await expect(card.locator("strong")).toHaveText("digits");
  await app.keyboard.press("End");
  await expect(card).toHaveCount(0);
});

test("a name leads to where it is given, by key and by mouse", async ({ app }) => {
  await caret(app, 7, 8);
  await app.keyboard.press("F12");
  await expect.poll(() => chosen(app)).toBe("seen");
  await expect(app.locator(".cm-activeLine")).toContainText("WITH seen AS");
  // Back to where one came from.
  await app.keyboard.press("ControlOrMeta+u");
  await expect(app.locator(".cm-activeLine")).toContainText("FROM seen s");

  const alias = await middle(app, 6, "shown");
  await app.keyboard.down("ControlOrMeta");
  await app.mouse.move(alias.x, alias.y);
  await expect(app.locator(".cm-link")).toHaveText("shown");
  await app.mouse.click(alias.x, alias.y);
  await app.keyboard.up("ControlOrMeta");
  await expect.poll(() => chosen(app)).toBe("shown");
  await expect(app.locator(".cm-activeLine")).toContainText("SUM(impressions) AS shown");
  await expect(app.locator(".cm-link")).toHaveCount(0);

  await caret(app, 3, 9);
  await app.keyboard.press("F12");
  await expect(app.getByText("The query does not give this name itself.")).toBeVisible();
});

test("a name is changed in all its places at once", async ({ app }) => {
  await caret(app, 6, 8);
  await app.keyboard.press("F2");
  const input = app.getByRole("textbox", { name: "New name of s", exact: true });
  await expect(input).toBeFocused();
  await expect(app.locator(".cm-rename-place")).toHaveText(["s", "s", "s"]);
  await accessible(app, "another name");
  await app.keyboard.type("seen ads");
  await app.keyboard.press("Enter");
  await expect
    .poll(() => textOf(app))
    .toBe(
      QUERY.replace("s.campaign, s.shown", '"seen ads".campaign, "seen ads".shown').replace(
        "seen s",
        'seen "seen ads"',
      ),
    );
  await app.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => textOf(app)).toBe(QUERY);

  // A name that something else has is refused where it is written; Escape leaves all as it was.
  await write(app, QUERY.replace(")\nSELECT", "), other AS (SELECT 1 AS x)\nSELECT"));
  await caret(app, 1, 6);
  await app.keyboard.press("F2");
  await app.getByRole("textbox", { name: "New name of seen" }).fill("other");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("alert").filter({ hasText: "“other” is already used" })).toBeVisible();
  await app.keyboard.press("Escape");
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeFocused();
  await expect(app.locator(".cm-rename")).toHaveCount(0);

  await caret(app, 2, 12);
  await app.keyboard.press("F2");
  await expect(app.getByText("Only aliases in FROM and names of common table expressions")).toBeVisible();
});

test("a query is laid out with its comments, by key and by button", async ({ app }) => {
  const untidy = "select campaign, -- of the ad\n sum(impressions) as n from dsp_impressions group by campaign";
  const tidy =
    "SELECT\n  campaign, -- of the ad\n  SUM(impressions) AS n\nFROM\n  dsp_impressions\nGROUP BY\n  campaign\n";
  await write(app, untidy);
  await app.keyboard.press("Shift+Alt+F");
  await expect.poll(() => textOf(app)).toBe(tidy);
  await app.keyboard.press("ControlOrMeta+z");
  await expect.poll(() => textOf(app)).toBe(untidy);
  await app.getByRole("button", { name: "Format" }).click();
  await expect.poll(() => textOf(app)).toBe(tidy);
  await app.getByRole("button", { name: "Format" }).click();
  await expect(app.getByText("The query is in this format already.")).toBeVisible();
});

test("the parts of a query are listed and gone to, also from the list of commands", async ({ app }) => {
  await caret(app, 7, 1);
  await app.keyboard.press("ControlOrMeta+Shift+O");
  const parts = app.getByRole("menu", { name: "Outline" }).getByRole("menuitem");
  await expect(parts).toHaveText([/^seenline 1$/, /^SELECTfinal query, line 6$/]);
  await expect(parts.nth(1)).toHaveAttribute("aria-current", "location");
  await accessible(app, "outline");
  await app.keyboard.type("se");
  await app.keyboard.press("Enter");
  await expect.poll(() => chosen(app)).toBe("seen");
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeFocused();

  await app.keyboard.press("ControlOrMeta+k");
  await app.getByRole("combobox", { name: "Find" }).fill("Outline");
  await app.keyboard.press("Enter");
  await expect(parts).toHaveCount(2);
  await app.keyboard.press("Escape");
  await expect(parts).toHaveCount(0);
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeFocused();

  await caret(app, 7, 11);
  await app.keyboard.press("ControlOrMeta+k");
  await app.getByRole("combobox", { name: "Find" }).fill("Rename the name");
  await app.keyboard.press("Enter");
  await expect(app.getByRole("textbox", { name: "New name of s", exact: true })).toBeFocused();
  await app.keyboard.press("Escape");
  // Who only looked at the list is back at the caret.
  await app.keyboard.press("ControlOrMeta+k");
  await app.keyboard.press("Escape");
  await expect(app.getByRole("textbox", { name: "SQL" })).toBeFocused();
  await app.keyboard.type("x");
  await expect.poll(() => textOf(app)).toBe(`${QUERY.slice(0, -1)}xs`);
});

test("what is to be known of the window stands beside the other findings", async ({ app }) => {
  await app.getByRole("combobox", { name: "Kind of window" }).selectOption({ label: "Fixed dates" });
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  await app.getByLabel("First day").fill(day(20));
  await app.getByLabel("Last day").fill(day(0));
  const words = "The window ends less than 48 hours ago";
  await expect(app.locator(".problem-bar")).toContainText(words);
  await app.getByRole("tab", { name: /^Review/ }).click();
  const findings = app.getByRole("region", { name: "Findings" });
  await expect(findings).toContainText(words);
  await findings.getByRole("button", { name: "Window" }).click();
  await expect(app.getByRole("combobox", { name: "Kind of window" })).toBeFocused();
  await app.getByLabel("Last day").fill(day(10));
  await expect(app.locator(".problem-bar")).not.toContainText("48 hours");
});
