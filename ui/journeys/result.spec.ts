import { columnMenu } from "../dev/screens_results";
import type { FiguresRequest, FindRequest, PageRequest } from "../src/ipc/bindings";
import { world } from "../src/ipc/fake";
import { expect, test, visit } from "./fake";

const asked = <T>(host: { calls: { command: string; args: unknown }[] }, command: string): T[] =>
  host.calls.filter((call) => call.command === command).map((call) => (call.args as { request: T }).request);

test("columns are moved, frozen, hidden and shown as money by keys, and the query's next run looks the same", async ({
  fresh,
  server,
}) => {
  server.use(world());
  await visit(fresh, server, "/executions/e-1");
  const grid = fresh.getByRole("grid", { name: "Rows of the result" });
  const names = () => grid.locator("[data-place] .grid-head-name").allTextContents();
  await grid
    .getByRole("columnheader", { name: /^campaign STRING/ })
    .getByRole("button")
    .first()
    .focus();
  await fresh.keyboard.press("Alt+Shift+ArrowRight");
  await expect.poll(names).toEqual(expect.arrayContaining(["city_name", "campaign"]));
  expect((await names()).slice(0, 2)).toEqual(["city_name", "campaign"]);
  // The focus went along: the next key moves the same column.
  await fresh.keyboard.press("Alt+Shift+ArrowLeft");
  await expect.poll(async () => (await names())[0]).toBe("campaign");
  await columnMenu(fresh, "campaign", "Freeze up to here");
  await columnMenu(fresh, "campaign_id", "Hide");
  await columnMenu(fresh, "frequency");
  await fresh.getByRole("menuitem", { name: "Show as" }).press("ArrowRight");
  await fresh.getByRole("menuitemradio", { name: /EUR/ }).press("Enter");
  await expect(grid.locator('[data-row="0"][data-cell="3"]')).toHaveText("€2.50");
  await grid.evaluate((element) => element.scrollTo(400, 0));
  await expect(grid.locator('[data-row="0"][data-cell="0"]')).toBeInViewport({ ratio: 1 });
  await visit(fresh, server, "/executions/e-1");
  await expect(grid.locator('[data-row="0"][data-cell="3"]')).toHaveText("€2.50");
  await fresh.getByRole("button", { name: "Columns, 1 hidden" }).click();
  await fresh.getByRole("menuitem", { name: "Reset order, widths and formats" }).click();
  await expect.poll(names).toContain("campaign_id");
});

test("rows are filtered, found and counted in the host, and the filters are taken away one by one", async ({
  fresh,
  server,
}) => {
  const host = server.use(world());
  await visit(fresh, server, "/executions/e-1");
  const grid = fresh.getByRole("grid", { name: "Rows of the result" });
  await columnMenu(fresh, "reach", "Filter");
  await fresh.getByRole("combobox", { name: "How" }).selectOption("at_least");
  await fresh.getByRole("textbox", { name: "Value" }).fill("41000");
  await fresh.keyboard.press("Enter");
  await expect(fresh.getByText("13 of 1,284 rows pass the filters")).toBeVisible();
  await columnMenu(fresh, "city_name", "Profile");
  await fresh.getByRole("button", { name: /^Denver/ }).click();
  const filters = fresh.getByRole("group", { name: "Filters" });
  await expect(filters.getByRole("button", { name: /^city_name one of/ })).toBeVisible();
  expect(
    asked<PageRequest>(host, "result_page")
      .at(-1)
      ?.filters.map((filter) => filter.operator),
  ).toEqual(["at_least", "one_of"]);
  await filters.getByRole("button", { name: "Remove the filter city_name one of Denver" }).click();
  await filters.getByRole("button", { name: "Remove the filter reach ≥ 41000" }).click();
  await expect(filters).toBeHidden();

  await grid.focus();
  await fresh.keyboard.press("Control+f");
  await fresh.keyboard.type("denv");
  await expect(fresh.getByText(/^1 of/)).toBeVisible();
  await fresh.keyboard.press("Enter");
  await expect(fresh.getByText(/^2 of/)).toBeVisible();
  await fresh.keyboard.press("Shift+Enter");
  await expect(fresh.getByText(/^1 of/)).toBeVisible();
  expect(asked<FindRequest>(host, "find_in_result").at(-1)?.backward).toBe(true);
  await fresh.keyboard.press("Escape");
  await expect(grid).toBeFocused();
  await expect(grid.locator('[data-active="true"]')).toHaveText("Denver");

  await grid.locator('[data-row="0"][data-cell="3"]').click();
  await fresh.keyboard.press("Shift+ArrowDown");
  await expect(fresh.getByText(/No sum: reach counts people/)).toBeVisible();
  expect(asked<FiguresRequest>(host, "figures_of_cells").at(-1)).toMatchObject({ columns: [3], first: 0, last: 1 });
});
