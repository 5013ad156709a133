// A host for tests and for looking at screens: it answers from a world held in memory. It is not part of the product.
import type {
  CheckReport,
  DataSourceList,
  Event,
  ExecutionDetail,
  ExecutionReview,
  ExecutionSummary,
  QueryTab,
  Region,
  ReviewChoice,
  Settings,
  SubmitRequest,
} from "./bindings";
import { hostError } from "./browser";
import { ANALYTICS } from "./fake_analytics";
import { BRANDS } from "./fake_brands";
import { CALENDAR } from "./fake_calendar";
import { COMPARE } from "./fake_compare";
import { DASHBOARDS } from "./fake_dashboards";
import { EDITOR } from "./fake_editor";
import { EVIDENCE } from "./fake_evidence";
import { GROUPS } from "./fake_groups";
import { KEPT } from "./fake_kept";
import { MESSAGES } from "./fake_messages";
import { NOTICES, unreadOf } from "./fake_notices";
import { PERIODS } from "./fake_periods";
import { QUERY } from "./fake_query";
import { QUEUE } from "./fake_queue";
import { RESULTS } from "./fake_results";
import { SCHEDULES } from "./fake_schedules";
import { STORAGE } from "./fake_storage";
import { TEMPLATES } from "./fake_templates";
import { WORKFLOWS } from "./fake_workflows";
import { execution, FIELDS, MINUTE, NOW, type World, world } from "./fake_world";
import type { Host } from "./host";

export { pastRun } from "./fake_analytics";
export { brand } from "./fake_brands";
export { dashboard, latest, widget } from "./fake_dashboards";
export { evidence } from "./fake_evidence";
export { lateSlot, notice } from "./fake_notices";
export { queuedRun } from "./fake_queue";
export { schedule } from "./fake_schedule_world";
export { template } from "./fake_templates";
export { workflow } from "./fake_workflow_world";
export { emptyWorld, execution, type World, world } from "./fake_world";

type Handler = (world: World, args: never) => unknown;

function check(sql: string): CheckReport {
  const diagnostics: CheckReport["diagnostics"] = [];
  for (const [i, line] of sql.split("\n").entries()) {
    const wrong = line.indexOf("total_costs");
    if (wrong >= 0) {
      diagnostics.push({
        severity: "error",
        code: "unknown_column",
        message: "No column total_costs.",
        line: i + 1,
        column: wrong + 1,
        end_line: i + 1,
        end_column: wrong + 12,
        help: "Did you mean total_cost?",
        replacement: "total_cost",
      });
    }
    const city = line.indexOf("campaign, city_name,");
    if (city >= 0 && i < 4) {
      diagnostics.push({
        severity: "warning",
        code: "threshold",
        message: "Rows need 100 users: city_name is HIGH",
        line: i + 1,
        column: city + 11,
        end_line: i + 1,
        end_column: city + 20,
        help: null,
        replacement: null,
      });
    }
  }
  const parameters = [...sql.matchAll(/CUSTOM_PARAMETER\('(\w+)'\)/g)].map(([, name = ""]) => ({
    name,
    data_type: name === "campaigns" ? "ARRAY" : "LONG",
  }));
  return {
    ok: !diagnostics.some((entry) => entry.severity === "error"),
    diagnostics,
    parameters,
    tables: ["dsp_impressions"],
    output: [
      { name: "campaign", data_type: "STRING", threshold: "LOW" },
      { name: "city_name", data_type: "STRING", threshold: "HIGH" },
      { name: "reach", data_type: "LONG", threshold: "NONE" },
    ],
    elapsed_ms: 3,
  };
}

const summary = ({ ...detail }: ExecutionDetail): ExecutionSummary => detail;

const listsOf = (world: World, ids: string[]): DataSourceList[] =>
  ids.map((instance_id) => ({ instance_id, read_at: world.now - 3 * MINUTE, error: null }));

const HANDLERS: Record<string, Handler> = {
  app_status: (world) => ({ ...world.status, unread: unreadOf(world) }),
  get_settings: (world) => world.settings,
  update_settings: (world, { settings }: { settings: Settings }) => {
    world.settings = settings;
    return settings;
  },
  starts_at_login: (world) => world.startsAtLogin,
  start_at_login: (world, { on }: { on: boolean }) => {
    world.startsAtLogin = on;
    return on;
  },
  open_external: () => null,
  list_profiles: (world) => world.profiles,
  explore_sandbox: (w) => {
    Object.assign(w, { profiles: world().profiles, instances: world().instances, status: world().status });
    return w.profiles[0];
  },
  begin_sign_in: (world) => {
    world.signIn = { attempt_id: "a-1", state: "waiting", waited_seconds: 0, profile_id: null, error: null };
    return {
      attempt_id: "a-1",
      authorize_url: "https://www.amazon.com/ap/oa?client_id=amzn1&scope=advertising::campaign_management",
      return_url: "http://localhost:8742/signed-in",
      browser_opened: true,
    };
  },
  sign_in_status: (world) => world.signIn,
  finish_sign_in: (world) => world.signIn,
  cancel_sign_in: () => null,
  return_urls: (world, { region }: { region: Region }) =>
    [8742, 8743, 8744].map((port) => `http://${world.settings.return_host}:${port}/signed-in/${region.toLowerCase()}`),
  sign_out: () => null,
  remove_profile: (world, { profileId }: { profileId: string }) => {
    world.profiles = world.profiles.filter((profile) => profile.id !== profileId);
    return null;
  },
  check_keychain: (world) => world.status.keychain,
  list_instances: (world) => world.instances,
  refresh_instances: (world) => world.instances,
  catalog_tables: (world) => world.tables,
  catalog_fields: (world, { table }: { table: string }) => world.fields[table] ?? FIELDS,
  list_data_sources: (world, { instanceIds }: { instanceIds: string[] }) => listsOf(world, instanceIds),
  refresh_data_sources: (world, { instanceIds }: { instanceIds: string[] }) => listsOf(world, instanceIds),
  search_fields: (_world, { text }: { text: string }) =>
    FIELDS.filter((entry) => entry.name.includes(text)).map((entry) => ({ table: "dsp_impressions", field: entry })),
  check_sql: (_world, { sql }: { sql: string }) => check(sql),
  complete_sql: () =>
    FIELDS.map((entry) => ({
      label: entry.name,
      kind: "column",
      detail: entry.data_type,
      field_kind: entry.kind,
      threshold: entry.threshold,
      documentation: entry.description,
      insert: entry.name,
    })),
  ...EDITOR,
  list_tabs: (world) => world.tabs,
  save_tab: (world, { tab }: { tab: QueryTab }) => {
    world.tabs = [...world.tabs.filter((entry) => entry.id !== tab.id), tab];
    return null;
  },
  ...QUERY,
  submit_executions: (world, { request }: { request: SubmitRequest }) => {
    const made = request.instance_ids.map((id, i) =>
      execution({
        id: `n-${world.executions.length}-${i}`,
        batch_id: `n-${world.executions.length}`,
        name: request.name,
        sql: request.sql,
        instance_id: id,
        instance_name: world.instances.find((entry) => entry.id === id)?.name ?? id,
        created_at: Date.now(),
        file: request.export ? { export: request.export, state: "waiting", path: null, error: null } : null,
      }),
    );
    world.executions = [...made, ...world.executions];
    return made.map(summary);
  },
  list_executions: (world) => world.executions.map(summary),
  get_execution: (world, { id }: { id: string }) => {
    const found = world.executions.find((entry) => entry.id === id);
    if (!found) throw hostError("execution.unknown", "This run is not kept here.", "Choose another one from the list.");
    return found;
  },
  note_execution: (world, { id, note }: { id: string; note: string }) => {
    world.executions = world.executions.map((run) => (run.id === id ? { ...run, note } : run));
    return null;
  },
  fetch_result_again: () => null,
  review_execution: (world, { id }: { id: string }): ExecutionReview => ({
    execution_id: id,
    sent_at: NOW - 55 * MINUTE,
    candidates: world.candidates,
  }),
  resolve_review: (world, { id, choice }: { id: string; choice: ReviewChoice }) => {
    const state = { adopt: "running", send_again: "sending", abandon: "cancelled" } as const;
    world.executions = world.executions.map((run) =>
      run.id === id ? { ...run, state: state[choice.kind], error: null } : run,
    );
    return null;
  },
  ...BRANDS,
  ...KEPT,
  ...MESSAGES,
  ...NOTICES,
  ...SCHEDULES,
  ...TEMPLATES,
  ...PERIODS,
  ...CALENDAR,
  ...ANALYTICS,
  ...QUEUE,
  ...WORKFLOWS,
  ...RESULTS,
  ...STORAGE,
  ...EVIDENCE,
  ...DASHBOARDS,
  ...GROUPS,
  ...COMPARE,
};

export interface FakeHost extends Host {
  world: World;
  /** Commands in the order they came. */
  calls: { command: string; args: unknown }[];
  /** Answers a command otherwise than the world would. */
  answer: (command: string, handler: Handler) => void;
  /** Sends an event to whoever listens. */
  send: (event: Event) => void;
}

export function fakeHost(start: World = world()): FakeHost {
  const handlers: Record<string, Handler> = { ...HANDLERS };
  const listeners = new Set<(event: Event) => void>();
  const fake: FakeHost = {
    kind: "fake",
    world: start,
    calls: [],
    answer: (command, handler) => {
      handlers[command] = handler;
    },
    send: (event) => {
      for (const listener of listeners) listener(event);
    },
    async invoke(command, args) {
      fake.calls.push({ command, args });
      const handler = handlers[command];
      if (!handler) throw hostError("host.unknown_command", `There is no command ${command}.`, "Update the fake host.");
      return handler(fake.world, args as never);
    },
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
  return fake;
}
