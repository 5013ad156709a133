// Every screen and state of the window, each with the world it shows and the way to it: for pictures, and for journeys
// that look at all of them. `now` in these worlds is Thu 5 March 2026, 10:42 in New York.
import type { Page } from "@playwright/test";
import type { ExecutionDetail, KeychainStatus } from "../src/ipc/bindings";
import { hostError } from "../src/ipc/browser";
import { execution, lateSlot } from "../src/ipc/fake";
import { after, KEYCHAINS, refuse, type Screen } from "./screen";
import { AFTER_RUN } from "./screens_after_run";
import { ANALYTICS } from "./screens_analytics";
import { BRANDS } from "./screens_brands";
import { CALENDAR } from "./screens_calendar";
import { CHARTS } from "./screens_charts";
import { DASHBOARDS } from "./screens_dashboards";
import { EDITOR } from "./screens_editor";
import { EVIDENCE } from "./screens_evidence";
import { EXECUTIONS } from "./screens_executions";
import { GROUPS } from "./screens_groups";
import { KEPT } from "./screens_kept";
import { NOTICES } from "./screens_notices";
import { QUERY } from "./screens_query";
import { QUEUE } from "./screens_queue";
import { columnMenu, RESULTS } from "./screens_results";
import { REVIEW } from "./screens_review";
import { LONG, SCHEDULES } from "./screens_schedules";
import { SETTINGS } from "./screens_settings";
import { SIGN_IN } from "./screens_sign_in";
import { STORAGE } from "./screens_storage";
import { TEMPLATES } from "./screens_templates";
import { WORKFLOWS } from "./screens_workflows";

/** The open query with what came of its last run. */
const outcome = (name: string, change: Partial<ExecutionDetail>, act?: Screen["act"]): Screen => ({
  name: `query-${name}`,
  alike: ["cancel", "rejected", "result-saved", "result-not-read"].includes(name),
  path: "/query",
  world: after((made) => {
    const sql = "SELECT campaign, SUM(impressions) AS impressions\nFROM dsp_impressions\nGROUP BY campaign\n";
    made.tabs = made.tabs.map((tab) => (tab.id === "t-1" ? { ...tab, sql, parameter_values: {} } : tab));
    made.executions = [execution({ id: "e-1", batch_id: "b-12", created_at: made.now - 61_000, sql, ...change })];
  }),
  act: async (page) => {
    await page.evaluate(() => localStorage.setItem("recomamp.batches", '{"t-1":"b-12"}'));
    await page.reload();
    await page.getByRole("region", { name: "Result" }).waitFor();
    await act?.(page);
  },
});

const AT = { line: null, column: null, end_line: null, end_column: null, retry_after_seconds: null, ports: [] };

const typed = async (page: Page, text: string) => {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(text);
};

/** Opens Find and writes into it, once it is there. */
async function find(page: Page, text: string): Promise<void> {
  await page.getByRole("button", { name: "Find", exact: true }).click();
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.type(text);
}

export const SCREENS: Screen[] = [
  { name: "starting", alike: true, path: "/", host: (server) => server.hang("list_profiles") },
  {
    name: "not-opened",
    path: "/",
    host: (server) =>
      refuse(server, "list_profiles", [
        "store.damaged",
        "The database is damaged.",
        "Nothing was changed. Restore the backup of yesterday, or start anew beside it.",
      ]),
    act: (page) => page.getByRole("alert").waitFor(),
  },
  ...SIGN_IN,
  { name: "home", path: "/" },
  {
    name: "home-empty",
    path: "/",
    world: after((made) => Object.assign(made, { executions: [], tabs: [] })),
  },
  { name: "home-loading", path: "/", host: (server) => server.hang("list_executions") },
  {
    name: "home-away-long",
    alike: true,
    path: "/",
    world: after((made) => {
      const dates = "Tue 24 Feb to Mon 2 Mar 2026";
      made.late = Array.from({ length: 63 }, (_, i) =>
        lateSlot({
          slot_id: `late-${i}`,
          name: i % 3 === 1 ? LONG : "Daily spend check",
          nominal: made.now - (i + 1) * 11 * 3_600_000,
          state: (["failed", "expired", "waiting", "cancelled", "succeeded"] as const)[i % 5] ?? "succeeded",
          covers: dates,
        }),
      );
    }),
  },
  {
    name: "home-signed-out",
    path: "/",
    world: after((made) => {
      made.profiles = made.profiles.map((each) => ({ ...each, state: "sign_in_required" as const }));
      made.status.keychain = KEYCHAINS["locked"] as KeychainStatus;
    }),
  },
  {
    name: "home-offline",
    alike: true,
    path: "/",
    world: after((made) => {
      made.status.services = [
        { name: "execution poller", state: "degraded", message: "Amazon could not be reached." },
        { name: "token refresher", state: "running", message: null },
      ];
    }),
  },
  {
    name: "query",
    path: "/query",
    act: async (page) => {
      await page.evaluate(() => localStorage.setItem("recomamp.batches", '{"t-1":"b-12"}'));
      await page.reload();
      await page.getByText("No column total_costs").first().waitFor();
      await page.getByRole("treeitem", { name: "dsp_impressions", exact: true }).click();
    },
  },
  {
    name: "query-complete",
    path: "/query",
    act: async (page) => {
      await page.getByText("NTB gateway ASINs").click();
      await typed(page, ", im");
      await page.locator(".cm-complete").waitFor();
    },
  },
  ...EDITOR,
  ...QUERY,
  ...KEPT,
  { name: "query-review", path: "/query", act: (page) => page.getByRole("tab", { name: /Review/ }).click() },
  { name: "query-none", path: "/query", world: after((made) => Object.assign(made, { tabs: [] })) },
  {
    name: "query-loading",
    path: "/query",
    host: (server) => {
      for (const command of ["list_tabs", "catalog_tables", "list_instances"]) server.hang(command);
    },
  },
  {
    name: "query-blank",
    alike: true,
    path: "/query",
    act: (page) => page.getByRole("button", { name: "New query" }).click(),
  },
  {
    name: "query-many-tabs",
    alike: true,
    path: "/query",
    world: after((made) => {
      const [first] = made.tabs;
      if (first)
        made.tabs = Array.from({ length: 24 }, (_, i) => ({
          ...first,
          id: `m-${i}`,
          position: i,
          title: `Reach by city, take ${i + 1}`,
        }));
    }),
    act: (page) => page.evaluate(() => localStorage.setItem("recomamp.tab", "m-20")).then(() => page.reload()),
  },
  {
    name: "query-sought",
    alike: true,
    path: "/query",
    act: async (page) => {
      await page.getByRole("textbox", { name: "Search fields" }).fill("imp");
      await page.getByRole("textbox", { name: "Find instances" }).fill("nobody");
    },
  },
  {
    name: "query-nothing-found",
    alike: true,
    path: "/query",
    act: (page) => page.getByRole("textbox", { name: "Search fields" }).fill("zzzz"),
  },
  {
    name: "query-faults",
    path: "/query",
    world: after((made) => {
      made.tabs = made.tabs.map((tab) => ({
        ...tab,
        sql: tab.sql.replace("total_costs", "total_cost"),
        instance_ids: ["i-0", "gone"],
        window: { kind: "fixed" as const, start: "2026-03-02", end: "2026-03-01" },
      }));
    }),
    act: async (page) => {
      await page.getByLabel("min_reach").fill("many");
      await page.getByRole("textbox", { name: "campaigns" }).focus();
    },
  },
  {
    name: "query-not-kept",
    path: "/query",
    host: (server) =>
      refuse(server, "save_tab", [
        "store.full",
        "The disk is full.",
        "Free some room; what you typed stays here and is kept as soon as there is.",
      ]),
    act: async (page) => {
      await typed(page, " ");
      await page.getByText("The disk is full.").waitFor();
    },
  },
  {
    name: "query-refused",
    alike: true,
    path: "/query",
    world: after((made) => {
      made.tabs = made.tabs.map((tab) => ({ ...tab, sql: "SELECT campaign FROM dsp_impressions GROUP BY campaign" }));
    }),
    host: (server) =>
      refuse(server, "submit_executions", [
        "auth.sign_in_required",
        "Amazon no longer accepts this sign-in.",
        "Sign in again in Settings.",
      ]),
    act: (page) => page.getByRole("button", { name: /^Run on/ }).click(),
  },
  outcome("running", { state: "running", result: null, row_count: null }),
  outcome("cancel", { state: "running", result: null, row_count: null }, (page) =>
    page.getByRole("button", { name: "Cancel run" }).click(),
  ),
  outcome("unknown", { state: "unknown", result: null, row_count: null }),
  outcome("failed", {
    state: "failed",
    result: null,
    row_count: null,
    error: {
      code: "amc.compile",
      message: "Amazon could not compile the query.",
      next_step: "Mend the place that is marked, and run it again.",
      details: {
        ...AT,
        line: 1,
        column: 22,
        end_line: 1,
        end_column: 32,
        request_id: "7c1a-44",
        raw: "From line 1, column 22 to line 1, column 32: Column 'impressions' not found in any table",
      },
    },
  }),
  outcome("rejected", {
    state: "rejected",
    result: null,
    row_count: null,
    error: hostError(
      "amc.rejected",
      "Amazon refused the run: too many similar runs over these dates.",
      "Wait a day, or change the dates or the query.",
    ),
  }),
  outcome("no-rows", {
    row_count: 0,
    result: {
      row_count: 0,
      columns: [{ name: "campaign", data_type: "STRING" }],
      size_bytes: 402,
      sha256: "00".repeat(32),
      stored_at: 0,
    },
  }),
  outcome("result-filter", {}, async (page) => {
    await columnMenu(page, "reach", "Filter");
    await page.getByRole("textbox", { name: "Value" }).fill("many");
    await page.keyboard.press("Enter");
  }),
  outcome("result-menu", {}, (page) => page.getByRole("button", { name: "Export" }).click()),
  {
    ...outcome("result-not-saved", {}, async (page) => {
      await page.getByRole("button", { name: "Export" }).click();
      await page.getByRole("menuitem", { name: /^CSV/ }).click();
      await page.getByText("The disk is full.").waitFor();
    }),
    host: (server) =>
      refuse(server, "export_result", [
        "store.full",
        "The disk is full.",
        "Free some room or choose another disk. No half file was left.",
      ]),
  },
  outcome("result-saved", {}, async (page) => {
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: /^CSV/ }).click();
    await page.getByText(/rows saved/).waitFor();
  }),
  {
    ...outcome("result-not-read", {}),
    host: (server) =>
      refuse(server, "result_page", [
        "result.damaged",
        "The kept result file is damaged.",
        "Fetch the result again, or run the query again.",
      ]),
  },
  ...RESULTS,
  ...GROUPS,
  { name: "executions", path: "/executions/e-2" },
  {
    name: "executions-result",
    path: "/executions/e-1",
    act: async (page) => {
      await page.getByText("Denver").first().click();
      await page.keyboard.press("Shift+ArrowDown");
      await page.keyboard.press("Shift+ArrowRight");
    },
  },
  {
    name: "executions-partial",
    path: "/executions/e-1",
    world: after((made) => {
      made.executions = made.executions.map((run) =>
        run.state === "succeeded"
          ? { ...run, partial: true, data_gaps: [{ start: made.now - 518_400_000, end: made.now - 496_800_000 }] }
          : run,
      );
    }),
  },
  { name: "executions-running", path: "/executions/e-3" },
  { name: "executions-unknown", path: "/executions/e-10" },
  {
    name: "executions-review",
    path: "/executions/e-10",
    world: after((made) => {
      made.executions = made.executions.map((run) => (run.id === "e-10" ? { ...run, state: "needs_review" } : run));
    }),
    act: (page) => page.getByRole("radio").first().check(),
  },
  {
    name: "executions-review-none",
    alike: true,
    path: "/executions/e-10",
    world: after((made) => {
      made.executions = made.executions.map((run) => (run.id === "e-10" ? { ...run, state: "needs_review" } : run));
      made.candidates = [];
    }),
  },
  { name: "executions-gone", alike: true, path: "/executions/nobody" },
  {
    name: "executions-empty",
    alike: true,
    path: "/executions",
    world: after((made) => Object.assign(made, { executions: [] })),
  },
  { name: "executions-loading", alike: true, path: "/executions", host: (server) => server.hang("list_executions") },
  {
    name: "executions-not-read",
    alike: true,
    path: "/executions",
    host: (server) =>
      refuse(server, "list_executions", [
        "store.busy",
        "The database did not answer in time.",
        "Wait a moment and try again.",
      ]),
  },
  {
    name: "executions-none-like-that",
    alike: true,
    path: "/executions",
    act: (page) => page.getByRole("textbox", { name: "Find executions" }).fill("nobody"),
  },
  {
    name: "executions-full",
    alike: true,
    path: "/executions",
    world: after((made) => {
      made.executions = Array.from({ length: 1000 }, (_, i) =>
        execution({
          id: `f-${i}`,
          batch_id: `f-${Math.floor(i / 12)}`,
          name: `Reach by city, take ${Math.floor(i / 12)}`,
          created_at: made.now - i * 900_000,
          state: i % 9 === 3 ? "failed" : i < 3 ? "running" : "succeeded",
        }),
      );
    }),
  },
  ...EXECUTIONS,
  ...EVIDENCE,
  ...AFTER_RUN,
  ...SCHEDULES,
  ...TEMPLATES,
  ...QUEUE,
  ...CALENDAR,
  ...CHARTS,
  ...WORKFLOWS,
  ...BRANDS,
  ...DASHBOARDS,
  ...SETTINGS,
  ...REVIEW,
  ...STORAGE,
  { name: "find", path: "/executions", act: (page) => find(page, "") },
  ...ANALYTICS,
  ...NOTICES,
  {
    name: "find-nothing",
    path: "/executions",
    act: async (page) => {
      await find(page, "zzzz");
    },
  },
  {
    name: "find-reach",
    path: "/executions",
    act: async (page) => {
      await find(page, "reach");
      await page.getByRole("option", { name: /in \d+ result/ }).waitFor();
    },
  },
  {
    name: "find-column",
    path: "/executions",
    act: async (page) => {
      await find(page, "supply");
      await page.getByRole("option", { name: /supply_source/ }).click();
      await page.locator("[data-sought]").waitFor();
    },
  },
  {
    name: "find-kept-column",
    alike: true,
    path: "/executions",
    act: async (page) => {
      await find(page, "frequency");
      await page.getByRole("option", { name: /DOUBLE, in/ }).click();
      await page.locator("[data-sought]").waitFor();
    },
  },
  {
    name: "shortcuts",
    path: "/executions",
    act: async (page) => {
      // The keys are heard a moment after the place is seen.
      await page.getByRole("table", { name: "Executions" }).waitFor();
      await page.keyboard.press("F1");
      await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    },
  },
];
