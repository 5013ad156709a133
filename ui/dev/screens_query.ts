// The open queries, what stands below the text, and what the editor can do.
import type { Page } from "@playwright/test";
import { execution } from "../src/ipc/fake";
import { freshWorkflow } from "../src/ipc/fake_workflows";
import { after, type Screen } from "./screen";

const written = (page: Page) => page.locator(".cm-line").first().waitFor();

const shown = (what: string, act: Screen["act"], more: Partial<Screen> = {}): Screen => ({
  name: `query-${what}`,
  path: "/query",
  act: async (page) => {
    await written(page);
    await act?.(page);
  },
  ...more,
});

const TWO = `-- How many people each campaign reached
SELECT campaign, COUNT(DISTINCT user_id) AS reach
FROM dsp_impressions
GROUP BY campaign;

-- The same by city
SELECT city_name, COUNT(DISTINCT user_id) AS reach
FROM dsp_impressions
GROUP BY city_name;
`;

const several = after((made) => {
  const [first] = made.tabs;
  const titles = ["Pacing", "Reach by city", "Overlap of audiences", "Path to conversion", "NTB gateway ASINs"];
  if (first) {
    made.tabs = titles.map((title, i) => ({
      ...first,
      id: `t-${i}`,
      title,
      position: i,
      pinned: i === 0,
      sql: i === 0 ? TWO : first.sql,
      parameter_values: {},
    }));
    made.query.closed = ["Search terms", "Frequency bands", "Query 7"].map((title, i) => ({
      tab: { ...first, id: `c-${i}`, title },
      at: made.now - (i * 7 + 1) * 3_600_000,
    }));
  }
});

const long = after((made) => {
  const names = [
    "Reach by city",
    "Frequency bands",
    "Path to conversion, all campaigns of the spring with their cities",
  ];
  made.executions = Array.from({ length: 80 }, (_, i) =>
    execution({
      id: `h-${i}`,
      batch_id: `hb-${i}`,
      name: names[i % names.length] ?? "",
      state: i % 7 === 3 ? "failed" : "succeeded",
      created_at: made.now - i * 4.3 * 3_600_000,
    }),
  );
});

/** The first query is a workflow in version 13, and went on from version `from`. */
const saved = (from: number) =>
  after((made) => {
    const id = "wf_K7M2Q9XA";
    const [first, ...others] = made.tabs;
    if (!first) return;
    const { title, sql, instance_ids, window, parameter_values } = first;
    const spec = {
      name: title,
      description: "",
      sql: `${sql}-- before\n`,
      instance_ids,
      window,
      parameter_values,
      tags: ["reach", "weekly"],
      status: "active" as const,
    };
    made.workflows = [freshWorkflow(id, spec, 13, made.now - 9 * 60_000)];
    made.tabs = [{ ...first, workflow_id: id, workflow_version: from }, ...others];
  });

export const QUERY: Screen[] = [
  shown(
    "tab-menu",
    async (page) => {
      await page.getByRole("tab", { name: "Overlap of audiences" }).click({ button: "right" });
      await page.getByRole("menu").waitFor();
    },
    { world: several, alike: true },
  ),
  shown(
    "tab-list",
    async (page) => {
      await page.keyboard.press("Control+Shift+a");
      await page.getByRole("option", { name: /Search terms/ }).waitFor();
    },
    { world: several },
  ),
  shown(
    "statements",
    async (page) => {
      await page.getByText("SELECT city_name").click();
      await page.getByRole("button", { name: "Run something else" }).click();
      await page.getByRole("menu").waitFor();
    },
    { world: several },
  ),
  shown("find", async (page) => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("Control+h");
    await page.keyboard.type("reach");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
  }),
  shown(
    "folded",
    async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Control+Shift+{");
      await page.locator(".cm-folded").waitFor();
    },
    { alike: true },
  ),
  shown("vim", async (page) => {
    await page.evaluate(() => localStorage.setItem("recomamp.editor.vim", "true"));
    await page.reload();
    await page.getByLabel("Vim").waitFor();
    await page.locator(".cm-content").click();
    for (const key of ["g", "g", "j", "j", "w", "v", "e", "e"]) await page.keyboard.press(key);
    await page.getByText("VISUAL").waitFor();
  }),
  shown("history", (page) => page.keyboard.press("Control+Shift+h"), { world: long }),
  shown(
    "history-none",
    async (page) => {
      await page.keyboard.press("Control+Shift+h");
      await page.getByRole("textbox", { name: "Find in the history" }).fill("no such thing");
      await page.getByText("No statement like that").waitFor();
    },
    { alike: true },
  ),
  shown("snippets", async (page) => {
    await page.getByRole("button", { name: "Snippets" }).click();
    await page.getByRole("option", { name: /Kestrel campaigns/ }).click();
  }),
  shown(
    "snippet-typed",
    async (page) => {
      await page.locator(".cm-content").click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type("rea");
      await page.locator(".cm-complete").getByText("Reach and frequency").waitFor();
    },
    { alike: true },
  ),
  shown("calendar", undefined, {
    world: after((made) => {
      made.tabs = made.tabs.map((tab) => ({
        ...tab,
        window: { kind: "fixed" as const, start: "2026-02-06", end: "2026-02-20" },
      }));
    }),
  }),
  shown(
    "words-wrong",
    async (page) => {
      await page.getByRole("combobox", { name: "Kind of window" }).selectOption({ label: "In words" });
      await page.getByRole("textbox", { name: "Window in words" }).fill("the other day");
      await page.getByRole("region", { name: "Window" }).getByRole("alert").waitFor();
      await page.getByRole("button", { name: "When are the numbers final?" }).click();
    },
    { alike: true },
  ),
  shown("list-columns", async (page) => {
    const csv = "asin,title,brand\nB0C1,Trail tent,Kestrel\nB0C2,Stove,Kestrel\nB0C1,Trail tent,Kestrel\n";
    await page
      .locator("input[type=file]")
      .setInputFiles({ name: "products of the spring.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
    await page.getByRole("button", { name: /^Take \d/ }).waitFor();
    await page.getByRole("button", { name: /^Take \d/ }).scrollIntoViewIfNeeded();
  }),
  shown("saved", undefined, { world: saved(13), alike: true }),
  shown("save-as", async (page) => {
    await page.keyboard.press("Control+s");
    await page.getByRole("dialog").waitFor();
  }),
  shown(
    "save-conflict",
    async (page) => {
      await page.keyboard.press("Control+s");
      await page.getByRole("dialog").waitFor();
    },
    { world: saved(12) },
  ),
];
