// What lies on the disk: the rule of keeping, backups and the way back to one, and what a diagnostics bundle holds.
import type { Page } from "@playwright/test";
import { after, refuse, type Screen } from "./screen";

const inSight = (page: Page, name: string) => page.getByRole("region", { name }).scrollIntoViewIfNeeded();

const RULE = after((made) => {
  made.settings.keep_results_days = 90;
});

export const STORAGE: Screen[] = [
  {
    name: "storage-reuse",
    alike: true,
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "For some hours" }).click();
      await inSight(page, "Rates");
    },
  },
  {
    name: "storage-rule-new",
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "For some days" }).click();
      await page.getByRole("textbox", { name: "Days" }).fill("120");
      await page.getByText(/It would take away/).waitFor();
      await inSight(page, "Backups");
    },
  },
  {
    name: "storage-rule-wrong",
    alike: true,
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "For some days" }).click();
      await page.getByRole("textbox", { name: "Days" }).fill("4000");
      await inSight(page, "Backups");
    },
  },
  {
    name: "storage-clean-up",
    path: "/settings",
    world: RULE,
    act: (page) => page.getByRole("button", { name: "Clean up now…" }).click(),
  },
  {
    name: "storage-restore",
    path: "/settings",
    world: RULE,
    act: (page) =>
      page
        .getByRole("button", { name: /^Restore the backup/ })
        .first()
        .click(),
  },
  {
    name: "storage-restore-refused",
    path: "/settings",
    host: (server) =>
      refuse(server, "restore_backup", [
        "backup.damaged",
        "The backup is damaged and was not used.",
        "Choose an older one.",
      ]),
    act: async (page) => {
      await page
        .getByRole("button", { name: /^Restore the backup/ })
        .first()
        .click();
      await page.getByRole("button", { name: "Go back and start again" }).click();
      await page.getByRole("alert").waitFor();
      await inSight(page, "Backups");
    },
  },
  {
    name: "storage-no-backups",
    path: "/settings",
    world: after((made) => {
      made.storage.backups = [];
    }),
    host: (server) => refuse(server, "clean_up_plan", ["store.busy", "The database did not answer.", "Try again."]),
    act: async (page) => {
      await page.getByRole("button", { name: "For some days" }).click();
      await page.getByRole("region", { name: "Keeping results" }).getByRole("alert").waitFor();
      await inSight(page, "Services");
    },
  },
  {
    name: "storage-diagnostics",
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "Show what is in it" }).click();
      await page.getByRole("button", { name: /^log/ }).click();
      await page.getByRole("button", { name: "Save…" }).click();
      await page.getByText("Saved as").waitFor();
      await inSight(page, "About");
    },
  },
  {
    name: "storage-remove-result",
    path: "/executions/e-9",
    act: async (page) => {
      await page.getByRole("button", { name: "More", exact: true }).click();
      await page.getByRole("menuitem", { name: "Remove the kept result…" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "storage-move",
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "Move…" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "storage-move-no-room",
    path: "/settings",
    world: after((made) => {
      made.storage.move = { ...made.storage.move, bytes: 41_200_000_000, free_bytes: 3_900_000_000 };
    }),
    act: async (page) => {
      await page.getByRole("button", { name: "Move…" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  {
    name: "storage-move-refused",
    alike: true,
    path: "/settings",
    host: (server) =>
      refuse(server, "choose_data_folder", [
        "store.synced",
        "The folder is copied to other machines by Dropbox.",
        "Choose one outside of it: a database that is copied while it is written gets damaged.",
      ]),
    act: async (page) => {
      await page.getByRole("button", { name: "Move…" }).click();
      await page.getByRole("alert").waitFor();
      await inSight(page, "Storage");
    },
  },
  {
    name: "storage-moving",
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "Move…" }).click();
      await page.getByRole("button", { name: "Move and start again" }).click();
      await page.getByText("RecomAMP ends, moves everything").waitFor();
      await inSight(page, "Storage");
    },
  },
];
