import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { reveal, type Sought } from "@/features/catalog/sought";
import { openTab, useOpenTab } from "@/features/query/open_tab";
import { useNewTab } from "@/features/query/tabs";
import { queries } from "@/ipc/queries";

/** Opens a table, or a column in it, in the tree beside a query: beside one that can read it. */
export function useOpenInTree(): (sought: Sought) => Promise<void> {
  const navigate = useNavigate();
  const newTab = useNewTab();
  const tabs = useQuery(queries.tabs()).data ?? [];
  const open = useOpenTab();
  return async (sought) => {
    const kept = sought.tree === "kept";
    const reads = (tab: (typeof tabs)[number]) => (tab.target === "kept") === kept;
    const current = tabs.find((tab) => tab.id === open) ?? tabs[0];
    if (!current || !reads(current)) {
      const other = tabs.find(reads);
      if (other) openTab(other.id);
      else await newTab(kept ? { target: "kept" } : {});
    }
    reveal(sought);
    await navigate({ to: "/query" });
  };
}
