// What a person does to dashboards, and how it is taken back.
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { NEW } from "@/components/drafts";
import { useToast } from "@/components/Toast";
import { api, type DashboardFilter, type DashboardSummary, type Widget } from "@/ipc";
import { queries } from "@/ipc/queries";
import { begin, type Draft, dropDraft, follow, getDraft, toSpec } from "./draft";
import { forgetOpen } from "./open";
import { specPart, titleOf, withOtherQueries } from "./widgets";

export const forgetDashboards = (client: QueryClient): Promise<void> =>
  client.invalidateQueries({ queryKey: queries.dashboards().queryKey });

const readAgain = (client: QueryClient, id: string) => client.fetchQuery({ ...queries.dashboard(id), staleTime: 0 });

/** Keeps what was written. What goes wrong is told in the pane. */
export function useSave(key: string, onSaved: (id: string, changed: string[]) => void) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async (draft: Draft) => {
      const before = key === NEW ? null : (client.getQueryData(queries.dashboard(key).queryKey) ?? null);
      const id = await api.saveDashboard(before && key, toSpec(draft, before?.filters ?? []), draft.changed_at);
      return { id, changed: withOtherQueries(draft.widgets, before) };
    },
    onSuccess: async ({ id, changed }, kept) => {
      const { changed_at } = await readAgain(client, id);
      const now = getDraft(key);
      dropDraft(key);
      // What was written while it was being kept is still to be saved.
      if (now && now !== kept) begin(id, { ...now, changed_at }, { ...kept, changed_at });
      void forgetDashboards(client);
      toast.show({ text: `${kept.name.trim()} saved` });
      onSaved(id, changed);
    },
  });
}

/** Keeps the filters as they are chosen, one choice after the other. */
export function useSaveFilters(id: string) {
  const client = useQueryClient();
  const toast = useToast();
  const { queryKey } = queries.dashboard(id);
  return useMutation({
    scope: { id: `filters of ${id}` },
    onMutate: async (filters: DashboardFilter[]) => {
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, (now) => now && { ...now, filters });
    },
    mutationFn: async (filters: DashboardFilter[]) => {
      const now = client.getQueryData(queryKey);
      if (!now) return;
      await api.saveDashboard(id, { ...specPart(now), filters }, now.changed_at);
      const { changed_at } = await api.getDashboard(id);
      client.setQueryData(queryKey, (known) => known && { ...known, changed_at });
      follow(id, now.changed_at, changed_at);
    },
    onError: (thrown) => {
      toast.fail(thrown);
      void client.invalidateQueries({ queryKey });
    },
  });
}

/** Takes a widget away at once, with a way back. */
export function useKeepWidgets(id: string) {
  const client = useQueryClient();
  const toast = useToast();
  const { queryKey } = queries.dashboard(id);
  const keep = async (widgets: Widget[]) => {
    const now = client.getQueryData(queryKey);
    if (!now) return;
    await api.saveDashboard(id, { ...specPart(now), widgets }, now.changed_at);
    await readAgain(client, id);
    void forgetDashboards(client);
  };
  return useMutation({
    mutationFn: async ({ widgets }: { widgets: Widget[]; removed: Widget }) => {
      const before = client.getQueryData(queryKey)?.widgets ?? [];
      await keep(widgets);
      return before;
    },
    onSuccess: (before, { removed }) => {
      const run = () => void keep(before).catch(toast.fail);
      toast.show({ text: `${titleOf(removed)} removed`, action: { word: "Undo", run } });
    },
    onError: (thrown) => {
      toast.fail(thrown);
      void client.invalidateQueries({ queryKey });
    },
  });
}

/** Deletes a dashboard, with a way back; what was written of it and not saved stays for when it comes back. */
export function useRemove() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const here = useParams({ strict: false }).id;
  const toast = useToast();
  const ended = { onError: toast.fail, onSettled: () => forgetDashboards(client) };
  const restore = useMutation({
    mutationFn: ({ id }: Pick<DashboardSummary, "id" | "name">) => api.restoreDashboard(id),
    onSuccess: (_done, { name }) => toast.show({ text: `${name} back` }),
    ...ended,
  });
  return useMutation({
    mutationFn: ({ id }: Pick<DashboardSummary, "id" | "name">) => api.deleteDashboard(id),
    onSuccess: (_done, one) => {
      client.setQueryData(queries.dashboards().queryKey, (all) => all?.filter(({ id }) => id !== one.id));
      if (here === one.id) {
        forgetOpen();
        void navigate({ to: "/dashboards", replace: true });
      }
      toast.show({ text: `${one.name} deleted`, action: { word: "Undo", run: () => restore.mutate(one) } });
    },
    ...ended,
  });
}

/** `Weekly, copy`, or with a number where there is one already. */
export function copyName(name: string, taken: ReadonlySet<string>): string {
  const first = `${name}, copy`;
  if (!taken.has(first)) return first;
  let n = 2;
  while (taken.has(`${first} ${n}`)) n += 1;
  return `${first} ${n}`;
}

/** A dashboard with everything of another, under a name of its own. */
export function useDuplicate(onMade: (id: string) => void) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async (id: string) => {
      const [spec, all] = [await api.getDashboard(id), await client.ensureQueryData(queries.dashboards())];
      const name = copyName(spec.name, new Set(all.map((one) => one.name)));
      const widgets = spec.widgets.map((each) => ({ ...each, id: crypto.randomUUID() }));
      return { name, id: await api.saveDashboard(null, { ...specPart(spec), name, widgets }, null) };
    },
    onSuccess: async ({ id, name }) => {
      await forgetDashboards(client);
      toast.show({ text: `${name} saved`, action: { word: "Open", run: () => onMade(id) } });
    },
    onError: toast.fail,
  });
}
