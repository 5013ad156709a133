import { SCREENS } from "../dev/screens";
import { expect, test, visit } from "./fake";

interface Shift {
  value: number;
  what: string[];
}

const SLOW = [
  "get_settings",
  "list_executions",
  "get_execution",
  "list_tabs",
  "list_instances",
  "catalog_tables",
  "resolve_window",
  "check_sql",
  "result_page",
  "list_schedules",
  "get_schedule",
  "schedule_history",
  "preview_schedule",
  "rehearse_schedules",
  "slot_days",
  "while_away",
  "next_slots",
  "list_notices",
  "get_dashboard",
  "group_result",
  "app_status",
  "starts_at_login",
  "storage_use",
];

const PLACES: [path: string, view?: string][] = [
  ["/"],
  ["/query"],
  ["/executions/e-1"],
  ["/schedules/s-1"],
  ["/schedules", "calendar"],
  ["/schedules", "hours"],
  ["/notices"],
  ["/dashboards/d-reach"],
  ["/settings"],
];

for (const [path, view] of PLACES) {
  test(`nothing moves while ${path} loads${view ? `, seen as ${view}` : ""}`, async ({ fresh, server }) => {
    for (const command of SLOW) server.hang(command);
    await fresh.addInitScript((it) => {
      // The page before it, which is empty, keeps nothing.
      if (it && location.protocol !== "about:") localStorage.setItem("recomamp.schedules.view", `"${it}"`);
    }, view);
    await fresh.addInitScript(() => {
      const seen: Shift[] = [];
      (window as unknown as { __shifts: Shift[] }).__shifts = seen;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as {
          value: number;
          sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[];
        }[]) {
          const what = entry.sources.map(({ node, previousRect: was, currentRect: is }) => {
            const moved = `${was.x},${was.y} ${was.width}x${was.height} to ${is.x},${is.y} ${is.width}x${is.height}`;
            return `${moved}: ${node instanceof Element ? node.outerHTML.slice(0, 120) : node}`;
          });
          seen.push({ value: entry.value, what });
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await visit(fresh, server, path);
    await expect(fresh.getByRole("status", { name: "Loading" }).first()).toBeVisible();
    server.release();
    await expect(fresh.getByRole("status", { name: "Loading" })).toHaveCount(0);
    // Two frames later all that came has been drawn.
    await fresh.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    expect(await fresh.evaluate(() => (window as unknown as { __shifts: Shift[] }).__shifts)).toEqual([]);
  });
}

test("nothing turns or fades for whoever wants no motion", async ({ fresh, server }) => {
  await fresh.emulateMedia({ reducedMotion: "reduce" });
  for (const name of ["query-running", "find", "settings-remove"]) {
    const screen = SCREENS.find((entry) => entry.name === name);
    server.use(screen?.world?.());
    await visit(fresh, server, screen?.path ?? "/");
    await screen?.act?.(fresh);
    const moving = await fresh.evaluate(
      () => document.getAnimations().filter((a) => Number(a.effect?.getComputedTiming().duration ?? 0) > 0).length,
    );
    expect(moving, name).toBe(0);
  }
});
