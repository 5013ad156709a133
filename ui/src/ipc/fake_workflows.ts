// Workflows of the fake host: what is kept of them, and what the host answers.
import type {
  ExecutionSummary,
  ImportedWorkflow,
  KeptRuns,
  RemoteState,
  SavedFilter,
  TagCount,
  WorkflowAtAmazon,
  WorkflowDetail,
  WorkflowFile,
  WorkflowLastRun,
  WorkflowPage,
  WorkflowQuery,
  WorkflowSpec,
  WorkflowStatus,
  WorkflowSummary,
  WorkflowVersion,
} from "./bindings";
import { hostError } from "./browser";
import { inOrder, matches } from "./fake_workflow_filter";
import type { World } from "./fake_world";

export interface KeptWorkflow {
  id: string;
  spec: WorkflowSpec;
  created_at: number;
  changed_at: number;
  runs: number;
  last_run: WorkflowLastRun | null;
  /** Ids of the world's schedules that run it. */
  schedules: string[];
  executions: ExecutionSummary[];
  /** Oldest first; the last one is the newest. */
  versions: (WorkflowVersion & { spec: WorkflowSpec })[];
  /** What Amazon keeps by instance; empty where it was deleted there. */
  amazon: Record<string, { sql: string; saved_version: number | null }>;
  asked: WorkflowAtAmazon[];
}

interface Ids {
  ids: string[];
}

export const workflowSummary = (world: World, kept: KeptWorkflow): WorkflowSummary => {
  const { id, spec, created_at, changed_at, runs, last_run, versions } = kept;
  const schedules = world.schedules.filter((one) => kept.schedules.includes(one.id));
  return {
    id,
    name: spec.name,
    description: spec.description,
    status: spec.status,
    tags: spec.tags,
    instance_ids: spec.instance_ids,
    window: spec.window,
    version: versions.at(-1)?.version ?? 1,
    created_at,
    changed_at,
    runs,
    last_run,
    schedules_on: schedules.filter(({ state }) => state === "on").length,
    schedules_paused: schedules.filter(({ state }) => state === "paused").length,
  };
};

function find(world: World, id: string): KeptWorkflow {
  const found = world.workflows.find((one) => one.id === id);
  if (!found) throw hostError("not_found", "This workflow is not there any more.", "Choose another one from the list.");
  return found;
}

const change = (world: World, ids: string[], how: (kept: KeptWorkflow) => Partial<KeptWorkflow>): null => {
  world.workflows = world.workflows.map((one) => (ids.includes(one.id) ? { ...one, ...how(one) } : one));
  return null;
};

const wanted = (world: World, query: WorkflowQuery): WorkflowSummary[] => {
  const sql = new Map(world.workflows.map(({ id, spec }) => [id, spec.sql]));
  const all = world.workflows.map((kept) => workflowSummary(world, kept));
  return inOrder(
    all.filter((one) => matches(one, sql.get(one.id) ?? "", query, world)),
    query,
  );
};

const WHAT: readonly [string, (spec: WorkflowSpec) => unknown][] = [
  ["query", ({ sql }) => sql],
  ["name", ({ name }) => name],
  ["dates", ({ window }) => window],
  ["parameters", ({ parameter_values }) => parameter_values],
  ["instances", ({ instance_ids }) => instance_ids],
  ["description", ({ description }) => description],
];

const changedIn = (before: WorkflowSpec, after: WorkflowSpec): string[] =>
  WHAT.flatMap(([what, of]) => (JSON.stringify(of(before)) === JSON.stringify(of(after)) ? [] : [what]));

function write(world: World, kept: KeptWorkflow, spec: WorkflowSpec, note: string | null = null): number {
  const version = (kept.versions.at(-1)?.version ?? 0) + 1;
  const changed = changedIn(kept.spec, spec);
  change(world, [kept.id], () => ({
    spec,
    changed_at: world.now,
    versions: [...kept.versions, { version, at: world.now, changed, note, spec }],
  }));
  return version;
}

/** A workflow that never ran, in its only version. */
export function freshWorkflow(id: string, spec: WorkflowSpec, version: number, at: number): KeptWorkflow {
  const first = { version, at, changed: [], note: null, spec };
  const none = { runs: 0, last_run: null, schedules: [], executions: [], amazon: {}, asked: [] };
  return { id, spec, created_at: at, changed_at: at, versions: [first], ...none };
}

function create(world: World, spec: WorkflowSpec): string {
  const id = `wf_NEW${world.workflows.length + world.deletedWorkflows.length}`;
  world.workflows = [...world.workflows, freshWorkflow(id, spec, 1, world.now)];
  return id;
}

/** Names are told apart by a number, as the host does. */
function nameFor(world: World, name: string): string {
  const taken = new Set(world.workflows.map(({ spec }) => spec.name));
  let given = `${name}, copy`;
  for (let n = 2; taken.has(given); n += 1) given = `${name}, copy ${n}`;
  return given;
}

function remoteState(kept: KeptWorkflow, instance: string): RemoteState {
  const there = kept.amazon[instance];
  if (!there) return "not_there";
  if (there.sql === "") return "deleted_there";
  if (there.sql === kept.spec.sql) return "same";
  const saved = kept.versions.find(({ version }) => version === there.saved_version)?.spec.sql;
  if (saved === there.sql) return "changed_here";
  return saved === kept.spec.sql ? "changed_there" : "changed_both";
}

function atAmazon(world: World, kept: KeptWorkflow, instance_id: string, done: string | null = null): WorkflowAtAmazon {
  const instance = world.instances.find(({ id }) => id === instance_id);
  const refused = world.refusing.includes(instance_id);
  return {
    instance_id,
    instance_name: instance?.name ?? instance_id,
    state: refused ? null : remoteState(kept, instance_id),
    remote_sql: refused ? null : kept.amazon[instance_id]?.sql || null,
    checked_at: refused ? null : world.now,
    done: refused ? null : done,
    error: refused ? hostError("amazon.denied", "Amazon refused this instance.", "Ask its owner for access.") : null,
  };
}

const keepAsked = (world: World, id: string, answers: WorkflowAtAmazon[]): WorkflowAtAmazon[] => {
  const others = find(world, id).asked.filter(
    (one) => !answers.some(({ instance_id }) => instance_id === one.instance_id),
  );
  change(world, [id], () => ({ asked: [...others, ...answers.map((one) => ({ ...one, done: null }))] }));
  return answers;
};

function imported(world: World, { file_name, text }: WorkflowFile): ImportedWorkflow {
  if (text.trim() === "")
    return { file_name, id: null, outcome: null, error: hostError("workflow.empty", "The file holds no query.", "") };
  const name = file_name.replace(/\.sql$/i, "");
  const twin = world.workflows.find(({ spec }) => spec.name === name);
  if (!twin) {
    const none = { description: "", parameter_values: {}, instance_ids: [], tags: [] };
    const window = { kind: "last_full_weeks", weeks: 4 } as const;
    const id = create(world, { name, sql: text, window, status: "draft", ...none });
    return { file_name, id, outcome: "created", error: null };
  }
  if (twin.spec.sql === text) return { file_name, id: twin.id, outcome: "unchanged", error: null };
  write(world, twin, { ...twin.spec, sql: text }, `from the file ${file_name}`);
  return { file_name, id: twin.id, outcome: "updated", error: null };
}

/** The runs of the world alone: of those in a workflow's own list it is not known what they asked. */
function keptRuns(world: World, workflowId: string): KeptRuns {
  const kept = world.executions
    .filter((run) => run.workflow_id === workflowId && run.state === "succeeded" && run.result !== null)
    .sort((a, b) => b.created_at - a.created_at);
  const asked = kept.map((run) => JSON.stringify([run.sql, run.parameter_values, run.time_zone]));
  const different = [...new Set(asked)];
  return { runs: kept.map((run, i) => ({ ...run, asked: different.indexOf(asked[i] ?? "") + 1 })), older: 0 };
}

export const WORKFLOWS = {
  list_workflows: (world: World, { query }: { query: WorkflowQuery }): WorkflowPage => {
    const found = wanted(world, query);
    const workflows = found.slice(query.offset, query.offset + query.limit);
    return { workflows, total: found.length, all: world.workflows.length };
  },
  workflow_ids: (world: World, { query }: { query: WorkflowQuery }) => wanted(world, query).map(({ id }) => id),
  get_workflow: (world: World, { id }: { id: string }): WorkflowDetail => {
    const kept = find(world, id);
    const { spec, executions, asked } = kept;
    const schedules = world.schedules
      .filter((one) => kept.schedules.includes(one.id))
      .map((one) => ({ id: one.id, name: one.name, state: one.state }));
    return { ...workflowSummary(world, kept), spec, schedules, executions, at_amazon: asked };
  },
  list_kept_runs: (world: World, { workflowId }: { workflowId: string }) => keptRuns(world, workflowId),
  create_workflow: (world: World, { spec }: { spec: WorkflowSpec }) => create(world, spec),
  update_workflow: (world: World, { id, version, spec }: { id: string; version: number; spec: WorkflowSpec }) => {
    const kept = find(world, id);
    if (kept.versions.at(-1)?.version !== version) {
      const next = "Look at it again and repeat your change.";
      throw hostError("workflow.changed", "This workflow was changed meanwhile.", next);
    }
    return write(world, kept, spec);
  },
  duplicate_workflows: (world: World, { ids }: Ids) =>
    ids.map((id) => {
      const { spec } = find(world, id);
      return create(world, { ...spec, name: nameFor(world, spec.name) });
    }),
  set_workflow_status: (world: World, { ids, status }: Ids & { status: WorkflowStatus }) =>
    change(world, ids, ({ spec }) => ({ spec: { ...spec, status } })),
  tag_workflows: (world: World, { ids, add, remove }: Ids & { add: string[]; remove: string[] }) =>
    change(world, ids, ({ spec }) => ({
      spec: { ...spec, tags: [...new Set([...spec.tags, ...add])].filter((tag) => !remove.includes(tag)) },
    })),
  delete_workflows: (world: World, { ids }: Ids) => {
    world.deletedWorkflows = [...world.deletedWorkflows, ...world.workflows.filter(({ id }) => ids.includes(id))];
    world.workflows = world.workflows.filter(({ id }) => !ids.includes(id));
    return null;
  },
  restore_workflows: (world: World, { ids }: Ids) => {
    world.workflows = [...world.workflows, ...world.deletedWorkflows.filter(({ id }) => ids.includes(id))];
    world.deletedWorkflows = world.deletedWorkflows.filter(({ id }) => !ids.includes(id));
    return null;
  },
  list_tags: (world: World): TagCount[] => {
    const counts = new Map<string, number>();
    for (const { spec } of world.workflows) for (const tag of spec.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
    return [...counts].map(([tag, workflows]) => ({ tag, workflows })).sort((a, b) => a.tag.localeCompare(b.tag));
  },
  workflow_versions: (world: World, { id }: { id: string }): WorkflowVersion[] =>
    find(world, id)
      .versions.map(({ spec: _spec, ...version }) => version)
      .reverse(),
  workflow_at: (world: World, { id, version }: { id: string; version: number }): WorkflowSpec => {
    const kept = find(world, id).versions.find((one) => one.version === version);
    if (!kept) throw hostError("not_found", "This version is not kept.", "Choose another one.");
    return kept.spec;
  },
  export_workflows: (_world: World, { ids }: Ids) => ({ folder: "/home/ana/Queries", files: ids.length }),
  import_workflows: (world: World, { files }: { files: WorkflowFile[] }) => files.map((file) => imported(world, file)),
  list_saved_filters: (world: World) => [...world.savedFilters].sort((a, b) => a.name.localeCompare(b.name)),
  save_filter: (world: World, { name, query }: { name: string; query: WorkflowQuery }) => {
    const id = world.savedFilters.find((one) => one.name === name)?.id ?? `f-${world.savedFilters.length + 1}`;
    world.savedFilters = [...world.savedFilters.filter((one) => one.id !== id), { id, name, query }];
    return id;
  },
  delete_saved_filter: (world: World, { id }: { id: string }) => move(world, id, "savedFilters", "deletedFilters"),
  restore_saved_filter: (world: World, { id }: { id: string }) => move(world, id, "deletedFilters", "savedFilters"),
  compare_workflow: (world: World, { id }: { id: string }) => {
    const kept = find(world, id);
    return keepAsked(
      world,
      id,
      kept.spec.instance_ids.map((instance) => atAmazon(world, kept, instance)),
    );
  },
  push_workflow: (world: World, { id, instanceIds }: { id: string; instanceIds: string[] }) => {
    const done = instanceIds.map((instance) => {
      const kept = find(world, id);
      const before = remoteState(kept, instance);
      const saved = { sql: kept.spec.sql, saved_version: kept.versions.at(-1)?.version ?? 1 };
      if (!world.refusing.includes(instance))
        change(world, [id], () => ({ amazon: { ...kept.amazon, [instance]: saved } }));
      const word = before === "not_there" ? "created" : before === "deleted_there" ? "made anew" : "updated";
      return atAmazon(world, find(world, id), instance, word);
    });
    return keepAsked(world, id, done);
  },
  pull_workflow: (world: World, { id, instanceId }: { id: string; instanceId: string }) => {
    const kept = find(world, id);
    const there = kept.amazon[instanceId];
    if (!there?.sql) throw hostError("not_found", "Amazon keeps no query there.", "Ask again how it stands.");
    const name = world.instances.find((one) => one.id === instanceId)?.name ?? instanceId;
    const version = write(world, kept, { ...kept.spec, sql: there.sql }, `taken over from Amazon, ${name}`);
    const now = find(world, id);
    change(world, [id], () => ({
      amazon: { ...now.amazon, [instanceId]: { sql: there.sql, saved_version: version } },
    }));
    keepAsked(world, id, [atAmazon(world, find(world, id), instanceId)]);
    return version;
  },
};

function move(world: World, id: string, from: "savedFilters" | "deletedFilters", to: typeof from): null {
  const found: SavedFilter | undefined = world[from].find((one) => one.id === id);
  if (!found) throw hostError("not_found", "This filter is not there any more.", "Choose another one.");
  world[from] = world[from].filter((one) => one !== found);
  world[to] = [...world[to], found];
  return null;
}
