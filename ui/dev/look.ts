// Pictures of every screen, light and dark, from the built ui over the fake host: `npm run look [folder] [name]`.
import { mkdirSync } from "node:fs";
import { chromium } from "@playwright/test";
import { FakeServer } from "./fake_server";
import { SCREENS } from "./screens";

const FOLDER = process.argv[2] ?? "test-results/look";
const only = process.argv[3];
const SIZES = (process.env["LOOK_SIZES"] ?? "1440x900 1280x800 2560x1440")
  .split(" ")
  .map((size) => size.split("x").map(Number) as [number, number]);
mkdirSync(FOLDER, { recursive: true });

const server = new FakeServer();
await server.start();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
let bad = 0;
for (const [width, height] of SIZES) {
  for (const theme of ["light", "dark"] as const) {
    for (const screen of SCREENS) {
      if (only && !screen.name.startsWith(only)) continue;
      const host = server.use(screen.world?.());
      host.world.settings = { ...host.world.settings, theme };
      screen.host?.(server);
      const context = await browser.newContext({ viewport: { width, height }, timezoneId: "America/New_York" });
      // As in the window: `freezePrototype` of its configuration.
      await context.addInitScript("Object.freeze(Object.prototype)");
      const page = await context.newPage();
      await page.clock.setFixedTime(host.world.now);
      const complain = (what: string) => {
        bad += 1;
        console.log(`${screen.name} ${theme} ${width}: ${what}`);
      };
      page.on(
        "console",
        (message) => message.type() === "error" && !/422/.test(message.text()) && complain(message.text()),
      );
      page.on("pageerror", (error) => complain(error.stack ?? error.message));
      try {
        await page.goto(`${server.url}${screen.path}#token=fake`);
        await page.locator("main").first().waitFor({ timeout: 8000 });
        await page.waitForTimeout(300);
        await screen.act?.(page);
        await page.waitForTimeout(400);
      } catch (error) {
        complain(String(error).split("\n").slice(0, 3).join(" "));
      }
      await page.screenshot({ path: `${FOLDER}/${screen.name}-${theme}-${width}.png` });
      await context.close();
    }
  }
}
await browser.close();
await server.stop();
process.exit(bad > 0 ? 1 : 0);
