// The queue of this computer, and the cards of schedules.
import type { Page } from "@playwright/test";
import { hostError } from "../src/ipc/browser";
import { execution, queuedRun, type World } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";
import { LONG, MANY, NOT_READ } from "./screens_schedules";

/** Runs that wait, each with its execution. */
const waits = (made: World, runs: Parameters<typeof queuedRun>[0][]) => {
  made.queue = runs.map((run, i) => queuedRun({ id: `q-${i}`, ...run }));
  const sending = made.queue.map(({ id, name, instance_id, instance_name, created_at }) =>
    execution({ id, batch_id: id, name, instance_id, instance_name, created_at, state: "sending", remote_id: null }),
  );
  made.executions = [...sending.map((run) => ({ ...run, steps: run.steps.slice(0, 1) })), ...made.executions];
  made.status.waiting = made.queue.length;
};

const QUEUED = after((made) =>
  waits(made, [
    { name: "Pacing, all clients", schedule_id: "s-1" },
    { name: "Pacing, all clients", schedule_id: "s-1", instance_id: "i-50", instance_name: "Kestrel Outdoor CA" },
    {
      name: "Frequency bands",
      instance_name: "Ferro Cookware US",
      at_amazon: 2,
      not_before: made.now + 720_000,
      error: hostError("amc.throttled", "Amazon asked to send less.", "It goes on by itself.") as never,
    },
    { name: "Reach by city", instance_name: "Tidewell US", at_amazon: 3 },
    { name: LONG, instance_name: "Copperline Tools CA", schedule_id: "s-8", created_at: made.now - 90_000_000 },
    { name: "Search terms", instance_name: "Bramble Pet US", at_amazon: 0 },
    {
      name: "Month close, all brands",
      schedule_id: "s-8",
      instance_name: "Alderbrook Tea US",
      window_words: "Wed 26 Nov 2025 to Thu 25 Feb 2026",
      at_amazon: 1,
      error: hostError("amc.offline", "Amazon could not be reached.", "It goes on by itself.") as never,
    },
  ]),
);

const grid = (page: Page) =>
  page.getByRole("group", { name: "View of the schedules" }).getByRole("button", { name: "Grid" }).click();

export const QUEUE: Screen[] = [
  { name: "executions-queue", path: "/executions?show=queue", world: QUEUED },
  {
    name: "executions-queue-moved",
    path: "/executions?show=queue",
    world: QUEUED,
    act: async (page) => {
      await page.getByRole("row", { name: /Reach by city/ }).click();
      await page.keyboard.press("Alt+ArrowUp");
      await page.getByText("moved").waitFor();
    },
  },
  {
    name: "executions-queue-cancel",
    alike: true,
    path: "/executions?show=queue",
    world: QUEUED,
    act: (page) =>
      page
        .getByRole("row", { name: /Reach by city/ })
        .getByRole("button", { name: "Cancel the run" })
        .click(),
  },
  { name: "executions-queue-empty", path: "/executions?show=queue" },
  {
    name: "executions-queue-full",
    alike: true,
    path: "/executions?show=queue",
    world: after((made) =>
      waits(
        made,
        Array.from({ length: 300 }, (_, i) => ({ name: `Pacing, take ${i}` })),
      ),
    ),
  },
  {
    name: "executions-queue-not-read",
    alike: true,
    path: "/executions?show=queue",
    host: (server) => refuse(server, "list_queue", NOT_READ),
  },
  { name: "schedules-grid", path: "/schedules/s-9", act: grid },
  {
    name: "schedules-grid-several",
    path: "/schedules",
    act: async (page) => {
      await grid(page);
      for (const name of ["Pacing, all clients", "Search terms"])
        await page.getByRole("checkbox", { name: `Pick ${name}` }).click();
    },
  },
  { name: "schedules-grid-many", path: "/schedules/m-3", world: MANY, act: grid },
  {
    name: "schedules-older",
    path: "/schedules/s-1",
    world: after((made) => {
      made.schedules = made.schedules.map((one) => ({ ...one, spec: { ...one.spec, history_slots: 10 } }));
    }),
    act: (page) => page.getByRole("button", { name: "Show older slots" }).scrollIntoViewIfNeeded(),
  },
  {
    name: "schedules-export",
    path: "/schedules/s-1",
    act: (page) => page.getByRole("region", { name: "History" }).getByRole("button", { name: "Export" }).click(),
  },
  {
    name: "schedules-exported",
    alike: true,
    path: "/schedules/s-1",
    act: async (page) => {
      await page.getByRole("region", { name: "History" }).getByRole("button", { name: "Export" }).click();
      await page.getByRole("group", { name: "Export all results" }).getByRole("menuitem", { name: "CSV" }).click();
      await page.getByText("36 files").waitFor();
    },
  },
];
