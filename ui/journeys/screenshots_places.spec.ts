// Renews screenshots of the documentation from the ui over the fake host: `make screenshots`. Not a check, so it runs only when asked for.
import { join } from "node:path";
import { SCREENS } from "../dev/screens";
import { expect, test, visit } from "./fake";

const folder = process.env["RECOMAMP_SCREENSHOTS"] ?? "";
test.skip(folder === "", "asked for by make screenshots");
test.use({ viewport: { width: 1440, height: 900 }, timezoneId: "America/New_York" });

/** The file and the screen that it shows. */
const TAKEN = [
  ["home-light", "home", "light"],
  ["workflows-light", "workflows", "light"],
  ["dates-light", "dates", "light"],
  ["schedules-dark", "schedules", "dark"],
  ["analytics-light", "analytics", "light"],
  ["brands-light", "brands", "light"],
  ["evidence-light", "evidence", "light"],
  ["notices-light", "notices", "light"],
  ["group-light", "group-rows", "light"],
  ["compare-dark", "compare-results", "dark"],
  ["charts-light", "chart-line", "light"],
] as const;

for (const [file, name, theme] of TAKEN) {
  test(`screenshot ${file}`, async ({ fresh, server }) => {
    const screen = SCREENS.find((one) => one.name === name);
    if (!screen) throw new Error(`there is no screen ${name}`);
    const host = server.use(screen.world?.());
    host.world.settings = { ...host.world.settings, theme };
    screen.host?.(server);
    await visit(fresh, server, screen.path);
    await screen.act?.(fresh);
    await expect(fresh.locator("html")).toHaveAttribute("data-theme", theme);
    await fresh.mouse.move(0, 0);
    await fresh.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
    // What is being loaded stands as grey bars.
    await expect(fresh.locator(".skeleton")).toHaveCount(0);
    await fresh.screenshot({ path: join(folder, `${file}.png`), animations: "disabled" });
  });
}
