// What can be done with the open queries as such: by menu, by key and from the list of commands.
import { useQueryClient } from "@tanstack/react-query";
import { useActions } from "@/app/actions";
import { plural } from "@/components/format";
import { keyName, useKeys } from "@/components/keys";
import { useToast } from "@/components/Toast";
import { queries } from "@/ipc/queries";
import { forgetEditor } from "./editor/Editor";
import { forgetKeptRun } from "./kept_runs";
import { openTab } from "./open_tab";
import { inOrder, movedTo, othersOf, rightOf } from "./tab_order";
import { type Tabs, useNewTab } from "./tabs";
import { forgetTrial } from "./trials";

export const listKeys = (): string => keyName("Shift A");

export function useTabActions(on: Tabs, showList: () => void) {
  const client = useQueryClient();
  const toast = useToast();
  const newTab = useNewTab();
  const { tabs, current } = on;

  const close = (ids: string[]) => {
    const order = tabs.map((tab) => tab.id);
    const [only] = ids.length === 1 ? tabs.filter((tab) => tab.id === ids[0]) : [];
    on.close(ids).then(
      () => {
        for (const id of ids) {
          forgetEditor(id);
          forgetKeptRun(id);
          forgetTrial(id);
        }
        toast.show({
          text: only ? `${only.title} closed` : `${plural(ids.length, "query", "queries")} closed`,
          action: {
            word: "Undo",
            run: () =>
              on.reopen(ids).then(() => {
                // Those that were opened meanwhile stay behind them.
                const now = inOrder(client.getQueryData(queries.tabs().queryKey) ?? []).map((tab) => tab.id);
                on.arrange([...order.filter((id) => now.includes(id)), ...now.filter((id) => !order.includes(id))]);
              }, toast.fail),
          },
        });
      },
      (thrown: unknown) => toast.fail(thrown),
    );
  };

  const reopen = (id: string) => on.reopen([id]).catch(toast.fail);
  const reopenLast = async () => {
    const [last] = await client.fetchQuery(queries.closedTabs());
    if (last) await on.reopen([last.id]);
    else toast.show({ text: "No query was closed." });
  };
  const move = (id: string, to: number) => on.arrange(movedTo(tabs, id, to));
  const moveBy = (id: string, by: number) => move(id, tabs.findIndex((tab) => tab.id === id) + by);
  const pin = (id: string, pinned: boolean) => on.update(id, { pinned });
  const walk = (by: number) => {
    const at = tabs.findIndex((tab) => tab.id === current?.id);
    const next = tabs[(at + by + tabs.length) % tabs.length];
    if (next) openTab(next.id);
  };
  const actions = {
    open: openTab,
    create: () => void newTab({}).catch(toast.fail),
    rename: (id: string, title: string) => on.update(id, { title }),
    pin,
    move,
    moveBy,
    close: (id: string) => close([id]),
    closeOthers: (id: string) => close(othersOf(tabs, id)),
    closeRight: (id: string) => close(rightOf(tabs, id)),
    reopen,
    reopenLast: () => void reopenLast().catch(toast.fail),
    showList,
  };

  const onCurrent = (run: (id: string) => void) => () => current && run(current.id);
  useKeys({
    "mod+shift+t": actions.reopenLast,
    "mod+shift+a": showList,
    "mod+pageup": () => walk(-1),
    "mod+pagedown": () => walk(1),
    "mod+shift+pageup": onCurrent((id) => moveBy(id, -1)),
    "mod+shift+pagedown": onCurrent((id) => moveBy(id, 1)),
  });
  const none = current === null;
  useActions([
    { word: "Open and closed queries", keys: listKeys(), run: showList },
    { word: "Reopen the query that was closed last", keys: keyName("Shift T"), run: actions.reopenLast },
    {
      word: current?.pinned ? "Unpin this query" : "Pin this query",
      disabled: none,
      run: onCurrent((id) => pin(id, !current?.pinned)),
    },
    { word: "Close this query", disabled: none, run: onCurrent(actions.close) },
    {
      word: "Close the other queries",
      disabled: !current || othersOf(tabs, current.id).length === 0,
      run: onCurrent(actions.closeOthers),
    },
    {
      word: "Close the queries to the right",
      disabled: !current || rightOf(tabs, current.id).length === 0,
      run: onCurrent(actions.closeRight),
    },
  ]);
  return actions;
}

export type TabActions = ReturnType<typeof useTabActions>;
