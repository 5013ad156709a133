// What can be done with a kept result, in the pane of a run.
import type { Page } from "@playwright/test";
import type { Screen } from "./screen";

/** Opens the menu of a column and chooses in it. */
export async function columnMenu(page: Page, column: string, ...words: string[]): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^Menu of ${column}(,|$)`) }).click();
  for (const word of words) await page.getByRole("menuitem", { name: new RegExp(`^${word}`) }).click();
}

export async function filter(page: Page, column: string, how: string, value: string): Promise<void> {
  await columnMenu(page, column, "Filter");
  await page.getByRole("combobox", { name: "How" }).selectOption(how);
  await page.getByRole("textbox", { name: /^Value/ }).fill(value);
  await page.getByRole("button", { name: "Filter the rows" }).click();
}

const screen = (name: string, act: (page: Page) => Promise<unknown>, host?: Screen["host"]): Screen => ({
  name: `result-${name}`,
  path: "/executions/e-1",
  act: async (page) => {
    await page.getByRole("grid", { name: "Rows of the result" }).waitFor();
    await act(page);
  },
  ...(host ? { host } : {}),
});

export const RESULTS: Screen[] = [
  screen("column", async (page) => {
    await columnMenu(page, "city_name");
    await page.getByRole("menuitem", { name: "Profile" }).waitFor();
  }),
  screen("show-as", async (page) => {
    await columnMenu(page, "frequency");
    await page.getByRole("menuitem", { name: "Show as" }).hover();
    await page.getByRole("menuitemradio", { name: /^Percent/ }).waitFor();
  }),
  screen("profile", async (page) => {
    await columnMenu(page, "reach", "Profile");
    await page.getByText("each row its own").waitFor();
  }),
  screen("profile-text", async (page) => {
    await columnMenu(page, "city_name", "Profile");
    await page.getByText("Most frequent").waitFor();
  }),
  screen(
    "profile-not-read",
    (page) => columnMenu(page, "reach", "Profile"),
    (server) => server.hang("profile_column"),
  ),
  screen("one-of", async (page) => {
    await columnMenu(page, "city_name", "Filter");
    await page.getByRole("combobox", { name: "How" }).selectOption("one_of");
    await page.getByRole("textbox", { name: /^Values/ }).fill("Denver\nPortland");
  }),
  screen("filtered", async (page) => {
    await filter(page, "city_name", "one_of", "Denver\nPortland\nBoise");
    await filter(page, "reach", "at_least", "20000");
    await filter(page, "campaign", "lacks", "OLV");
    await page.getByText("pass the filters").waitFor();
  }),
  screen("filtered-to-none", (page) => filter(page, "reach", "less", "-99999999")),
  screen("find", async (page) => {
    await page.getByRole("grid", { name: "Rows of the result" }).focus();
    await page.keyboard.press("Control+f");
    await page.getByRole("textbox", { name: "Find in the rows" }).fill("denv");
    await page.getByText(/^1 of/).waitFor();
    await page.keyboard.press("Enter");
  }),
  screen("columns", async (page) => {
    await columnMenu(page, "campaign_id", "Hide");
    await page.getByRole("button", { name: "Columns, 1 hidden" }).click();
  }),
  screen("frozen", async (page) => {
    await columnMenu(page, "campaign", "Freeze up to here");
    await columnMenu(page, "frequency", "Move left");
    await page.getByRole("grid", { name: "Rows of the result" }).evaluate((grid) => grid.scrollBy(140, 0));
  }),
  screen("figures", async (page) => {
    await page.locator('[data-row="0"][data-cell="4"]').click();
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("Average", { exact: true }).first().waitFor();
  }),
  screen("no-sum", async (page) => {
    await page.locator('[data-row="0"][data-cell="3"]').click();
    await page.keyboard.press("Shift+ArrowDown");
    await page.getByText("No sum").waitFor();
    await page.getByRole("button", { name: "Copy", exact: true }).click();
  }),
  screen(
    "exporting",
    // It was begun before this was shown, and goes on.
    (page) => page.getByRole("progressbar", { name: "Export" }).waitFor(),
    (server) => {
      server.host.answer("export_progress", () => ({ rows: 412_000, total: 1_000_000 }));
    },
  ),
];
