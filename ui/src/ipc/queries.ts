// What the ui keeps of the host's answers, under which key, and which event makes which of them stale.
import { infiniteQueryOptions, type QueryClient, type QueryFilters, queryOptions } from "@tanstack/react-query";
import type {
  Event,
  FiguresRequest,
  ProfileRequest,
  Region,
  ScheduleSpec,
  Settings,
  SlotSummary,
  Statement,
  SubmitRequest,
  WindowSpec,
  WorkflowQuery,
} from "./bindings";
import { api } from "./index";

/** How many executions a list asks for: the host's own upper bound. */
export const LIST_LIMIT = 1000;
/** How many notices their place lists. */
export const NOTICE_LIMIT = 200;

/** How many statements of the history are asked for at once. */
export const STATEMENTS_AT_ONCE = 50;

const allStatements = ({ pages }: { pages: Statement[][] }): Statement[] => pages.flat();
const allSlots = ({ pages }: { pages: SlotSummary[][] }): SlotSummary[] => pages.flat();

export const queries = {
  status: () => queryOptions({ queryKey: ["status"], queryFn: () => api.appStatus() }),
  storage: () => queryOptions({ queryKey: ["storage"], queryFn: () => api.storageUse(), staleTime: 0 }),
  /** What a rule of keeping would take away now. */
  cleanUpPlan: (days: number) =>
    queryOptions({ queryKey: ["storage", "plan", days], queryFn: () => api.cleanUpPlan(days), staleTime: 0 }),
  backups: () => queryOptions({ queryKey: ["storage", "backups"], queryFn: () => api.listBackups(), staleTime: 0 }),
  /** What a diagnostics bundle would hold, as of this moment. */
  diagnostics: () =>
    queryOptions({ queryKey: ["diagnostics"], queryFn: () => api.diagnostics(), staleTime: 0, gcTime: 0 }),
  settings: () =>
    queryOptions({ queryKey: ["settings"], queryFn: async () => (await api.getSettings()) as Required<Settings> }),
  /** The system's own state, which people change elsewhere too: it is asked for again whenever it is shown. */
  startsAtLogin: () =>
    queryOptions({
      queryKey: ["starts-at-login"],
      queryFn: () => api.startsAtLogin(),
      staleTime: 0,
      refetchOnWindowFocus: true,
    }),
  profiles: () => queryOptions({ queryKey: ["profiles"], queryFn: () => api.listProfiles() }),
  returnUrls: (region: Region) =>
    queryOptions({ queryKey: ["settings", "return-urls", region], queryFn: () => api.returnUrls(region) }),
  instances: () => queryOptions({ queryKey: ["instances"], queryFn: () => api.listInstances() }),
  brands: () => queryOptions({ queryKey: ["brands"], queryFn: () => api.listBrands() }),
  /** All dashboards, by name. */
  dashboards: () => queryOptions({ queryKey: ["dashboards"], queryFn: () => api.listDashboards() }),
  /** One dashboard, with what the queries of its widgets brought last. */
  dashboard: (id: string) => queryOptions({ queryKey: ["dashboard", id], queryFn: () => api.getDashboard(id) }),
  tables: (instances: string[]) =>
    queryOptions({
      queryKey: ["catalog", "tables", instances],
      queryFn: () => api.catalogTables(instances),
      staleTime: 600_000,
    }),
  fields: (table: string, instances: string[]) =>
    queryOptions({
      queryKey: ["catalog", "fields", table, instances],
      queryFn: () => api.catalogFields(table, instances),
      staleTime: 600_000,
    }),
  searchFields: (text: string, instances: string[]) =>
    queryOptions({
      queryKey: ["catalog", "search", text, instances],
      queryFn: () => api.searchFields(text, instances),
      staleTime: 600_000,
    }),
  dataSources: (instances: string[]) =>
    queryOptions({
      queryKey: ["catalog", "lists", instances],
      queryFn: () => api.listDataSources(instances),
      staleTime: 600_000,
    }),
  tabs: () => queryOptions({ queryKey: ["tabs"], queryFn: () => api.listTabs(), staleTime: Number.POSITIVE_INFINITY }),
  /** Tabs that were closed, newest first; each close and each reopening marks them stale. */
  closedTabs: () => queryOptions({ queryKey: ["closed-tabs"], queryFn: () => api.listClosedTabs(), staleTime: 0 }),
  /** The values that parameters of these names had when they last ran. */
  lastValues: (names: string[]) =>
    queryOptions({ queryKey: ["executions", "values", names], queryFn: () => api.lastValues(names) }),
  snippets: () => queryOptions({ queryKey: ["snippets"], queryFn: () => api.listSnippets() }),
  /** Statements that were run whose name or text holds `text`, newest first, and older ones as they are asked for. */
  statements: (text: string) =>
    infiniteQueryOptions({
      queryKey: ["executions", "statements", text],
      queryFn: ({ pageParam }) => api.listStatements(text, pageParam, STATEMENTS_AT_ONCE),
      initialPageParam: null as number | null,
      getNextPageParam: (page) => (page.length < STATEMENTS_AT_ONCE ? null : (page.at(-1)?.at ?? null)),
      select: allStatements,
    }),
  window: (window: WindowSpec, zone: string) =>
    queryOptions({
      queryKey: ["window", window, zone],
      queryFn: () => api.resolveWindow(window, zone),
      staleTime: 60_000,
    }),
  runFindings: (tables: string[], window: WindowSpec, zone: string, instances: string[]) =>
    queryOptions({
      queryKey: ["catalog", "run", window, zone, tables, instances],
      queryFn: () => api.runFindings(tables, window, zone, instances),
      staleTime: 60_000,
    }),
  /** Runs of this computer that Amazon may take for alike. */
  similarRuns: (sql: string, tables: string[], window: WindowSpec, zone: string, instances: string[]) =>
    queryOptions({
      queryKey: ["executions", "similar", sql, tables, window, zone, instances],
      queryFn: () => api.similarRuns(sql, tables, window, zone, instances),
    }),
  /** Kept results of this very query, one an instance. */
  keptAnswers: (request: SubmitRequest) =>
    queryOptions({ queryKey: ["executions", "answers", request], queryFn: () => api.keptAnswers(request) }),
  executions: () => queryOptions({ queryKey: ["executions"], queryFn: () => api.listExecutions(LIST_LIMIT) }),
  /** Runs that wait on this computer, in the order in which they go. */
  queue: () => queryOptions({ queryKey: ["executions", "queue"], queryFn: () => api.listQueue() }),
  /** The kept results of a workflow, newest first, and which of them are of the same query. */
  keptRuns: (workflowId: string) =>
    queryOptions({ queryKey: ["executions", "kept", workflowId], queryFn: () => api.listKeptRuns(workflowId) }),
  execution: (id: string) => queryOptions({ queryKey: ["execution", id], queryFn: () => api.getExecution(id) }),
  /** Evidence that was opened here, newest first. What it says never changes. */
  evidence: () => queryOptions({ queryKey: ["evidence"], queryFn: () => api.listEvidence() }),
  evidenceOf: (id: string) => queryOptions({ queryKey: ["evidence", id], queryFn: () => api.getEvidence(id) }),
  review: (id: string) =>
    queryOptions({ queryKey: ["review", id], queryFn: () => api.reviewExecution(id), staleTime: 0, gcTime: 0 }),
  budgets: () => queryOptions({ queryKey: ["schedules", "budgets"], queryFn: () => api.listBudgets() }),
  costs: () => queryOptions({ queryKey: ["schedules", "costs"], queryFn: () => api.listCosts() }),
  schedules: () => queryOptions({ queryKey: ["schedules"], queryFn: () => api.listSchedules() }),
  /** What came late and is not taken for read. */
  away: () => queryOptions({ queryKey: ["schedules", "away"], queryFn: () => api.whileAway() }),
  /** The slots that come next, of all schedules. */
  nextSlots: () => queryOptions({ queryKey: ["schedules", "next"], queryFn: () => api.nextSlots(6) }),
  notices: () => queryOptions({ queryKey: ["notices"], queryFn: () => api.listNotices(NOTICE_LIMIT) }),
  schedule: (id: string) => queryOptions({ queryKey: ["schedule", id], queryFn: () => api.getSchedule(id) }),
  /** The newest slots with their runs, and the older ones as they are asked for, `limit` at a time. */
  scheduleHistory: (id: string, limit: number) =>
    infiniteQueryOptions({
      queryKey: ["schedule-history", id, limit],
      queryFn: ({ pageParam }) => api.scheduleHistory(id, limit, pageParam),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => (page.length < limit ? null : (page.at(-1)?.id ?? null)),
      select: allSlots,
    }),
  /** Figures of the days from `first` to `last` of its own calendar. */
  periodFigures: (id: string, first: string, last: string) =>
    queryOptions({
      queryKey: ["schedule-history", id, "period", first, last],
      queryFn: () => api.periodFigures(id, first, last),
    }),
  templates: (zone: string) =>
    queryOptions({ queryKey: ["schedules", "templates", zone], queryFn: () => api.listTemplates(zone) }),
  /** When a schedule would fire next; of `spec` only what says when and over which dates is read. */
  schedulePreview: (spec: ScheduleSpec, count: number, own: string | null = null) =>
    queryOptions({
      queryKey: ["schedule-preview", spec, count, own],
      queryFn: () => api.previewSchedule(spec, count, own),
      staleTime: 20_000,
      gcTime: 60_000,
    }),
  /** What a schedule would have run on these days, both included. */
  backfillPlan: (id: string, first: string, last: string) =>
    queryOptions({
      queryKey: ["backfill-plan", id, first, last],
      queryFn: () => api.planBackfill(id, first, last),
      staleTime: 0,
      gcTime: 0,
    }),
  /** The tables that queries over kept results can read. */
  keptTables: () => queryOptions({ queryKey: ["kept", "tables"], queryFn: () => api.listKeptTables() }),
  /** What is wrong with a query over kept results, with the text that it is said of. */
  keptCheck: (sql: string) =>
    queryOptions({
      queryKey: ["kept", "check", sql],
      queryFn: async () => {
        const begun = performance.now();
        const check = await api.checkKept(sql);
        return { ...check, sql, millis: performance.now() - begun };
      },
      gcTime: 60_000,
    }),
  /** The different values of a column of a kept result. */
  columnValues: (id: string, column: number) =>
    queryOptions({
      queryKey: ["page", id, "values", column],
      queryFn: () => api.columnValues(id, column),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  /** What a column of a kept result holds; neither it nor the figures of its cells ever change. */
  profile: (request: ProfileRequest) =>
    queryOptions({
      queryKey: ["page", request.execution_id, "profile", request],
      queryFn: () => api.profileColumn(request),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  figures: (request: FiguresRequest) =>
    queryOptions({
      queryKey: ["page", request.execution_id, "figures", request],
      queryFn: () => api.figuresOfCells(request),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  /** How far the export of a result has come: asked for while one is under way, and once when the result is shown. */
  exportProgress: (id: string, pending: boolean) =>
    queryOptions({
      queryKey: ["export", id],
      queryFn: () => api.exportProgress(id),
      staleTime: 0,
      refetchInterval: (query) => (pending || query.state.data ? 250 : false),
    }),
  recipients: () => queryOptions({ queryKey: ["recipients"], queryFn: () => api.listRecipients() }),
  mailServer: () => queryOptions({ queryKey: ["mail-server"], queryFn: () => api.getMailServer() }),
  /** What all schedules would do on these days: from today on, or from the day `first`. */
  rehearsal: (first: string | null, days: number, zone: string) =>
    queryOptions({
      queryKey: ["schedule-rehearsal", first, days, zone],
      queryFn: () => api.rehearseSchedules(first, days, zone),
      staleTime: 60_000,
    }),
  /** What became of the slots of all schedules, day by day. */
  slotDays: (first: string, days: number, zone: string) =>
    queryOptions({
      queryKey: ["schedule-days", first, days, zone],
      queryFn: () => api.slotDays(first, days, zone),
      staleTime: 60_000,
    }),
  /** A page of the workflows that are asked for. */
  workflows: (query: WorkflowQuery) =>
    queryOptions({ queryKey: ["workflows", query], queryFn: () => api.listWorkflows(query) }),
  workflow: (id: string) => queryOptions({ queryKey: ["workflow", id], queryFn: () => api.getWorkflow(id) }),
  workflowVersions: (id: string) =>
    queryOptions({ queryKey: ["workflow-versions", id], queryFn: () => api.workflowVersions(id) }),
  /** What a workflow was in one of its versions, which never changes. */
  workflowAt: (id: string, version: number) =>
    queryOptions({
      queryKey: ["workflow-at", id, version],
      queryFn: () => api.workflowAt(id, version),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  tags: () => queryOptions({ queryKey: ["workflow-tags"], queryFn: () => api.listTags() }),
  savedFilters: () => queryOptions({ queryKey: ["workflow-filters"], queryFn: () => api.listSavedFilters() }),
  /** Figures of the runs of these days, of one instance or of all. */
  runFigures: (first: string, last: string, zone: string, instance: string | null) =>
    queryOptions({
      queryKey: ["run-figures", first, last, zone, instance],
      queryFn: () => api.runFigures(first, last, zone, instance),
    }),
  signIn: (attempt: string) =>
    queryOptions({
      queryKey: ["sign-in", attempt],
      queryFn: () => api.signInStatus(attempt),
      refetchInterval: (query) =>
        query.state.data && !["waiting", "exchanging"].includes(query.state.data.state) ? false : 1000,
    }),
};

/**
 * Marks stale what was known before, and has what is shown asked for again. A first answer that is still on its way may be from
 * before the change, and the library would take it for fresh: it is asked for once more when it has come.
 */
function markStale(client: QueryClient, which: QueryFilters): void {
  for (const query of client.getQueryCache().findAll({ ...which, fetchStatus: "fetching" })) {
    if (query.state.data !== undefined) continue;
    const again = () => void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    query.promise?.then(again, again);
  }
  void client.invalidateQueries(which);
}

/** While runs change, their figures are asked for again at most so often, in milliseconds. */
const FIGURES_PAUSE = 5000;
const pauses = new WeakMap<QueryClient, { again: boolean }>();

/** Figures are reckoned over all runs of their days: what changes within a pause is asked for once, at its end. */
function markFiguresStale(client: QueryClient): void {
  const which = { queryKey: ["run-figures"] };
  if (client.getQueryCache().findAll(which).length === 0) return;
  const paused = pauses.get(client);
  if (paused) {
    paused.again = true;
    return;
  }
  const pause = { again: false };
  pauses.set(client, pause);
  window.setTimeout(() => {
    pauses.delete(client);
    if (pause.again) markFiguresStale(client);
  }, FIGURES_PAUSE);
  markStale(client, which);
}

/** Kept results were taken away: what is told of runs, of their rows and of the disk is asked for again. */
export function resultsGone(client: QueryClient): Promise<void> {
  for (const key of ["executions", "execution", "page", "kept", "dashboard"]) markStale(client, { queryKey: [key] });
  return client.invalidateQueries({ queryKey: ["storage"] });
}

/** Marks stale what an event speaks of. */
export function applyEvent(client: QueryClient, event: Event): void {
  const stale = (...queryKey: unknown[]) => markStale(client, { queryKey });
  switch (event.kind) {
    case "executions_changed":
      stale("executions");
      stale("status");
      if (event.ids.length === 0) stale("execution");
      for (const id of event.ids) stale("execution", id);
      // A run may be one of a slot or of a workflow; only what is shown is asked for again.
      stale("schedule-history");
      stale("workflows");
      stale("workflow");
      markFiguresStale(client);
      stale("kept");
      // Other results may be there for its widgets.
      stale("dashboard");
      break;
    case "schedules_changed":
      stale("schedules");
      stale("schedule-rehearsal");
      stale("schedule-days");
      stale("workflows");
      stale("workflow");
      if (event.ids.length === 0) {
        stale("schedule");
        stale("schedule-history");
      }
      for (const id of event.ids) {
        stale("schedule", id);
        stale("schedule-history", id);
      }
      break;
    case "workflows_changed":
      stale("workflows");
      stale("workflow-tags");
      // Kept results are found by the names of their workflows.
      stale("kept");
      stale("dashboard");
      if (event.ids.length === 0) {
        stale("workflow");
        stale("workflow-versions");
      }
      for (const id of event.ids) {
        stale("workflow", id);
        stale("workflow-versions", id);
      }
      break;
    case "dashboards_changed":
      stale("dashboards");
      if (event.ids.length === 0) stale("dashboard");
      for (const id of event.ids) stale("dashboard", id);
      break;
    case "profiles_changed":
      stale("profiles");
      stale("status");
      break;
    case "instances_changed":
      stale("instances");
      stale("brands");
      break;
    case "data_sources_changed":
      stale("catalog");
      break;
    case "sign_in_changed":
      stale("sign-in", event.attempt_id);
      break;
    case "status_changed":
      stale("status");
      break;
    case "recipients_changed":
      stale("recipients");
      stale("mail-server");
      break;
    case "notices_changed":
      stale("notices");
      stale("status");
      break;
    case "settings_changed":
      stale("settings");
      stale("executions", "answers");
      // What runs cost goes by the rates.
      stale("run-figures");
      break;
    case "open_execution":
      break;
  }
}

/** After a gap in the events everything the host may have changed is stale. Open tabs are the ui's own. */
export function applyGap(client: QueryClient): void {
  markStale(client, { predicate: (query) => query.queryKey[0] !== "tabs" });
}
