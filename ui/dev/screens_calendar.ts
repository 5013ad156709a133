// The views over all schedules: the calendar with its day, and the hour load.
import type { Page } from "@playwright/test";
import { schedule } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";
import { LONG, MANY, NOT_READ } from "./screens_schedules";

/** Some schedules that fire many times a day. */
const OFTEN = after((made) => {
  const often = (id: string, name: string, cron: string, instances: number) => {
    const one = schedule({ id, name, instances, words: "Several times a day" });
    return { ...one, spec: { ...one.spec, rule: { cron } } };
  };
  const hours = Array.from({ length: 24 }, (_, hour) => hour).join(",");
  made.schedules = [
    ...made.schedules,
    often("o-1", "Spend against budget, every hour", `5 ${hours} * * *`, 4),
    often("o-2", "Pacing, every five minutes of the morning", "0,5,10,15,20,25,30,35,40,45,50,55 6,7 * * *", 2),
    often("o-3", LONG, "30 8,20 * * MON,TUE,WED,THU,FRI", 12),
  ];
});

const seen = (page: Page, name: string) =>
  page.getByRole("group", { name: "View of the schedules" }).getByRole("button", { name }).click();

/** A click beside the schedules of a day. */
const choose = (page: Page, day: RegExp) =>
  page.getByRole("gridcell", { name: day }).click({ position: { x: 60, y: 8 } });

/** The calendar, once its days are told. */
const calendar = (name: string, more: Partial<Screen> = {}): Screen => ({
  name: `schedules-calendar${name}`,
  path: "/schedules",
  ...more,
  act: async (page) => {
    await seen(page, "Calendar");
    await page.locator('[role="grid"][aria-busy="false"]').waitFor();
    await more.act?.(page);
  },
});

const hours = (name: string, more: Partial<Screen> = {}): Screen => ({
  name: `schedules-hours${name}`,
  path: "/schedules",
  ...more,
  act: async (page) => {
    await seen(page, "Hour load");
    await page.getByRole("grid", { name: "Executions by weekday and hour" }).waitFor();
    await more.act?.(page);
  },
});

export const CALENDAR: Screen[] = [
  calendar(""),
  calendar("-past", {
    act: async (page) => {
      await choose(page, /^Tuesday 24 February 2026/);
      await page.getByRole("region", { name: "Slots of the day" }).getByText("Failed", { exact: true }).waitFor();
    },
  }),
  calendar("-often", {
    world: OFTEN,
    act: (page) => choose(page, /^Monday 9 March 2026/),
  }),
  calendar("-many", { world: MANY, act: (page) => page.getByRole("button", { name: "Next month" }).click() }),
  calendar("-opened", {
    act: async (page) => {
      await choose(page, /^Monday 9 March 2026/);
      await page.getByRole("link", { name: /Search terms/ }).click();
      await page.getByRole("heading", { name: "Search terms" }).waitFor();
    },
  }),
  calendar("-free", {
    alike: true,
    act: async (page) => {
      for (const _ of [1, 2]) await page.getByRole("button", { name: "Previous month" }).click();
      await page.getByText("No slot came on this day").waitFor();
    },
  }),
  {
    name: "schedules-calendar-empty",
    path: "/schedules",
    world: after((made) => Object.assign(made, { schedules: [] })),
    act: (page) => seen(page, "Calendar"),
  },
  {
    name: "schedules-calendar-loading",
    path: "/schedules",
    host: (server) => server.hang("slot_days"),
    act: (page) => seen(page, "Calendar"),
  },
  {
    name: "schedules-calendar-not-read",
    path: "/schedules",
    host: (server) => refuse(server, "slot_days", NOT_READ),
    act: async (page) => {
      await seen(page, "Calendar");
      await page.getByRole("alert").waitFor();
    },
  },
  calendar("-new", { alike: true, path: "/schedules/new" }),
  hours(""),
  hours("-often", {
    world: OFTEN,
    act: (page) => page.getByRole("gridcell", { name: /^Mondays, 08:00/ }).focus(),
  }),
  hours("-many", { world: MANY }),
  hours("-opened", { alike: true, path: "/schedules/s-4" }),
  {
    name: "schedules-hours-none",
    path: "/schedules",
    world: after((made) => {
      made.schedules = made.schedules.filter(({ state }) => state === "paused");
    }),
    act: async (page) => {
      await seen(page, "Hour load");
      await page.getByText("Nothing is planned").waitFor();
    },
  },
  {
    name: "schedules-hours-loading",
    alike: true,
    path: "/schedules",
    host: (server) => server.hang("rehearse_schedules"),
    act: (page) => seen(page, "Hour load"),
  },
  {
    name: "schedules-hours-not-read",
    path: "/schedules",
    host: (server) => refuse(server, "rehearse_schedules", NOT_READ),
    act: async (page) => {
      await seen(page, "Hour load");
      await page.getByRole("alert").waitFor();
    },
  },
];
