// The open queries. Every change is on its way to the disk as soon as it is made.
import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useSyncExternalStore } from "react";
import { api, asAppError, type QueryTab } from "@/ipc";
import { queries } from "@/ipc/queries";
import { openTab, useOpenTab } from "./open_tab";
import { TabKeeper } from "./tab_keeper";
import { inOrder } from "./tab_order";

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

const closedChanged = (client: QueryClient) => client.invalidateQueries({ queryKey: queries.closedTabs().queryKey });

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
  const tabs = useMemo(() => inOrder(query.data ?? []), [query.data]);
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

  /** Puts tabs into the order of their ids. */
  const arrange = useCallback(
    (ids: string[]) => {
      setTabs(client, (all) =>
        all.map((tab) => {
          const position = ids.indexOf(tab.id);
          if (position < 0 || position === tab.position) return tab;
          const next = { ...tab, position };
          keeper.keep(next);
          return next;
        }),
      );
    },
    [client],
  );

  /** Closes tabs, which the host goes on keeping as closed ones. */
  const close = useCallback(
    async (ids: string[]) => {
      const going = new Set(ids);
      for (const id of ids) {
        // The last keystroke is kept with it; a write that ends after the removal would bring the tab back.
        await keeper.settle(id);
        await api.closeTab(id);
        setTabs(client, (all) => all.filter((entry) => entry.id !== id));
      }
      if (current && going.has(current.id)) {
        const at = tabs.findIndex((tab) => tab.id === current.id);
        const stays = (tab: QueryTab) => !going.has(tab.id);
        const neighbour = tabs.slice(at).find(stays) ?? tabs.slice(0, at).findLast(stays);
        if (neighbour) openTab(neighbour.id);
      }
      void closedChanged(client);
    },
    [client, tabs, current],
  );

  /** Opens closed tabs again; the last of them comes to the front. */
  const reopen = useCallback(
    async (ids: string[]) => {
      for (const id of ids) {
        const tab = await api.reopenTab(id);
        keeper.remember(id);
        setTabs(client, (all) => [...all.filter((entry) => entry.id !== id), tab]);
        openTab(id);
      }
      void closedChanged(client);
    },
    [client],
  );

  return { query, tabs, current, update, arrange, close, reopen, failure: failed ? asAppError(failed) : null };
}

export type Tabs = ReturnType<typeof useTabs>;

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
