// What a person does to workflows, and how it is taken back.
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { api, type WorkflowDetail, type WorkflowPage, type WorkflowStatus, type WorkflowSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { STATUS_WORDS } from "./words";

/** Marks stale what is known of workflows. */
export function forgetWorkflows(client: QueryClient): void {
  for (const key of ["workflows", "workflow", "workflow-versions", "workflow-tags"])
    void client.invalidateQueries({ queryKey: [key] });
}

/** What is known of a workflow without asking. */
function known(client: QueryClient, id: string): WorkflowSummary | undefined {
  const pages = client.getQueriesData<WorkflowPage>({ queryKey: ["workflows"] });
  const listed = pages.flatMap(([, page]) => page?.workflows ?? []).find((one) => one.id === id);
  return listed ?? client.getQueryData(queries.workflow(id).queryKey);
}

/** The name of one, or how many there are. */
function named(client: QueryClient, ids: readonly string[]): string {
  const [only] = ids;
  return (ids.length === 1 && only && known(client, only)?.name) || plural(ids.length, "workflow");
}

const DONE: Record<WorkflowStatus, string> = { active: "in use", draft: "back to draft", archived: "archived" };

/** Gives statuses and tags, copies, exports and deletes; what can be taken back offers it. */
export function useWorkflowChanges() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const here = useParams({ strict: false }).id;
  const toast = useToast();
  const onSettled = () => forgetWorkflows(client);
  const ended = { onError: toast.fail, onSettled };

  const backTo = useMutation({
    mutationFn: async (before: Map<WorkflowStatus, string[]>) => {
      for (const [status, ids] of before) await api.setWorkflowStatus(ids, status);
    },
    ...ended,
  });
  const status = useMutation({
    mutationFn: ({ ids, to }: { ids: string[]; to: WorkflowStatus }) => api.setWorkflowStatus(ids, to),
    onMutate: ({ ids }) => {
      const before = new Map<WorkflowStatus, string[]>();
      for (const id of ids) {
        const was = known(client, id)?.status;
        // Of workflows that were never shown it is not known what they were.
        if (!was) return null;
        before.set(was, [...(before.get(was) ?? []), id]);
      }
      return before;
    },
    onSuccess: (_done, { ids, to }, before) =>
      toast.show({
        text: `${named(client, ids)} ${DONE[to]}`,
        ...(before && { action: { word: "Undo", run: () => backTo.mutate(before) } }),
      }),
    ...ended,
  });
  const restore = useMutation({
    mutationFn: (ids: string[]) => api.restoreWorkflows(ids),
    onSuccess: (_done, ids) => toast.show({ text: `${plural(ids.length, "workflow")} back` }),
    ...ended,
  });
  const remove = useMutation({
    mutationFn: ({ ids }: { ids: string[]; name: string }) => api.deleteWorkflows(ids),
    onMutate: async ({ ids }) => {
      // What is deleted is not shown meanwhile, or it would be asked for once more when it is gone.
      await client.cancelQueries({ queryKey: ["workflows"] });
      const gone = new Set(ids);
      client.setQueriesData<WorkflowPage>({ queryKey: ["workflows"] }, (page) => page && without(page, gone));
      if (here && gone.has(here)) await navigate({ to: "/workflows", replace: true });
    },
    onSuccess: (_done, { ids, name }) =>
      toast.show({ text: `${name} deleted`, action: { word: "Undo", run: () => restore.mutate(ids) } }),
    ...ended,
  });
  const duplicate = useMutation({
    mutationFn: (ids: string[]) => api.duplicateWorkflows(ids),
    onSuccess: (made, ids) => {
      toast.show({
        text: `${named(client, ids)} duplicated`,
        action: { word: "Undo", run: () => remove.mutate({ ids: made, name: plural(made.length, "copy", "copies") }) },
      });
      const [only] = made;
      if (only && made.length === 1) void navigate({ to: "/workflows/$id", params: { id: only } });
    },
    ...ended,
  });
  const tag = useMutation({
    mutationFn: ({ ids, add, remove }: { ids: string[]; add: string[]; remove: string[] }) =>
      api.tagWorkflows(ids, add, remove),
    ...ended,
  });
  const files = useMutation({
    mutationFn: (ids: string[]) => api.exportWorkflows(ids),
    onSuccess: (written) => {
      if (written) toast.show({ text: `${plural(written.files, "file")} written to ${written.folder}` });
    },
    onError: toast.fail,
  });
  return {
    busy: [status, remove, duplicate, tag, files].some(({ isPending }) => isPending),
    setStatus: (ids: string[], to: WorkflowStatus) => status.mutate({ ids, to }),
    remove: (ids: string[]) => remove.mutate({ ids, name: named(client, ids) }),
    duplicate: (ids: string[]) => duplicate.mutate(ids),
    export: (ids: string[]) => files.mutate(ids),
    tag,
  };
}

function without(page: WorkflowPage, gone: ReadonlySet<string>): WorkflowPage {
  const workflows = page.workflows.filter(({ id }) => !gone.has(id));
  const less = page.workflows.length - workflows.length;
  return { workflows, total: page.total - less, all: page.all - less };
}

/** Changes what a person said of a workflow, in the version in which it was read. */
export function useRewrite({ id, version, spec }: Pick<WorkflowDetail, "id" | "version" | "spec">) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Partial<WorkflowDetail["spec"]>) => api.updateWorkflow(id, version, { ...spec, ...change }),
    onSettled: () => forgetWorkflows(client),
  });
}

export const statusActions = (now: WorkflowStatus | null): { to: WorkflowStatus; word: string }[] =>
  (
    [
      { to: "active", word: now === "archived" ? "Take into use again" : "Activate" },
      { to: "draft", word: `Make it a ${STATUS_WORDS.draft.toLowerCase()}` },
      { to: "archived", word: "Archive" },
    ] as const
  ).filter(({ to }) => to !== now);
