import { expect, intoSandbox, open, test, textOf, write } from "./base";

const QUERY = "SELECT campaign, SUM(impressions) AS shown\nFROM dsp_impressions\nGROUP BY campaign";

test("findings are drawn in each pause of typing, and timed on the page's own timeline; names are offered with what they are", async ({
  app,
}, info) => {
  await intoSandbox(app);
  const editor = app.getByRole("textbox", { name: "SQL" });
  await app.evaluate(() => {
    const times: number[] = [];
    (window as unknown as { __shown: number[] }).__shown = times;
    new PerformanceObserver((list) =>
      times.push(...list.getEntriesByName("findings shown").map((e) => e.duration)),
    ).observe({ type: "measure" });
  });
  // As long a query as people write: 60 lines more.
  await write(app, `${"-- a line to read\n".repeat(60)}${QUERY}`);
  await editor.press("ControlOrMeta+End");
  for (const name of ["campaignn", "advertizer", "impresions", "dateday", "usr_id"]) {
    await app.keyboard.type(`, ${name}`);
    await expect(app.locator(".cm-wavy-error")).toHaveText(name);
    for (let n = 0; n < name.length + 2; n++) await app.keyboard.press("Backspace");
    await expect(app.locator(".cm-wavy-error")).toHaveCount(0);
  }
  const times = await app.evaluate(() => (window as unknown as { __shown: number[] }).__shown);
  const sorted = [...times].sort((a, b) => a - b).map(Math.round);
  info.annotations.push({ type: "findings shown, ms", description: sorted.join(" ") });
  // Read from the page's own timeline and shown with the test: how quick a machine is at this moment is no assertion.
  expect(sorted.length).toBeGreaterThanOrEqual(5);

  await app.keyboard.type(", us");
  const list = app.locator(".cm-complete");
  const option = list.getByRole("option").filter({ hasText: "user_id" }).first();
  await expect(option).toContainText("STRING");
  await expect(option).toContainText("VERY_HIGH");
  await expect(option.locator(".kind")).toHaveText("D");
  await app.keyboard.press("Escape");
  await editor.press("ControlOrMeta+Home");
  await app.keyboard.press("ControlOrMeta+a");
  await app.keyboard.type("SELECT 1 FROM dsp_");
  await expect(list.getByRole("option").filter({ hasText: "dsp_impressions" }).first()).toBeVisible();
});

test("text typed over coloured text takes none of its style along", async ({ app }) => {
  await intoSandbox(app);
  const editor = app.getByRole("textbox", { name: "SQL" });
  await write(app, QUERY);
  await expect(editor.locator(".tok-keyword").first()).toHaveText("SELECT");
  // Chromium would give the new text the colours of the old one as an inline style, which the page's policy refuses; the
  // journey fails on any refusal.
  await editor.press("ControlOrMeta+a");
  await app.keyboard.type("x");
  await expect.poll(() => textOf(app)).toBe("x");
  await app.keyboard.press("ControlOrMeta+z");
  await expect(editor).toContainText("GROUP BY");
  await editor.press("ControlOrMeta+a");
  await app.keyboard.insertText("SELECT 1");
  await expect.poll(() => textOf(app)).toBe("SELECT 1");
  await editor.press("ControlOrMeta+a");
  await app.keyboard.type("(");
  await expect.poll(() => textOf(app)).toBe("(SELECT 1)");
  expect(await editor.locator("[style]").count()).toBe(0);
});

test("text that an input method composes over coloured text takes none of its style along", async ({ app }) => {
  await intoSandbox(app);
  const editor = app.getByRole("textbox", { name: "SQL" });
  const lines = async () => (await textOf(app)).split("\n");
  const session = await app.context().newCDPSession(app);
  const compose = async (...steps: string[]) => {
    for (const text of steps) {
      const end = text.length;
      await session.send("Input.imeSetComposition", { text, selectionStart: end, selectionEnd: end });
    }
    await session.send("Input.insertText", { text: steps.at(-1) ?? "" });
  };
  await write(app, QUERY);
  await expect(editor.locator(".tok-keyword").first()).toHaveText("SELECT");
  // A line of several colours, the end of one and the beginning of the next, and the whole text. The journey fails on a
  // style that the page's policy refuses.
  await editor.press("ControlOrMeta+Home");
  await app.keyboard.press("Shift+End");
  await compose("に", "にほ", "日本");
  expect((await lines())[0]).toBe("日本");
  await app.keyboard.press("ControlOrMeta+z");
  expect((await lines()).join("\n")).toBe(QUERY);
  await editor.press("ControlOrMeta+Home");
  await app.keyboard.press("End");
  for (let n = 0; n < 6; n++) await app.keyboard.press("Shift+ArrowLeft");
  for (let n = 0; n < 10; n++) await app.keyboard.press("Shift+ArrowRight");
  await compose("ñ");
  await editor.press("ControlOrMeta+a");
  await compose("k", "か");
  expect(await lines()).toEqual(["か"]);
  await app.keyboard.press("ControlOrMeta+z");
  await editor.press("ControlOrMeta+End");
  await compose("é");
  expect((await lines()).at(-1)).toBe("GROUP BY campaigné");
  expect(await editor.locator("[style]").count()).toBe(0);
});

test("an application that is killed loses no keystroke", async ({ app, host }) => {
  await intoSandbox(app);
  await app.getByRole("button", { name: "New query" }).click();
  const editor = app.getByRole("textbox", { name: "SQL" });
  await editor.click();
  const text = "SELECT campaign, SUM(clicks) AS c FROM dsp_clicks GROUP BY campaign -- the last word";
  const kept = app.waitForResponse(
    (answer) =>
      answer.url().endsWith("/ipc/save_tab") &&
      (answer.request().postDataJSON() as { tab: { sql: string } }).tab.sql === text,
  );
  await app.keyboard.type(text);
  await app.keyboard.press("Escape");
  expect((await kept).ok()).toBe(true);
  await host.kill();
  await app.goto("about:blank");
  await host.start();
  await open(app, host, "/query");
  await expect(editor).toContainText(text);
  await expect(app.getByRole("tab", { name: "Reach by campaign" })).toBeVisible();
});
