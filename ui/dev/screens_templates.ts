// Templates of schedules, going on after a pause, and two periods beside one another.
import type { Page } from "@playwright/test";
import { schedule, template } from "../src/ipc/fake";
import { after, type Screen } from "./screen";
import { LONG } from "./screens_schedules";

const DAY = 86_400_000;

const own = after((made) => {
  made.templates = [
    template({}),
    template({ id: "t-2", name: LONG, words: "On the first Monday of the month at 05:00, the last full month" }),
  ];
  made.settings.rates = { run: 400_000, minute: 20_000, gigabyte: 0, currency: "USD" };
});

const pausedMany = after((made) => {
  made.schedules = Array.from({ length: 14 }, (_, i) =>
    schedule({
      id: `p-${i}`,
      name: i === 2 ? LONG : `Pacing, take ${i + 1}`,
      state: "paused",
      paused_at: made.now - (i === 4 ? 60 : 2 + i) * DAY,
      next_nominal: null,
    }),
  );
});

const resume = async (page: Page, name: string) => {
  await page.getByRole("button", { name }).first().click();
  await page.getByRole("dialog").waitFor();
};

const periods = async (page: Page) => {
  await page.getByRole("group", { name: "View of the history" }).getByRole("button", { name: "Metrics" }).click();
  const table = page.getByRole("table", { name: "Two periods" });
  await table.scrollIntoViewIfNeeded();
  await table.getByText("Success rate").waitFor();
};

/** Makes the history as tall as it can be. */
const tall = (page: Page) =>
  page.evaluate(() => localStorage.setItem("recomamp.schedules.history-height", "560")).then(() => page.reload());

export const TEMPLATES: Screen[] = [
  {
    name: "schedules-templates",
    path: "/schedules/new",
    world: own,
    act: async (page) => {
      await page.getByRole("button", { name: "From a template" }).click();
      await page.getByRole("menuitem", { name: /Every Monday/ }).waitFor();
    },
  },
  {
    name: "schedules-template-chosen",
    alike: true,
    path: "/schedules/new",
    world: own,
    act: async (page) => {
      await page.getByRole("button", { name: "From a template" }).click();
      await page.getByRole("menuitem", { name: /Every 14 days/ }).click();
      await page.getByText(/^Filled in from/).waitFor();
    },
  },
  {
    name: "schedules-menu",
    alike: true,
    path: "/schedules/s-5",
    act: (page) => page.getByRole("button", { name: "More" }).click(),
  },
  {
    name: "schedules-template-save",
    path: "/schedules/s-5",
    act: async (page) => {
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "Save as template" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  { name: "schedules-resume", alike: true, path: "/schedules/s-9", act: (page) => resume(page, "Resume") },
  {
    name: "schedules-resume-several",
    path: "/schedules",
    world: pausedMany,
    act: (page) => resume(page, "Resume all"),
  },
  {
    name: "schedules-periods",
    path: "/schedules/s-1",
    world: own,
    act: async (page) => {
      await tall(page);
      await periods(page);
    },
  },
  {
    name: "schedules-periods-custom",
    path: "/schedules/s-1",
    act: async (page) => {
      await tall(page);
      await periods(page);
      await page.getByRole("group", { name: "Period" }).getByRole("button", { name: "Custom" }).click();
      await page.getByLabel("Before, first day").fill("2025-12-01");
      await page.getByRole("table", { name: "Two periods" }).scrollIntoViewIfNeeded();
    },
  },
];
