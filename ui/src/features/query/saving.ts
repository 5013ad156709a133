// Saves queries as workflows: at once where one is known, after its name and tags where none is.
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useActions } from "@/app/actions";
import { keyName, useKeys } from "@/components/keys";
import { useToast } from "@/components/Toast";
import { api, asAppError, type QueryTab, type WorkflowDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { differs, specOf, takenFrom } from "./saved";
import { keeper, type Tabs } from "./tabs";

/** What is asked while a query is being saved. */
export type Asked =
  | { what: "name"; tab: QueryTab; tags: string[]; title: string; gone: boolean }
  | { what: "conflict"; tab: QueryTab; theirs: WorkflowDetail };

export function useSaving({ tabs, current, update }: Pick<Tabs, "tabs" | "current" | "update">) {
  const client = useQueryClient();
  const toast = useToast();
  const [asked, setAsked] = useState<Asked | null>(null);
  const read = (id: string) => client.fetchQuery({ ...queries.workflow(id), staleTime: 0 });
  const changed = (id: string) => {
    void client.invalidateQueries({ queryKey: ["workflows"] });
    return client.invalidateQueries({ queryKey: queries.workflow(id).queryKey });
  };
  const find = (id: string) => tabs.find((tab) => tab.id === id);
  const ask = (tab: QueryTab, tags: string[] = [], title = tab.title, gone = false) =>
    setAsked({ what: "name", tab, tags, title, gone });

  const saveAs = async (id: string) => {
    const tab = find(id);
    if (!tab) return;
    const before = tab.workflow_id === null ? null : await read(tab.workflow_id).catch(() => null);
    ask(tab, before?.spec.tags, before ? `${tab.title} (copy)` : tab.title);
  };

  const write = async (tab: QueryTab, workflow: WorkflowDetail, version: number) => {
    const now = await api.updateWorkflow(workflow.id, version, specOf(tab, workflow.spec));
    update(tab.id, { workflow_version: now });
    await changed(workflow.id);
    toast.show({ text: `${tab.title} saved as version ${now}` });
  };

  const save = async (id: string) => {
    await keeper.flush();
    const tab = find(id);
    if (!tab) return;
    if (tab.workflow_id === null) return ask(tab);
    try {
      const workflow = await read(tab.workflow_id);
      const version = tab.workflow_version ?? workflow.version;
      if (version === workflow.version && !differs(tab, workflow.spec)) {
        toast.show({ text: `${tab.title} is saved already, as version ${version}` });
      } else await write(tab, workflow, version);
    } catch (thrown) {
      const { code } = asAppError(thrown);
      if (code === "workflow.changed") setAsked({ what: "conflict", tab, theirs: await read(tab.workflow_id) });
      else if (code === "not_found") ask(tab, [], tab.title, true);
      else throw thrown;
    }
  };

  /** Keeps a new workflow, which the tab is from then on. */
  const create = async (tab: QueryTab, name: string, tags: string[]) => {
    const before =
      tab.workflow_id === null ? undefined : client.getQueryData(queries.workflow(tab.workflow_id).queryKey);
    const spec = { ...specOf({ ...tab, title: name }, before?.spec), tags };
    const id = await api.createWorkflow(spec);
    update(tab.id, { title: name, workflow_id: id, workflow_version: 1 });
    await changed(id);
    setAsked(null);
    toast.show({ text: `${name} saved as a workflow` });
  };
  const keepTheirs = (tab: QueryTab, theirs: WorkflowDetail) => {
    update(tab.id, takenFrom(theirs));
    setAsked(null);
    toast.show({
      text: `${theirs.name} is now version ${theirs.version}`,
      action: { word: "Bring mine back", run: () => update(tab.id, tab) },
    });
  };
  const overwrite = async (tab: QueryTab, theirs: WorkflowDetail) => {
    await write(tab, theirs, theirs.version);
    setAsked(null);
  };

  const run = (what: (id: string) => Promise<void>) => (id: string) => {
    if (find(id)?.target === "kept")
      toast.show({ text: "Only queries for Amazon are workflows. This one is kept in its tab." });
    else void what(id).catch(toast.fail);
  };
  const actions = { save: run(save), saveAs: run(saveAs) };
  const onCurrent = (what: (id: string) => void) => () => current && what(current.id);
  useKeys({ "mod+s": onCurrent(actions.save), "mod+shift+s": onCurrent(actions.saveAs) });
  useActions([
    { word: "Save as a workflow", keys: keyName("S"), disabled: current === null, run: onCurrent(actions.save) },
    { word: "Save as…", keys: keyName("Shift S"), disabled: current === null, run: onCurrent(actions.saveAs) },
  ]);
  return { ...actions, asked, leave: () => setAsked(null), ask, create, keepTheirs, overwrite };
}

export type Saving = ReturnType<typeof useSaving>;
