// What is set up once: the page from its beginning to its end, in trouble, and with a form of it open.
import type { KeychainStatus, Profile, Recipient } from "../src/ipc/bindings";
import { hostError } from "../src/ipc/browser";
import { after, KEYCHAINS, refuse, type Screen } from "./screen";

export const SETTINGS: Screen[] = [
  { name: "settings", path: "/settings" },
  {
    name: "settings-end",
    alike: true,
    path: "/settings",
    act: (page) => page.getByRole("region", { name: "About" }).scrollIntoViewIfNeeded(),
  },
  {
    name: "settings-trouble",
    path: "/settings",
    host: (server) =>
      refuse(server, "starts_at_login", [
        "app.login_start",
        "The system's list of what starts when you sign in could not be read or changed.",
        "Look whether you may change it, then try again.",
      ]),
    world: after((made) => {
      made.status.keychain = KEYCHAINS["absent"] as KeychainStatus;
      made.status.sandbox = { state: "failed", message: "Its port could not be had.", api_url: null };
      made.status.services = [
        { name: "execution poller", state: "degraded", message: "Amazon could not be reached." },
        { name: "token refresher", state: "restarting", message: "The system keychain did not answer in time." },
      ];
      made.profiles = [
        ...made.profiles,
        {
          ...(made.profiles[0] as Profile),
          id: "p-2",
          kind: "amazon",
          name: "Amazon Europe",
          region: "EU",
          state: "sign_in_required",
          message: "Amazon no longer accepts this sign-in.",
          client_id: "amzn1.application-oa2-client.4f1c09be2a",
        },
      ];
    }),
  },
  {
    name: "settings-messages",
    path: "/settings",
    world: after((made) => {
      made.mailServer = null;
      made.recipients = [
        ...made.recipients,
        {
          ...(made.recipients[0] as Recipient),
          id: "r-3",
          kind: "json",
          name: "Warehouse, nightly import of everything that was reported",
          address: "hooks.warehouse.kestrel-outdoor-and-leisure.example",
          schedules: 0,
          waiting: 3,
          last_sent_at: null,
          problem: hostError("message.busy", "The webhook answered 503.", "It is tried again by itself."),
        },
      ];
    }),
    act: async (page) => {
      await page.getByRole("button", { name: "Add a recipient" }).click();
      await page.getByRole("combobox", { name: "How" }).selectOption({ label: "Webhook (JSON)" });
      await page.getByRole("button", { name: "Add", exact: true }).click();
      await page.getByText("Give it a name.").waitFor();
      await page.getByRole("region", { name: "Messages" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "settings-mail-server",
    path: "/settings",
    act: async (page) => {
      await page.getByRole("button", { name: "Change" }).click();
      await page.getByRole("region", { name: "Budgets of a day" }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "settings-quiet",
    path: "/settings",
    world: after((made) => {
      made.settings.quiet_hours = { on: true, from: "22:00", until: "07:00" };
    }),
    act: async (page) => {
      await page.getByRole("textbox", { name: "Until" }).fill("25:00");
      await page.getByRole("region", { name: "Running", exact: true }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "settings-money",
    path: "/settings",
    world: after((made) => {
      made.settings.rates = { run: 400_000, minute: 20_000, gigabyte: 1_250_000, currency: "USD" };
      made.settings.instance_budget = { executions: 100, minutes: null };
      made.settings.budget_time_zone = "Europe/Berlin";
    }),
    act: (page) => page.getByRole("region", { name: "Storage" }).scrollIntoViewIfNeeded(),
  },
  { name: "settings-remove", path: "/settings", act: (page) => page.getByRole("button", { name: "Remove" }).click() },
  {
    name: "settings-storage-not-read",
    alike: true,
    path: "/settings",
    host: (server) =>
      refuse(server, "storage_use", ["store.io", "The data folder cannot be read.", "Look whether the disk is there."]),
    act: (page) => page.getByRole("region", { name: "Storage" }).scrollIntoViewIfNeeded(),
  },
];
