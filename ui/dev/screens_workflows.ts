// The Workflows place, its forms, and what other places show of workflows.
import type { Page } from "@playwright/test";
import { workflow } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";
import { LONG, NOT_READ } from "./screens_schedules";

const tab = (page: Page, name: string) =>
  page.getByRole("tablist", { name: "Of the workflow" }).getByRole("tab", { name }).click();

/** More workflows than a page holds, some with long names and many tags. */
const THOUSAND = after((made) => {
  const states = ["succeeded", "failed", "running", "cancelled"] as const;
  made.workflows = Array.from({ length: 1000 }, (_, i) =>
    workflow({
      id: `wf_M${String(i).padStart(7, "0")}`,
      spec: {
        name: i % 7 === 3 ? `${LONG}, take ${i}` : `Pacing, take ${String(i).padStart(3, "0")}`,
        description: i % 5 === 0 ? "Impressions and spend by campaign, for the morning call of the client team." : "",
        tags: i % 5 === 0 ? [] : i % 7 === 3 ? ["daily", "spend", "prospecting", "tier-1", "needs-review"] : ["daily"],
        status: i % 11 === 4 ? "draft" : i % 13 === 5 ? "archived" : "active",
      },
      last: i % 9 === 2 ? null : [states[i % 4] ?? "succeeded", (i + 1) * 2_400_000],
      runs: (i * 37) % 1900,
      schedules: i % 4 === 0 ? ["s-1", "s-9"] : [],
      changed: (i + 1) * 3_600_000,
    }),
  );
});

const filter = async (page: Page) => {
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  const box = page.getByRole("region", { name: "Filter" });
  await box.getByRole("combobox", { name: "What" }).selectOption({ label: "Tag" });
  await box.getByRole("combobox", { name: "Tag" }).fill("reach");
  await box.getByRole("button", { name: "Group" }).click();
  const inner = box.getByRole("group", { name: "Group of conditions" });
  await inner.getByRole("combobox", { name: "What" }).selectOption({ label: "Last run" });
  await inner.getByRole("button", { name: "Condition", exact: true }).click();
  await inner.getByRole("textbox", { name: "Text" }).fill("path");
};

const files = [
  { name: "Reach by city.sql", mimeType: "text/plain", buffer: Buffer.from("SELECT campaign FROM dsp_impressions\n") },
  { name: "Overlap of segments.sql", mimeType: "text/plain", buffer: Buffer.from("SELECT 1\n") },
  { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Call on Monday\n") },
  { name: "empty.sql", mimeType: "text/plain", buffer: Buffer.from("") },
];

export const WORKFLOWS: Screen[] = [
  { name: "workflows", path: "/workflows/wf_K7M2Q9XA" },
  { name: "workflows-runs", alike: true, path: "/workflows/wf_PACING22", act: (page) => tab(page, "Runs") },
  {
    name: "workflows-grid",
    path: "/workflows",
    act: (page) => page.getByRole("button", { name: "Grid" }).click(),
  },
  { name: "workflows-thousand", path: "/workflows", world: THOUSAND },
  {
    name: "workflows-several",
    path: "/workflows",
    world: THOUSAND,
    act: (page) => page.getByRole("checkbox", { name: "Pick all that are shown" }).click(),
  },
  { name: "workflows-filter", path: "/workflows", act: filter },
  {
    name: "workflows-badges",
    path: "/workflows",
    act: async (page) => {
      await filter(page);
      await page.getByRole("button", { name: "Done" }).click();
      await page.getByRole("button", { name: "Saved filters" }).click();
    },
  },
  {
    name: "workflows-tag",
    alike: true,
    path: "/workflows",
    act: async (page) => {
      await page.getByRole("checkbox", { name: "Pick all that are shown" }).click();
      await page.getByRole("button", { name: "Tag", exact: true }).click();
      await page.getByRole("combobox", { name: "Tags to add" }).fill("tier-1,");
    },
  },
  {
    name: "workflows-versions",
    path: "/workflows/wf_K7M2Q9XA",
    act: async (page) => {
      await tab(page, "Versions");
      await page.getByRole("row", { name: /^2 / }).click();
    },
  },
  {
    name: "workflows-beside",
    path: "/workflows/wf_K7M2Q9XA",
    act: async (page) => {
      await tab(page, "Versions");
      await page.getByRole("button", { name: "Side by side" }).click();
    },
  },
  { name: "workflows-schedules", path: "/workflows/wf_PACING22", act: (page) => tab(page, "Schedules") },
  { name: "workflows-amazon-unasked", alike: true, path: "/workflows/wf_K7M2Q9XA", act: (page) => tab(page, "Amazon") },
  {
    name: "workflows-amazon",
    path: "/workflows/wf_K7M2Q9XA",
    world: after((made) => {
      made.refusing = ["i-2"];
      made.workflows = made.workflows.map((one) =>
        one.id === "wf_K7M2Q9XA"
          ? { ...one, spec: { ...one.spec, instance_ids: [...one.spec.instance_ids, "i-2", "i-3"] } }
          : one,
      );
    }),
    act: async (page) => {
      await tab(page, "Amazon");
      await page.getByRole("button", { name: "Ask Amazon" }).click();
      await page.getByRole("checkbox", { name: "Pick Ferro Cookware US" }).click();
      await page.getByRole("button", { name: "Compare" }).last().click();
    },
  },
  {
    name: "workflows-overwrite",
    alike: true,
    path: "/workflows/wf_K7M2Q9XA",
    act: async (page) => {
      await tab(page, "Amazon");
      await page.getByRole("button", { name: "Ask Amazon" }).click();
      await page.getByText("Changed at Amazon since").waitFor();
      await page.getByRole("checkbox", { name: "Pick all that are shown" }).last().click();
      await page.getByRole("button", { name: "Save at Amazon" }).click();
    },
  },
  {
    name: "workflows-import",
    path: "/workflows",
    act: async (page) => {
      await page.locator('input[type="file"]').setInputFiles(files);
      await page.getByRole("region", { name: "Import" }).waitFor();
    },
  },
  {
    name: "workflows-new",
    path: "/workflows/new",
    act: async (page) => {
      await page.getByRole("button", { name: "Save workflow" }).click();
    },
  },
  { name: "workflows-edit", path: "/workflows/wf_K7M2Q9XA/edit" },
  {
    name: "workflows-empty",
    path: "/workflows",
    world: after((made) => Object.assign(made, { workflows: [] })),
  },
  {
    name: "workflows-none-like-that",
    alike: true,
    path: "/workflows",
    act: (page) => page.getByRole("textbox", { name: "Find workflows" }).fill("nobody"),
  },
  { name: "workflows-loading", alike: true, path: "/workflows", host: (server) => server.hang("list_workflows") },
  {
    name: "workflows-not-read",
    alike: true,
    path: "/workflows",
    host: (server) => refuse(server, "list_workflows", NOT_READ),
  },
  {
    name: "workflows-schedule",
    path: "/workflows/wf_K7M2Q9XA",
    act: async (page) => {
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("menuitem", { name: "Schedule this" }).click();
      await page.getByRole("heading", { name: "New schedule" }).waitFor();
    },
  },
  {
    name: "workflows-choice",
    path: "/schedules/new",
    act: (page) => page.getByRole("combobox", { name: "Workflow" }).fill("re"),
  },
  {
    name: "find-workflow",
    alike: true,
    path: "/executions",
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.keyboard.type("reach");
      await page.getByText("version 3").waitFor();
    },
  },
];
