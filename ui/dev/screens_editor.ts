// What stands over the text of a query.
import type { Page } from "@playwright/test";
import type { Screen } from "./screen";

/** The name in the text, as it is drawn. */
const name = (page: Page, text: string) =>
  page
    .locator(".cm-line")
    .filter({ hasText: new RegExp(`\\b${text}\\b`) })
    .first();

/** Puts the caret behind the first place of a text. */
async function caretAt(page: Page, text: string): Promise<void> {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+Home");
  const place = await page.locator(".cm-content").evaluate((content, wanted) => {
    const lines = [...content.querySelectorAll(".cm-line")].map((line) => line.textContent ?? "");
    const line = lines.findIndex((each) => each.includes(wanted));
    return { line, column: (lines[line] ?? "").indexOf(wanted) + 1 };
  }, text);
  for (let n = 0; n < place.line; n++) await page.keyboard.press("ArrowDown");
  for (let n = 0; n < place.column; n++) await page.keyboard.press("ArrowRight");
}

const overlay = (what: string, act: Screen["act"], more: Partial<Screen> = {}): Screen => ({
  name: `query-${what}`,
  path: "/query",
  act: async (page) => {
    await name(page, "reach").waitFor();
    await act?.(page);
  },
  ...more,
});

export const EDITOR: Screen[] = [
  overlay("hover-field", async (page) => {
    await caretAt(page, "city_name");
    await page.keyboard.press("Shift+F1");
    await page.locator(".cm-name-tip").waitFor();
  }),
  overlay("hover-cte", async (page) => {
    await caretAt(page, "reach AS");
    await page.keyboard.press("Shift+F1");
    await page.locator(".cm-name-tip").waitFor();
  }),
  overlay(
    "hover-table",
    async (page) => {
      await caretAt(page, "dsp_impressions");
      await page.keyboard.press("Shift+F1");
      await page.locator(".cm-name-tip").waitFor();
    },
    { alike: true },
  ),
  overlay("signature", async (page) => {
    await caretAt(page, "SELECT campaign, city_name, reach");
    await page.keyboard.press("End");
    await page.keyboard.type(", ROUND(spend, 2");
    await page.locator(".cm-signature").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Shift+Space");
    await page.locator(".cm-signature").waitFor();
  }),
  overlay("rename", async (page) => {
    await caretAt(page, "reach AS");
    await page.keyboard.press("F2");
    await page.locator(".cm-rename").waitFor();
  }),
  overlay("outline", async (page) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+Shift+o");
    await page.getByRole("menuitem").first().waitFor();
  }),
  overlay(
    "window",
    async (page) => {
      await page.getByRole("tab", { name: /Review/ }).click();
      await page.getByText("Conversions are credited").last().waitFor();
    },
    {
      host: (server) =>
        server.host.answer("run_findings", () => [
          {
            severity: "warning",
            code: "attribution_open",
            subject: "window",
            message:
              "Conversions are credited for 14 days: amazon_attributed_events_by_traffic_time will still change for this window.",
            help: "Run it again later, or let the window end 14 days ago.",
          },
        ]),
    },
  ),
  overlay("tables-lacking", async (page) => page.getByRole("tab", { name: /^Review/ }).click(), {
    host: (server) =>
      server.host.answer("run_findings", () => [
        {
          severity: "warning",
          code: "table_not_in_instance",
          subject: "instances",
          message: "Bramble Pet US and 3 more of the chosen instances do not offer dsp_impressions.",
          help: "Runs there will fail: leave them out, or take another table.",
        },
      ]),
  }),
  overlay("tables-refused", undefined, {
    host: (server) =>
      server.host.answer("list_data_sources", (_world, { instanceIds }: { instanceIds: string[] }) =>
        instanceIds.map((instance_id) => ({
          instance_id,
          read_at: null,
          error: {
            code: "amc.forbidden",
            message: "Amazon does not let this user do that.",
            next_step: "Ask whoever administers the account.",
          },
        })),
      ),
  }),
];
