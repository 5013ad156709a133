// The file that follows a run: asked for in Configure, and what became of it.
import type { Page } from "@playwright/test";
import type { RunFile } from "../src/ipc/bindings";
import { hostError } from "../src/ipc/browser";
import { after, type Screen } from "./screen";

const EXPORT = {
  folder: "/home/ana/Documents/Kestrel Outdoor/Reports/Weekly",
  format: "xlsx",
  name: "{query} {first} to {last} {instance}",
} as const;

const asked = (name: string) =>
  after((made) => {
    made.tabs = made.tabs.map((tab) => ({ ...tab, export: { ...EXPORT, name } }));
  });

const inSight = (page: Page) => page.getByRole("region", { name: "After the run" }).scrollIntoViewIfNeeded();

const file = (name: string, change: Partial<RunFile>, id = "e-1"): Screen => ({
  name: `executions-file-${name}`,
  path: `/executions/${id}`,
  world: after((made) => {
    const about: RunFile = { export: EXPORT, state: "waiting", path: null, error: null, ...change };
    made.executions = made.executions.map((run) => (run.id === id ? { ...run, file: about } : run));
  }),
});

export const AFTER_RUN: Screen[] = [
  { name: "query-after-run-off", alike: true, path: "/query", act: inSight },
  { name: "query-after-run", path: "/query", world: asked(EXPORT.name), act: inSight },
  {
    name: "query-after-run-faults",
    path: "/query",
    world: asked("{query} {last}"),
    act: async (page) => {
      await inSight(page);
      await page.getByRole("textbox", { name: "Name", exact: true }).fill("{query} {month}");
    },
  },
  file("written", {
    state: "written",
    path: `${EXPORT.folder}/Reach by city 2026-02-02 to 2026-03-01 Kestrel Outdoor US.xlsx`,
  }),
  file("failed", {
    state: "failed",
    error: hostError(
      "store.full",
      "The disk is full.",
      "Free some room and export the rows by hand; they are kept here.",
    ),
  }),
  file("waiting", {}, "e-3"),
];
