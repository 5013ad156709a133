// Workflows of the fake host, as far as saving a query needs them.
import type { WorkflowDetail, WorkflowSpec } from "./bindings";
import { hostError } from "./browser";
import type { World } from "./fake_world";

const kept = new WeakMap<World, Map<string, WorkflowDetail>>();

/** The workflows of a world, by id. */
export function workflowsOf(world: World): Map<string, WorkflowDetail> {
  const made = kept.get(world) ?? new Map<string, WorkflowDetail>();
  kept.set(world, made);
  return made;
}

export const workflowOf = (id: string, spec: WorkflowSpec, version: number, at: number): WorkflowDetail => ({
  id,
  name: spec.name,
  description: spec.description,
  status: spec.status,
  tags: spec.tags,
  instance_ids: spec.instance_ids,
  window: spec.window,
  version,
  created_at: at,
  changed_at: at,
  runs: 0,
  last_run: null,
  schedules_on: 0,
  schedules_paused: 0,
  spec,
  schedules: [],
  executions: [],
  at_amazon: [],
});

const one = (world: World, id: string): WorkflowDetail => {
  const found = workflowsOf(world).get(id);
  if (!found) throw hostError("not_found", "There is no such workflow.", "It may have been deleted.");
  return found;
};

export const WORKFLOW_SAVING = {
  get_workflow: (world: World, { id }: { id: string }) => one(world, id),
  create_workflow: (world: World, { spec }: { spec: WorkflowSpec }): string => {
    const id = `wf_NEW0000${workflowsOf(world).size}`;
    workflowsOf(world).set(id, workflowOf(id, spec, 1, world.now));
    return id;
  },
  update_workflow: (
    world: World,
    { id, version, spec }: { id: string; version: number; spec: WorkflowSpec },
  ): number => {
    if (one(world, id).version !== version) {
      throw hostError(
        "workflow.changed",
        "This workflow was changed meanwhile.",
        "Look at it again and repeat your change, or save yours as a copy.",
      );
    }
    workflowsOf(world).set(id, workflowOf(id, spec, version + 1, world.now));
    return version + 1;
  },
};
