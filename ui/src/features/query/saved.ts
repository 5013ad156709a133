// A query and the workflow that it was opened from or saved as: what is saved, and whether the tab differs from it.
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { QueryTab, WorkflowDetail, WorkflowSpec } from "@/ipc";
import { queries } from "@/ipc/queries";

type Written = Pick<QueryTab, "title" | "sql" | "instance_ids" | "window" | "parameter_values">;

const sorted = (values: object): string =>
  JSON.stringify(Object.entries(values).sort(([a], [b]) => a.localeCompare(b)));

/** Whether a tab says something else than what is saved. The order of instances says nothing. */
export function differs(tab: Written, spec: WorkflowSpec): boolean {
  return (
    tab.title !== spec.name ||
    tab.sql !== spec.sql ||
    [...tab.instance_ids].sort().join() !== [...spec.instance_ids].sort().join() ||
    sorted(tab.window) !== sorted(spec.window) ||
    sorted(tab.parameter_values) !== sorted(spec.parameter_values)
  );
}

/** What is saved of a tab; what the editor does not show stays as `before` has it. */
export const specOf = (tab: Written, before?: WorkflowSpec): WorkflowSpec => ({
  description: "",
  tags: [],
  status: "active",
  ...before,
  name: tab.title,
  sql: tab.sql,
  instance_ids: tab.instance_ids,
  window: tab.window,
  parameter_values: tab.parameter_values,
});

/** What a tab takes over of a workflow. */
export const takenFrom = ({ id, version, spec }: WorkflowDetail): Partial<QueryTab> => ({
  title: spec.name,
  sql: spec.sql,
  instance_ids: spec.instance_ids,
  window: spec.window,
  parameter_values: spec.parameter_values,
  workflow_id: id,
  workflow_version: version,
});

/** The workflow of a tab; none while it has none, or none is known yet. */
export function useWorkflow(id: string | null): WorkflowDetail | undefined {
  return useQuery({ ...queries.workflow(id ?? ""), enabled: id !== null }).data;
}

/** Tabs that differ from the workflow they are saved as. */
export function useEdited(tabs: readonly QueryTab[]): ReadonlySet<string> {
  const ids = useMemo(() => [...new Set(tabs.flatMap(({ workflow_id }) => workflow_id ?? []))], [tabs]);
  const known = useQueries({ queries: ids.map((id) => queries.workflow(id)) });
  const specs = new Map(known.flatMap(({ data }) => (data ? [[data.id, data.spec] as const] : [])));
  const edited = tabs.filter((tab) => {
    const spec = tab.workflow_id === null ? undefined : specs.get(tab.workflow_id);
    return spec !== undefined && differs(tab, spec);
  });
  return new Set(edited.map(({ id }) => id));
}
