// Queries over kept results, without Amazon.
import type { World } from "../src/ipc/fake";
import { after, type Screen } from "./screen";

const SQL = `-- Which cities gained most reach since the run before
SELECT city_name, run_instance, SUM(reach) AS reach
FROM runs."Reach by city" AS r
WHERE run_last_day >= DATE '2026-02-01'
GROUP BY city_name, run_instance
ORDER BY reach DESC`;

const over = (sql: string, more: (world: World) => void = () => undefined) =>
  after((made) => {
    made.tabs = made.tabs.map((tab) => (tab.id === "t-1" ? { ...tab, target: "kept" as const, sql } : tab));
    more(made);
  });

const shown = (what: string, world: Screen["world"], act?: Screen["act"]): Screen => ({
  name: `kept-${what}`,
  path: "/query",
  ...(world ? { world } : {}),
  act: async (page) => {
    await page.getByRole("region", { name: "Kept results" }).waitFor();
    await act?.(page);
  },
});

export const KEPT: Screen[] = [
  shown("rows", over(SQL), async (page) => {
    await page
      .getByRole("treeitem", { name: /Reach by city/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByText(/from 36 kept results/).waitFor();
  }),
  shown("wrong", over(SQL.replace("city_name, run", "cty_name, run")), async (page) => {
    await page.getByRole("button", { name: /^Line 2/ }).waitFor();
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(", r.");
    await page.locator(".cm-complete").waitFor();
  }),
  shown(
    "none",
    over("", (made) => {
      made.kept = [];
    }),
  ),
];
