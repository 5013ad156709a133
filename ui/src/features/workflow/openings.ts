// Where a workflow is taken to: a query tab, a run, a new schedule.
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useToast } from "@/components/Toast";
import { openTab } from "@/features/query/open_tab";
import { useNewTab } from "@/features/query/tabs";
import { useBeginSchedule } from "@/features/schedule/begin";
import { ofWorkflow } from "@/features/schedule/form/draft";
import type { WindowSpec } from "@/ipc";
import { queries } from "@/ipc/queries";

/** Puts the focus on what is looked at before a run, once the query is drawn: that shows it. */
const focusReview = (): void =>
  void requestAnimationFrame(() =>
    document.querySelector<HTMLElement>('[aria-label="Before the run"] [role="tab"]:nth-of-type(2)')?.focus(),
  );

export function useOpenings() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const begin = useBeginSchedule();
  return useMemo(() => {
    // What is opened goes on from the newest version.
    const newest = (id: string) => client.fetchQuery({ ...queries.workflow(id), staleTime: 0 });
    const open = async (id: string) => {
      const { name, version, spec } = await newest(id);
      const tabs = await client.ensureQueryData(queries.tabs());
      const there = tabs.find((tab) => tab.workflow_id === id && tab.workflow_version === version);
      if (there) openTab(there.id);
      else {
        const { sql, instance_ids, window, parameter_values } = spec;
        const origin = { workflow_id: id, workflow_version: version };
        await newTab({ title: name, sql, instance_ids, window, parameter_values, ...origin });
      }
      await navigate({ to: "/query" });
    };
    const openOver = async (id: string, instance: string, window: WindowSpec) => {
      const { name, version, spec } = await newest(id);
      const { sql, parameter_values } = spec;
      const origin = { workflow_id: id, workflow_version: version };
      await newTab({ title: name, sql, instance_ids: [instance], window, parameter_values, ...origin });
      await navigate({ to: "/query" });
    };
    return {
      open: (id: string) => void open(id).catch(toast.fail),
      /** Opens the query with what there is to know before it runs. */
      run: (id: string) => void open(id).then(focusReview, toast.fail),
      /** The same over some dates on one instance, in a tab of its own. */
      runOver: (id: string, instance: string, window: WindowSpec) =>
        void openOver(id, instance, window).then(focusReview, toast.fail),
      schedule: (id: string) => void newest(id).then((kept) => begin(ofWorkflow(kept)), toast.fail),
    };
  }, [client, navigate, newTab, toast, begin]);
}
