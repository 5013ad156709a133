// The grid in Chromium beside AG Grid Community, whose client-side row model holds the same rows: the same places on the screen, the same keys and clicks,
// one browser. `make bench` names the programs in the environment; the only argument is another number of rows, to try this script.
//
// RecomAMP reads pages of a kept file in another process, AG Grid has all rows in the page: what either costs outside of its page is told as well.

import { spawn, spawnSync } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const { chromium } = createRequire(new URL("../../ui/package.json", import.meta.url))("@playwright/test");

const ROWS = Number(process.argv[2] ?? 1_000_000);
const COLUMNS = 20;
/** A run that is open before the one that is measured. */
const SMALL = 1000;
/** What the filter of the first column holds, letter by letter. */
const LETTERS = ["1", "2", "4"];
/** Turns of the wheel, and how far each goes. */
const TURNS = 240;
const TURN = 600;
/** What is not there after so many milliseconds never comes. */
const PATIENCE = 120_000;
const VIEWPORT = { width: 1440, height: 900 };

const named = (name) => process.env[name] ?? fail(`${name} is named by \`make bench\``);
const fail = (message) => {
  throw new Error(message);
};
const [hostProgram, cli, python, packages] = [
  "RECOMAMP_BROWSER_HOST",
  "RECOMAMP_CLI",
  "RECOMAMP_PEERS",
  "RECOMAMP_NODE_PEERS",
].map(named);
// No session bus, so that no keychain of the person's is met.
const surroundings = (dataDir) => ({
  ...process.env,
  RECOMAMP_DATA_DIR: dataDir,
  DBUS_SESSION_BUS_ADDRESS: "unix:path=/nowhere",
});

/** What results.py makes of a row's number, as far as it is looked for here. */
const numbers = Array.from({ length: ROWS }, (_, row) => row);
const campaign = (row) => `Campaign ${row % 997}`;
const users = (row) => ((row + 1) * 435_761) % 1_000_000;
const impressions = (row) => (row * 40_503) % 1_000_000;
const passing = (text) => numbers.filter((row) => campaign(row).includes(text));

function run(program, args, dataDir) {
  const { status, stdout, error } = spawnSync(program, args, {
    env: surroundings(dataDir),
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) fail(`${program} ${args.join(" ")}: ${error ?? status}`);
  return stdout;
}

async function startHost(dataDir) {
  const child = spawn(hostProgram, ["--data-dir", dataDir], {
    env: surroundings(dataDir),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const line = await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the browser host ended with ${code}`)));
    createInterface({ input: child.stdout }).once("line", resolve);
  });
  child.removeAllListeners("exit");
  return { url: new URL(JSON.parse(line).url), child };
}

/** Serves AG Grid, a page for it and the rows as lines of JSON. */
async function serve(rowsFile) {
  const files = {
    "/": [fileURLToPath(new URL("ag_grid.html", import.meta.url)), "text/html"],
    "/ag-grid.js": [join(packages, "node_modules/ag-grid-community/dist/ag-grid-community.min.js"), "text/javascript"],
    "/rows": [rowsFile, "application/x-ndjson"],
  };
  const server = createServer((request, response) => {
    const found = files[request.url];
    if (!found) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": found[1] });
    createReadStream(found[0]).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, server };
}

/** Milliseconds from an event to the frame after the one in which `selector` shows `text`, as the page itself sees it. */
async function timed(page, event, selector, text, act) {
  await page.evaluate(
    ([event, selector, text]) => {
      delete window.taken;
      const begin = () => {
        const began = performance.now();
        const taken = () => {
          window.taken = performance.now() - began;
        };
        const look = () => {
          const there = document.querySelector(selector)?.textContent === text;
          requestAnimationFrame(there ? taken : look);
        };
        look();
      };
      addEventListener(event, begin, { capture: true, once: true });
    },
    [event, selector, text],
  );
  await act();
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const taken = await page.evaluate(() => window.taken ?? null);
    if (taken !== null) return taken;
    if (Date.now() > deadline) {
      const shown = await page.evaluate((selector) => document.querySelector(selector)?.textContent, selector);
      fail(`${selector} never showed ${text}, but ${shown}: ${await page.evaluate(() => document.body.innerText)}`);
    }
    await page.waitForTimeout(20);
  }
}

/** Frames and long tasks while the wheel is turned over a place. */
async function scrolled(page, place) {
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  await page.evaluate(() => {
    const seen = { frames: [], longest: 0, on: true };
    window.seen = seen;
    new PerformanceObserver((list) => {
      for (const task of list.getEntries()) seen.longest = Math.max(seen.longest, task.duration);
    }).observe({ type: "longtask" });
    let before;
    const frame = (now) => {
      if (before !== undefined) seen.frames.push(now - before);
      before = now;
      if (seen.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, turn < TURNS / 2 ? TURN : -TURN);
  const { frames, longest } = await page.evaluate(() => {
    window.seen.on = false;
    return window.seen;
  });
  frames.sort((a, b) => a - b);
  return { frame: frames[Math.floor(frames.length * 0.95)], longest, frames: frames.length };
}

const kilobytes = (file, name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(readFileSync(file, "utf8"))?.[1]);

/** Megabytes of the page's heap once nothing is left to collect, and of its whole process (its share of what is shared). */
async function memory(browser, page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { processInfo } = await (await browser.newBrowserCDPSession()).send("SystemInfo.getProcessInfo");
  // A page that is not there yet may have a process in reserve, which is small.
  const shares = processInfo
    .filter(({ type, id }) => type === "renderer" && existsSync(`/proc/${id}/smaps_rollup`))
    .map(({ id }) => kilobytes(`/proc/${id}/smaps_rollup`, "Pss") / 1024);
  return { heap: usedSize / 2 ** 20, process: Math.max(...shares) };
}

async function ours(browser, host, large) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: "en-US" });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const url = new URL(host.url);
  url.pathname = "/executions";
  await page.goto(url.href);
  const grid = page.getByRole("grid", { name: "Rows of the result" });
  await grid.locator("[data-cell]").first().waitFor();
  const rows = (count) => `[role="grid"][aria-rowcount="${count + 1}"]`;
  const cell = (column) => `[data-row="0"][data-cell="${column}"]`;
  const first = await timed(page, "pointerdown", `${rows(ROWS)} ${cell(0)}`, campaign(0), () =>
    page.locator(`tr[data-row="${large}"] td`).first().click(),
  );
  const place = await grid.boundingBox();
  const rowHeight = (await grid.locator("[role=row]").last().boundingBox()).height;
  const scroll = await scrolled(page, place);

  const filters = [];
  for (let length = 1; length <= LETTERS.length; length++) {
    const text = LETTERS.slice(0, length).join("");
    const kept = passing(text);
    if (length === 1) {
      await page.getByRole("button", { name: /^Menu of campaign(,|$)/ }).click();
      await page.getByRole("menuitem", { name: /^Filter/ }).click();
    } else await page.getByTitle("Change this filter").click();
    await page.getByRole("textbox", { name: "Value" }).fill(text);
    const selector = `${rows(kept.length)} ${cell(0)}`;
    filters.push(await timed(page, "keydown", selector, campaign(kept[0]), () => page.keyboard.press("Enter")));
  }
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await page.locator(rows(ROWS)).waitFor();

  const sorts = [];
  for (const [column, name, value] of sorting()) {
    const head = grid
      .getByRole("columnheader", { name: new RegExp(`^${name} `) })
      .getByRole("button")
      .first();
    const wanted = value.toLocaleString("en-US");
    sorts.push(await timed(page, "pointerdown", `${rows(ROWS)} ${cell(column)}`, wanted, () => head.click()));
  }
  const held = await memory(browser, page);
  await context.close();
  return { first, scroll, filters, sorts, held, place, rowHeight };
}

/** Column, its name, and what its first row holds then: two columns, of which the first is turned around. */
function sorting() {
  const all = numbers.map(users);
  const least = (values) => values.reduce((one, other) => Math.min(one, other));
  const greatest = all.reduce((one, other) => Math.max(one, other));
  return [
    [3, "users", least(all)],
    [3, "users", greatest],
    [4, "impressions", least(numbers.map(impressions))],
  ];
}

async function theirs(browser, url, place, rowHeight) {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: "en-US" });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`the page of AG Grid: ${error.stack ?? error}`));
  await page.goto(url);
  const brought = await page.evaluate(() => window.bring());
  await page.evaluate((look) => window.prepare(look), { width: place.width, height: place.height, rowHeight });
  // Two rows of heads: names and filters.
  const rows = (count) => `[aria-rowcount="${count + 2}"]`;
  const cell = (name) => `[row-index="0"] [col-id="${name}"]`;
  const first = await timed(page, "pointerdown", `${rows(ROWS)} ${cell("campaign")}`, campaign(0), () =>
    page.getByRole("button", { name: "Show the rows" }).click(),
  );
  const scroll = await scrolled(page, await page.locator("#grid").boundingBox());

  const filters = [];
  const field = page.locator(".ag-floating-filter input").first();
  await field.click();
  for (let length = 1; length <= LETTERS.length; length++) {
    const kept = passing(LETTERS.slice(0, length).join(""));
    const selector = `${rows(kept.length)} ${cell("campaign")}`;
    const letter = LETTERS[length - 1];
    filters.push(await timed(page, "keydown", selector, campaign(kept[0]), () => page.keyboard.press(letter)));
  }
  await field.fill("");
  await page.locator(rows(ROWS)).waitFor();

  const sorts = [];
  for (const [, name, value] of sorting()) {
    const head = page.locator(`.ag-header-cell[col-id="${name}"] .ag-header-cell-text`);
    const selector = `${rows(ROWS)} ${cell(name)}`;
    sorts.push(await timed(page, "pointerdown", selector, String(value), () => head.click()));
  }
  const held = await memory(browser, page);
  await context.close();
  return { first, scroll, filters, sorts, held, brought };
}

const pad = (text, width) => String(text).padStart(width);
const middle = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function tell(what, one, other, unit, budget) {
  const of = (value) => (value === undefined ? pad("", 15) : pad(`${value.toFixed(1)} ${unit}`, 15));
  // Frames come as the screen does, a tenth of a millisecond off.
  const over = budget !== undefined && one > budget + 0.1 ? "  over" : "";
  console.log(what.padEnd(58) + of(one) + of(other) + of(budget) + over);
}

const folder = mkdtempSync(join(tmpdir(), "recomamp-bench-"));
const ends = [];
try {
  const dataDir = join(folder, "data");
  const script = fileURLToPath(new URL("results.py", import.meta.url));
  const shapes = [`${ROWS}x${COLUMNS}`, `${SMALL}x${COLUMNS}`];
  const kept = JSON.parse(run(python, [script, cli, dataDir, ...shapes], dataDir));
  const large = kept[shapes[0]].id;
  const rowsFile = join(folder, "rows.ndjson");
  run(cli, ["--json", "results", "export", large, "--out", rowsFile], dataDir);

  const host = await startHost(dataDir);
  const gone = new Promise((resolve) => host.child.once("exit", resolve));
  ends.push(() => {
    host.child.stdin.end();
    return gone;
  });
  const { url, server } = await serve(rowsFile);
  ends.push(() => server.close());
  const browser = await chromium.launch({
    executablePath: process.env.RECOMAMP_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
  ends.push(() => browser.close());

  const one = await ours(browser, host, large);
  const other = await theirs(browser, url, one.place, one.rowHeight);
  const version = JSON.parse(
    readFileSync(join(packages, "node_modules/ag-grid-community/package.json"), "utf8"),
  ).version;
  const what = `${ROWS.toLocaleString("en-US")} rows x ${COLUMNS} columns in Chromium ${browser.version()}`;
  console.log(`\n${what.padEnd(58)}${pad("RecomAMP", 15)}${pad(`AG Grid ${version}`, 15)}${pad("budget", 15)}`);
  tell("first page shown", one.first, other.first, "ms", 150);
  tell("  with all rows brought into the page before", undefined, other.first + other.brought, "ms");
  tell("sort, median of 3", middle(one.sorts), middle(other.sorts), "ms", 500);
  tell("filter, the first letter (with us Enter after it)", one.filters[0], other.filters[0], "ms", 150);
  const [most, theirMost] = [one, other].map(({ filters }) => Math.max(...filters.slice(1)));
  tell(`filter, the slower of ${LETTERS.length - 1} more letters`, most, theirMost, "ms", 50);
  const frames = `scroll, p95 of ${one.scroll.frames} and ${other.scroll.frames} frames`;
  tell(frames, one.scroll.frame, other.scroll.frame, "ms", 16.7);
  tell("scroll, longest task (0: none of 50 ms)", one.scroll.longest, other.scroll.longest, "ms", 50);
  tell("memory of the page's heap", one.held.heap, other.held.heap, "MB");
  if (Number.isFinite(one.held.process)) {
    tell("memory of the page's process", one.held.process, other.held.process, "MB");
    const beside = kilobytes(`/proc/${host.child.pid}/status`, "VmRSS") / 1024;
    tell("  and of the process that reads the file", beside, undefined, "MB");
  }
} finally {
  for (const end of ends.reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
}
