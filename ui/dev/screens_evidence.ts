// Evidence of runs: made here, opened from elsewhere, refused, taken away again.
import type { Page } from "@playwright/test";
import { after, refuse, type Screen } from "./screen";

const view = (word: string) => (page: Page) => page.getByRole("button", { name: word, exact: true }).click();

const more = (page: Page) => page.getByRole("button", { name: "More", exact: true }).click();

const empty = after((made) => {
  made.evidence.opened = [];
});

export const EVIDENCE: Screen[] = [
  { name: "evidence", path: "/executions/evidence/ev-1" },
  {
    name: "evidence-steps",
    path: "/executions/evidence/ev-1",
    act: (page) => page.getByRole("button", { name: /steps and ids/ }).click(),
  },
  {
    name: "evidence-chart",
    path: "/executions/evidence/ev-1",
    act: async (page) => {
      await view("Chart")(page);
      await page.getByRole("img", { name: /^Chart of/ }).waitFor();
    },
  },
  {
    name: "evidence-chart-broken",
    alike: true,
    path: "/executions/evidence/ev-1",
    world: after((made) => {
      made.evidence.opened = made.evidence.opened.map((one) => ({ ...one, chart: "<svg" }));
    }),
    act: async (page) => {
      await view("Chart")(page);
      await page.getByText("The picture of the chart cannot be shown").waitFor();
    },
  },
  { name: "evidence-sql", path: "/executions/evidence/ev-1", act: view("SQL as sent") },
  { name: "evidence-files", path: "/executions/evidence/ev-1", act: view("Files") },
  { name: "evidence-gaps", path: "/executions/evidence/ev-2" },
  { name: "evidence-none", path: "/executions/evidence", world: empty },
  {
    name: "evidence-refused",
    path: "/executions/evidence",
    host: (server) =>
      refuse(server, "open_evidence", [
        "evidence.changed",
        "The bundle is not as it was made: rows.parquet does not fit its SHA-256.",
        "Ask for it again; it may have been damaged on the way.",
      ]),
    act: async (page) => {
      await page.getByRole("button", { name: "Open evidence…" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "evidence-none-refused",
    alike: true,
    path: "/executions/evidence",
    world: empty,
    host: (server) =>
      refuse(server, "open_evidence", [
        "evidence.none",
        "This file is no evidence of RecomAMP.",
        "Choose another one.",
      ]),
    act: async (page) => {
      await page.getByRole("button", { name: "Open evidence…" }).click();
      await page.getByRole("alert").waitFor();
    },
  },
  {
    name: "evidence-not-found",
    alike: true,
    path: "/executions/evidence",
    act: (page) => page.getByRole("textbox", { name: "Find evidence" }).fill("nobody"),
  },
  {
    name: "evidence-deleted",
    path: "/executions/evidence/ev-1",
    act: async (page) => {
      await page.getByRole("button", { name: "Delete this evidence" }).click();
      await page.getByText(/deleted here/).waitFor();
    },
  },
  { name: "evidence-menu", path: "/executions/e-1", act: more },
  {
    name: "evidence-saved",
    path: "/executions/e-1",
    act: async (page) => {
      await more(page);
      await page.getByRole("menuitem", { name: "Save evidence…" }).click();
      await page.getByText(/^Evidence saved/).waitFor();
    },
  },
];
