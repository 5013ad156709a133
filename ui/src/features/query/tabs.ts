// The open queries. Every change is on its way to the disk as soon as it is made.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { api, asAppError, type QueryTab } from "@/ipc";
import { queries } from "@/ipc/queries";
import { openTab, useOpenTab } from "./open_tab";
import { TabKeeper } from "./tab_keeper";

export const keeper = new TabKeeper((tab) => api.saveTab(tab));

export const FIRST_WINDOW = { kind: "last_full_weeks", weeks: 4 } as const;

function freshTab(tabs: QueryTab[], given: Partial<QueryTab>): QueryTab {
  const taken = new Set(tabs.map((tab) => tab.title));
  let n = tabs.length + 1;
  while (taken.has(`Query ${n}`)) n += 1;
  const last = tabs.at(-1);
  return {
    id: crypto.randomUUID(),
    title: `Query ${n}`,
    sql: "",
    // A new query most often goes to the same instances over the same dates.
    instance_ids: last?.instance_ids ?? [],
    window: last?.window ?? FIRST_WINDOW,
    parameter_values: {},
    pinned: false,
    workflow_id: null,
    workflow_version: null,
    ...given,
    position: Math.max(-1, ...tabs.map((tab) => tab.position)) + 1,
    updated_at: Date.now(),
  };
}

const setTabs = (client: QueryClient, change: (tabs: QueryTab[]) => QueryTab[]) =>
  client.setQueryData(queries.tabs().queryKey, (tabs) => change(tabs ?? []));

/** Opens a new query, also from places where the tabs are not shown. */
export function useNewTab(): (given: Partial<QueryTab>) => Promise<QueryTab> {
  const client = useQueryClient();
  return useCallback(
    async (given) => {
      const tabs = await client.ensureQueryData(queries.tabs());
      const tab = freshTab(tabs, given);
      setTabs(client, (all) => [...all, tab]);
      keeper.keep(tab);
      openTab(tab.id);
      return tab;
    },
    [client],
  );
}

export function useTabs() {
  const client = useQueryClient();
  const query = useQuery(queries.tabs());
  const chosen = useOpenTab();
  const failed = useSyncExternalStore(keeper.subscribe, () => keeper.failure);
  const tabs = useMemo(() => [...(query.data ?? [])].sort((a, b) => a.position - b.position), [query.data]);
  const current = tabs.find((tab) => tab.id === chosen) ?? tabs[0] ?? null;

  const update = useCallback(
    (id: string, change: Partial<QueryTab>) => {
      setTabs(client, (all) =>
        all.map((tab) => {
          if (tab.id !== id) return tab;
          const next = { ...tab, ...change, updated_at: Date.now() };
          keeper.keep(next);
          return next;
        }),
      );
    },
    [client],
  );

  const close = useCallback(
    async (id: string) => {
      const tab = tabs.find((entry) => entry.id === id);
      const at = tabs.findIndex((entry) => entry.id === id);
      // A write that ends after the removal would bring the tab back.
      await keeper.forget(id);
      await api.closeTab(id);
      setTabs(client, (all) => all.filter((entry) => entry.id !== id));
      const neighbour = tabs[at + 1] ?? tabs[at - 1];
      if (neighbour && current?.id === id) openTab(neighbour.id);
      return tab;
    },
    [client, tabs, current],
  );

  /** Puts a closed tab back where it was. */
  const reopen = useCallback(
    (tab: QueryTab) => {
      setTabs(client, (all) => [...all, tab]);
      keeper.keep(tab);
      openTab(tab.id);
    },
    [client],
  );

  return { query, tabs, current, update, close, reopen, failure: failed ? asAppError(failed) : null };
}

/** Keeps what is not yet on disk when the window is hidden or closed. */
export function useFlushOnHide(): void {
  useEffect(() => {
    const flush = () => void keeper.flush();
    const hidden = () => document.visibilityState === "hidden" && flush();
    document.addEventListener("visibilitychange", hidden);
    window.addEventListener("pagehide", flush);
    window.addEventListener("blur", flush);
    return () => {
      flush();
      document.removeEventListener("visibilitychange", hidden);
      window.removeEventListener("pagehide", flush);
      window.removeEventListener("blur", flush);
    };
  }, []);
}
