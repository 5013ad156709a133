// The Schedules place, its forms, and what other places show of schedules.
import type { Page } from "@playwright/test";
import { hostError } from "../src/ipc/browser";
import { schedule } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";

const view = (page: Page, name: string) =>
  page.getByRole("group", { name: "View of the history" }).getByRole("button", { name }).click();
const step = (page: Page, name: string) =>
  page.getByRole("list", { name: "Steps" }).getByRole("button", { name }).click();

/** Writes a new schedule from the first open query, up to a step. */
async function write(page: Page, upTo: "When" | "Dates" | "After the run" | null): Promise<void> {
  await page.getByRole("combobox", { name: "Query" }).selectOption({ label: "NTB gateway ASINs" });
  await page.getByRole("option", { name: /Kestrel Outdoor US/ }).click();
  await page.getByRole("option", { name: /Ferro Cookware US/ }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Reach by city");
  if (upTo === null) return;
  await step(page, "When");
  await page.getByRole("textbox", { name: "At" }).fill("02:30");
  await page.getByRole("table", { name: "Next slots" }).waitFor();
  if (upTo !== "When") await step(page, upTo);
}

const formed = (name: string, act: Screen["act"], more: Partial<Screen> = {}): Screen => ({
  name: `schedules-${name}`,
  path: "/schedules/new",
  act: async (page) => {
    await page.getByRole("heading", { name: "New schedule" }).waitFor();
    await act?.(page);
  },
  ...more,
});

export const LONG =
  "Weekly reach, frequency and new-to-brand purchases of all prospecting campaigns by supply source and city";

/** Very many schedules, some with long names and rules. */
export const MANY = after((made) => {
  made.schedules = Array.from({ length: 500 }, (_, i) =>
    schedule({
      id: `m-${i}`,
      name: i % 7 === 3 ? `${LONG}, take ${i}` : `Pacing, take ${String(i).padStart(3, "0")}`,
      words:
        i % 5 === 2
          ? "On the first and the third Monday and Thursday of the month at 06:15 and 18:15"
          : "At 11:00 every day",
      next_nominal: made.now + 172_800_000,
      next_due: made.now + 172_800_000,
      next_local: "Sat 7 Mar 10:42",
      runs_this_month: i % 11 === 0 ? null : 372,
    }),
  );
});

export const NOT_READ: Parameters<typeof refuse>[2] = [
  "store.busy",
  "The database did not answer in time.",
  "Wait a moment and try again.",
];

export const SCHEDULES: Screen[] = [
  { name: "schedules", path: "/schedules/s-1", act: (page) => view(page, "Timeline") },
  { name: "schedules-table", path: "/schedules/s-1", act: (page) => view(page, "Table") },
  {
    name: "schedules-runs",
    path: "/schedules/s-1",
    act: async (page) => {
      await view(page, "Table");
      const slots = page.getByRole("table", { name: "Slots" });
      await slots.getByText("Failed").first().waitFor();
      await page
        .getByRole("row", { name: /^Failed/ })
        .getByRole("button")
        .first()
        .click();
      await slots.getByText("Amazon ran out of resources.", { exact: true }).waitFor();
    },
  },
  { name: "schedules-metrics", path: "/schedules/s-1", act: (page) => view(page, "Metrics") },
  { name: "schedules-failing", path: "/schedules/s-9" },
  { name: "schedules-changed", alike: true, path: "/schedules/s-10" },
  {
    name: "schedules-late",
    path: "/schedules/s-1",
    world: after((made) => {
      made.schedules = made.schedules.map((one) =>
        one.id === "s-1"
          ? { ...one, next_nominal: made.now - 780_000, next_due: made.now - 720_000, next_local: "Thu 5 Mar 10:29" }
          : one,
      );
      made.status.services = [
        { name: "scheduler", state: "degraded", message: "The database did not answer in time." },
      ];
    }),
  },
  {
    name: "schedules-signed-out",
    path: "/schedules",
    world: after((made) => {
      const pause = hostError(
        "SCH003",
        "Nobody was signed in.",
        "Sign in again in Settings, then resume the schedules.",
      );
      made.profiles = made.profiles.map((each) => ({ ...each, state: "sign_in_required" as const }));
      made.schedules = made.schedules.map((one) => ({
        ...one,
        state: "paused" as const,
        pause,
        paused_at: made.now - 7_200_000,
        next_nominal: null,
        next_due: null,
        next_local: null,
      }));
    }),
  },
  {
    name: "schedules-several",
    path: "/schedules/s-1",
    act: async (page) => {
      for (const name of ["Pacing, all clients", "Search terms", "Sponsored TV reach"]) {
        await page.getByRole("checkbox", { name: `Pick ${name}` }).click();
      }
    },
  },
  {
    name: "schedules-deleted",
    alike: true,
    path: "/schedules/s-1",
    act: async (page) => {
      await page.getByRole("button", { name: "Delete the schedule" }).click();
      await page.getByText("Pacing, all clients deleted").waitFor();
    },
  },
  {
    name: "schedules-backfill",
    path: "/schedules/s-1",
    act: async (page) => {
      await page.getByRole("button", { name: "Backfill past days" }).click();
      const first = page.getByRole("dialog").getByLabel("First day");
      await first.fill("2026-01-24");
      await page.getByText("Sat 24 Jan 11:00").waitFor();
    },
  },
  {
    name: "schedules-backfill-limited",
    alike: true,
    path: "/schedules/s-1",
    world: after((made) => {
      made.schedules = made.schedules.map((one) => ({ ...one, spec: { ...one.spec, executions_a_day: 12 } }));
    }),
    act: async (page) => {
      await page.getByRole("button", { name: "Backfill past days" }).click();
      await page.getByRole("dialog").getByLabel("First day").fill("2026-01-24");
      await page.getByText("Raise that limit.").waitFor();
    },
  },
  {
    name: "schedules-backfill-wrong",
    alike: true,
    path: "/schedules/s-1",
    act: async (page) => {
      await page.getByRole("button", { name: "Backfill past days" }).click();
      await page.getByRole("dialog").getByLabel("First day").fill("2024-01-24");
      await page.getByText("Choose fewer days.").waitFor();
    },
  },
  {
    name: "schedules-backfilling",
    path: "/schedules/s-1",
    act: async (page) => {
      await page.getByRole("button", { name: "Backfill past days" }).click();
      await page.getByRole("dialog").getByLabel("First day").fill("2026-01-24");
      await page.getByText("Sat 24 Jan 11:00").waitFor();
      await page.getByRole("button", { name: /^Backfill \d+ slots/ }).click();
      await view(page, "Table");
      await page.getByRole("button", { name: "Stop the backfill" }).waitFor();
    },
  },
  {
    name: "schedules-budgets",
    path: "/schedules/s-1",
    world: after((made) => {
      made.budgets = [
        { owner: "instance", id: "i-0", name: "Kestrel Outdoor US", unit: "executions", used: 100, most: 100 },
        { owner: "account", id: "ENTITY1", name: "Kestrel Outdoor", unit: "minutes", used: 1264, most: 1500 },
        { owner: "schedule", id: "s-1", name: "Pacing, all clients", unit: "executions", used: 3, most: 60 },
      ];
    }),
    act: (page) => page.getByText("Kestrel Outdoor US has used 100").waitFor(),
  },
  {
    name: "schedules-cost",
    path: "/schedules",
    world: after((made) => {
      made.settings.rates = { run: 400_000, minute: 20_000, gigabyte: 0, currency: "USD" };
      made.budgets = [
        { owner: "instance", id: "i-0", name: "Kestrel Outdoor US", unit: "executions", used: 100, most: 100 },
        { owner: "account", id: "ENTITY1", name: "Kestrel Outdoor", unit: "minutes", used: 640, most: 1500 },
      ];
    }),
    act: async (page) => {
      await page.getByRole("group", { name: "View of the schedules" }).getByRole("button", { name: "Cost" }).click();
      await page.getByRole("table", { name: "Costs of schedules" }).waitFor();
    },
  },
  {
    name: "schedules-cost-no-rates",
    path: "/schedules",
    act: async (page) => {
      await page.getByRole("group", { name: "View of the schedules" }).getByRole("button", { name: "Cost" }).click();
      await page.getByRole("table", { name: "Costs of schedules" }).waitFor();
    },
  },
  {
    name: "schedules-pause-all",
    path: "/schedules",
    act: (page) => page.getByRole("button", { name: "Pause all" }).click(),
  },
  {
    name: "schedules-empty",
    path: "/schedules",
    world: after((made) => Object.assign(made, { schedules: [] })),
  },
  {
    name: "schedules-none-like-that",
    alike: true,
    path: "/schedules",
    act: (page) => page.getByRole("textbox", { name: "Find schedules" }).fill("nobody"),
  },
  { name: "schedules-loading", path: "/schedules", host: (server) => server.hang("list_schedules") },
  {
    name: "schedules-not-read",
    path: "/schedules",
    host: (server) => refuse(server, "list_schedules", NOT_READ),
    act: (page) => page.getByRole("alert").waitFor(),
  },
  { name: "schedules-gone", alike: true, path: "/schedules/nobody" },
  {
    name: "schedules-fresh",
    alike: true,
    path: "/schedules/s-1",
    world: after((made) => {
      made.schedules = [schedule({ last_slots: [], succeeded: 0, ended: 0 })];
    }),
  },
  {
    name: "schedules-many",
    path: "/schedules/m-3",
    world: MANY,
    act: (page) => page.getByRole("table", { name: "Schedules" }).waitFor(),
  },
  formed("new", undefined),
  formed("new-workflow", (page) => write(page, null)),
  formed("new-when", (page) => write(page, "When")),
  formed("new-weekly", async (page) => {
    await write(page, "When");
    await page.getByRole("combobox", { name: "Repeat" }).selectOption({ label: "Monthly, by weekday" });
    await page.getByRole("button", { name: "Tue" }).click();
    await page.getByRole("button", { name: "Fri" }).click();
  }),
  formed(
    "new-intervals",
    async (page) => {
      await write(page, "When");
      await page.getByRole("combobox", { name: "Repeat" }).selectOption({ label: "Every N days" });
      await page.getByRole("combobox", { name: "If no business day" }).selectOption({ label: "Next business day" });
    },
    { alike: true },
  ),
  formed("new-cron-wrong", async (page) => {
    await write(page, "When");
    await page.getByRole("combobox", { name: "Repeat" }).selectOption({ label: "Custom (cron)" });
    await page.getByRole("textbox", { name: "Cron" }).fill("0 25 * * *");
    await page.getByText("is not in 0 to 23").first().waitFor();
  }),
  formed(
    "new-cron-quartz",
    async (page) => {
      await write(page, "When");
      await page.getByRole("combobox", { name: "Repeat" }).selectOption({ label: "Custom (cron)" });
      await page.getByRole("textbox", { name: "Cron" }).fill("0 0 6 ? * 2");
      await page.getByText("looks like Quartz").first().waitFor();
    },
    { alike: true },
  ),
  formed("new-dates", async (page) => {
    await write(page, "Dates");
    await page.getByRole("combobox", { name: "Dates covered" }).selectOption({ label: "Rolling with overlap" });
  }),
  formed(
    "new-after",
    async (page) => {
      await write(page, "After the run");
      await page.getByRole("combobox", { name: "Save each result as" }).selectOption({ label: "CSV" });
      await page.getByRole("checkbox", { name: /Ada Byron/ }).click();
      await page.getByRole("combobox", { name: "Then run" }).selectOption({ label: "Month close, all brands" });
    },
    {
      world: after((made) => {
        made.settings.rates = { run: 400_000, minute: 20_000, gigabyte: 0, currency: "USD" };
      }),
    },
  ),
  formed("new-faults", async (page) => {
    await step(page, "When");
    await step(page, "Dates");
    await page.getByRole("textbox", { name: "Days", exact: true }).fill("many");
    await step(page, "After the run");
    await step(page, "When");
  }),
  formed("new-leave", async (page) => {
    await page.getByRole("textbox", { name: "Name" }).fill("Reach");
    await page.getByRole("button", { name: "Close" }).click();
  }),
  formed(
    "new-refused",
    async (page) => {
      await write(page, "After the run");
      await page.getByRole("button", { name: "Save schedule" }).click();
      await page.getByRole("alert").waitFor();
    },
    {
      host: (server) =>
        refuse(server, "create_schedule", [
          "schedule.never",
          "This schedule would never fire.",
          "Choose another rule, or a later last day.",
        ]),
    },
  ),
  {
    name: "schedules-edit",
    path: "/schedules/s-5/edit",
    act: async (page) => {
      await step(page, "When");
      await page.getByRole("table", { name: "Next slots" }).waitFor();
    },
  },
];
