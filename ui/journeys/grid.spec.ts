import { tableFromArrays, tableToIPC } from "apache-arrow";
import { wide } from "../dev/wide";
import type { PageRequest } from "../src/ipc/bindings";
import { world } from "../src/ipc/fake";
import { expect, test, visit } from "./fake";

const ROWS = 1_000_000;
const COLUMNS = 300;

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

test("a million rows of 300 columns are walked by keys, and only what is seen exists", async ({ fresh, server }) => {
  const { run, rowsOf } = wide(ROWS, COLUMNS);
  const host = server.use({ ...world(), executions: [run] });
  const asked: PageRequest[] = [];
  host.answer("result_page", (_world, { request }: { request: PageRequest }) => {
    asked.push(request);
    const page = tableFromArrays(rowsOf(request.offset, request.limit));
    page.schema.metadata.set("total_rows", String(ROWS));
    return tableToIPC(page, "stream");
  });
  await visit(fresh, server, "/executions/wide");
  const grid = fresh.getByRole("grid", { name: "Rows of the result" });
  const cells = grid.locator("[data-cell]");
  await expect(cells.first()).toHaveText("0");
  await expect(grid).toHaveAttribute("aria-rowcount", String(ROWS + 1));
  await expect(grid).toHaveAttribute("aria-colcount", String(COLUMNS + 1));
  expect(await cells.count()).toBeLessThan(1200);

  await grid.focus();
  await fresh.keyboard.press("ArrowDown");
  await fresh.keyboard.press("Control+End");
  const last = grid.locator(`[data-row="${ROWS - 1}"][data-cell="${COLUMNS - 1}"]`);
  await expect(last).toHaveText("999,999,299");
  await expect(last).toBeInViewport({ ratio: 0.9 });
  await expect(last).toHaveAttribute("data-active", "true");
  expect(await cells.count()).toBeLessThan(1200);

  await fresh.keyboard.press("Shift+ArrowUp");
  await fresh.keyboard.press("Shift+ArrowLeft");
  await fresh.keyboard.press("Control+Shift+c");
  await expect(fresh.getByText("4 cells copied")).toBeVisible();
  expect(await fresh.evaluate(() => navigator.clipboard.readText())).toBe(
    ["column_298\tcolumn_299", "999998298\t999998299", "999999298\t999999299"].join("\n"),
  );
  await fresh.keyboard.press("Control+Home");
  await expect(grid.locator('[data-row="0"][data-cell="0"]')).toBeInViewport({ ratio: 0.9 });
  // Pages near what was seen, not all between.
  expect(new Set(asked.map((request) => request.offset)).size).toBeLessThan(10);

  const head = grid.getByRole("columnheader", { name: /column_0/ });
  await head.getByRole("button").first().focus();
  const before = (await head.boundingBox())?.width ?? 0;
  await fresh.keyboard.press("Alt+ArrowRight");
  await expect.poll(async () => (await head.boundingBox())?.width ?? 0).toBe(before + 16);
  await fresh.keyboard.press("Enter");
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  expect(asked.at(-1)?.sort).toEqual([{ column: 0, descending: false }]);
});
