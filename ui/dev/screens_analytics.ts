// The Analytics place.
import type { Page } from "@playwright/test";
import { pastRun } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";
import { LONG, NOT_READ } from "./screens_schedules";

const RATES = { run: 400_000, minute: 20_000, gigabyte: 0, currency: "EUR" };
const withRates = after((made) => {
  made.settings = { ...made.settings, rates: RATES };
});
const pick = (name: string) => (page: Page) => page.getByRole("button", { name, exact: true }).click();

export const ANALYTICS: Screen[] = [
  { name: "analytics", path: "/analytics", world: withRates },
  {
    name: "analytics-told",
    path: "/analytics",
    act: async (page) => {
      await page.getByRole("slider", { name: /^Runs/ }).focus();
      for (let i = 0; i < 9; i += 1) await page.keyboard.press("ArrowLeft");
      await page.getByRole("button", { name: "Run time", exact: true }).click();
      await page.getByRole("slider", { name: /^Runs/ }).hover({ position: { x: 380, y: 60 } });
    },
  },
  { name: "analytics-week", alike: true, path: "/analytics", world: withRates, act: pick("7 days") },
  { name: "analytics-quarter", alike: true, path: "/analytics", world: withRates, act: pick("90 days") },
  { name: "analytics-year", path: "/analytics", world: withRates, act: pick("365 days") },
  { name: "analytics-instances", path: "/analytics", act: pick("Instances") },
  { name: "analytics-errors", path: "/analytics", act: pick("Errors") },
  {
    name: "analytics-one-run",
    path: "/analytics",
    world: after((made) => Object.assign(made, { runs: [pastRun({})] })),
  },
  {
    name: "analytics-one-day",
    alike: true,
    path: "/analytics",
    act: async (page) => {
      await page.getByRole("button", { name: "Custom" }).click();
      await page.getByLabel("Days, first day").fill("2026-03-04");
      await page.getByLabel("Days, last day").fill("2026-03-04");
    },
  },
  {
    name: "analytics-backwards",
    path: "/analytics",
    act: async (page) => {
      await page.getByRole("button", { name: "Custom" }).click();
      await page.getByLabel("Days, first day").fill("2026-03-09");
    },
  },
  {
    name: "analytics-long",
    alike: true,
    path: "/analytics",
    world: after((made) => {
      made.settings = { ...made.settings, rates: { ...RATES, run: 90_000_000_000 } };
      made.runs = made.runs.map((run, i) => ({
        ...run,
        name: `${LONG} ${i % 140}`,
        workflow: i % 3 === 0 ? "" : `wf_${i % 140}`,
        waited: (run.waited ?? 0) * 400,
        rows: run.rows * 20_000,
        bytes: run.bytes * 20_000,
      }));
    }),
  },
  { name: "analytics-none", path: "/analytics", world: after((made) => Object.assign(made, { runs: [] })) },
  { name: "analytics-loading", alike: true, path: "/analytics", host: (server) => server.hang("run_figures") },
  {
    name: "analytics-not-read",
    path: "/analytics",
    host: (server) => refuse(server, "run_figures", NOT_READ),
    act: (page) => page.getByRole("alert").waitFor(),
  },
];
