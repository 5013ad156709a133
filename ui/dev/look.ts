// Pictures of every screen, light and dark, from the built ui over the fake host: `npm run look [folder]`.
// The server must be running: `npm run look:serve`.
import { mkdirSync } from "node:fs";
import { chromium, type Page } from "@playwright/test";

const BASE = process.env["LOOK_URL"] ?? "http://127.0.0.1:4180";
const FOLDER = process.argv[2] ?? "test-results/look";
const only = process.argv[3];
mkdirSync(FOLDER, { recursive: true });

const post = (body: unknown) => fetch(`${BASE}/world`, { method: "POST", body: JSON.stringify(body) });
const failure = (code: string, message: string, next_step: string) => ({
  attempt_id: "a-1",
  state: "failed",
  waited_seconds: 9,
  profile_id: null,
  error: {
    code,
    message,
    next_step,
    details: {
      line: null,
      column: null,
      end_line: null,
      end_column: null,
      retry_after_seconds: null,
      request_id: null,
      ports: [8742],
      raw: "error=access_denied",
    },
  },
});

interface Screen {
  name: string;
  path: string;
  world?: unknown;
  act?: (page: Page) => Promise<void>;
}

const beginSandbox = async (page: Page) => {
  await page.getByRole("button", { name: "Sign in to the sandbox in the browser" }).click();
};

const SCREENS: Screen[] = [
  { name: "firstrun", path: "/", world: { empty: true } },
  {
    name: "firstrun-faults",
    path: "/",
    world: { empty: true },
    act: async (page) => {
      await page.getByLabel("Client id").fill("amzn1.oa2-cs.v1.abc");
      await page.getByRole("button", { name: "Sign in with Amazon" }).click();
    },
  },
  {
    name: "signin-paste",
    path: "/settings",
    world: {
      answers: {
        sign_in_status: { attempt_id: "a-1", state: "waiting", waited_seconds: 24, profile_id: null, error: null },
      },
    },
    act: beginSandbox,
  },
  {
    name: "signin-denied",
    path: "/settings",
    world: {
      answers: {
        sign_in_status: failure(
          "auth.denied",
          "Access was not allowed in the browser.",
          "Sign in again and choose Allow.",
        ),
      },
    },
    act: beginSandbox,
  },
  { name: "home", path: "/" },
  { name: "home-empty", path: "/", world: { change: { executions: [], tabs: [] } } },
  {
    name: "query",
    path: "/query",
    act: async (page) => {
      await page.getByRole("treeitem", { name: /dsp_impressions$/ }).click();
      await page.evaluate(() => localStorage.setItem("recomamp.batches", '{"t-1":"b-12"}'));
      await page.reload();
      await page.getByText("No column total_costs").first().waitFor();
      await page.getByRole("treeitem", { name: "dsp_impressions", exact: true }).click();
    },
  },
  {
    name: "query-complete",
    path: "/query",
    act: async (page) => {
      await page.getByText("NTB gateway ASINs").click();
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type(", im", { delay: 30 });
      await page.locator(".cm-complete").waitFor();
    },
  },
  { name: "query-review", path: "/query", act: (page) => page.getByRole("tab", { name: /Review/ }).click() },
  { name: "query-empty", path: "/query", world: { change: { tabs: [] } } },
  { name: "executions", path: "/executions/e-2" },
  {
    name: "executions-result",
    path: "/executions/e-1",
    act: async (page) => {
      await page.getByRole("button", { name: "Filter" }).click();
      await page.getByText("Denver").first().click();
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowRight");
    },
  },
  { name: "executions-empty", path: "/executions", world: { change: { executions: [] } } },
  { name: "settings", path: "/settings" },
  { name: "find", path: "/executions", act: (page) => page.keyboard.press("Control+k") },
  {
    name: "confirm",
    path: "/settings",
    act: (page) => page.getByRole("button", { name: "Remove" }).click(),
  },
];

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
let bad = 0;
for (const [width, height] of (process.env["LOOK_WIDE"]
  ? [[1440, 900]]
  : [
      [1440, 900],
      [1280, 800],
    ]) as [number, number][]) {
  for (const theme of ["light", "dark"] as const) {
    for (const screen of SCREENS) {
      if (only && !screen.name.startsWith(only)) continue;
      const settings = {
        theme,
        return_host: "localhost",
        notifications: true,
        keep_running_in_tray: true,
        requests_per_second: 5,
        poll_seconds: 10,
      };
      const given = (screen.world ?? {}) as { change?: object };
      await post({ ...given, change: { settings, ...given.change } });
      const context = await browser.newContext({ viewport: { width, height }, timezoneId: "America/New_York" });
      // As in the window: `freezePrototype` of its configuration.
      await context.addInitScript("Object.freeze(Object.prototype)");
      const page = await context.newPage();
      await page.clock.setFixedTime(Date.UTC(2026, 2, 5, 15, 42));
      page.on("console", (message) => {
        if (message.type() === "error") {
          bad += 1;
          console.log(`${screen.name} console: ${message.text()}`);
        }
      });
      page.on("pageerror", (error) => {
        bad += 1;
        console.log(`${screen.name} error: ${error.message}\n${error.stack}`);
      });
      try {
        await page.goto(`${BASE}${screen.path}#token=fake`);
        await page.locator("h1").first().waitFor({ timeout: 8000 });
        await page.waitForTimeout(500);
        await screen.act?.(page);
        await page.waitForTimeout(500);
      } catch (error) {
        bad += 1;
        console.log(`${screen.name} ${theme} ${width}: ${String(error).split("\n")[0]}`);
      }
      await page.screenshot({ path: `${FOLDER}/${screen.name}-${theme}-${width}.png` });
      const violations = await page.evaluate(() => window.__cspViolations ?? []).catch(() => []);
      if (violations.length > 0) {
        bad += 1;
        console.log(screen.name, JSON.stringify(violations));
      }
      await context.close();
    }
  }
}
await browser.close();
process.exit(bad > 0 ? 1 : 0);
