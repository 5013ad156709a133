// The order of the open queries: pinned ones first, each kind by its place.
import type { QueryTab } from "@/ipc";

type Ordered = Pick<QueryTab, "id" | "pinned" | "position">;

export const inOrder = <T extends Ordered>(tabs: readonly T[]): T[] =>
  [...tabs].sort((a, b) => Number(b.pinned) - Number(a.pinned) || a.position - b.position);

/** The ids of ordered tabs with one of them moved to the place `to`; it stays among those that are pinned as it is. */
export function movedTo(tabs: readonly Ordered[], id: string, to: number): string[] {
  const ids = tabs.map((tab) => tab.id);
  const at = ids.indexOf(id);
  const pinned = tabs.filter((tab) => tab.pinned).length;
  if (at < 0) return ids;
  const [low, high] = tabs[at]?.pinned ? [0, pinned - 1] : [pinned, tabs.length - 1];
  ids.splice(at, 1);
  ids.splice(Math.max(low, Math.min(high, to)), 0, id);
  return ids;
}

/** Those that go when all others are closed: not the pinned ones. */
export const othersOf = (tabs: readonly Ordered[], id: string): string[] =>
  tabs.filter((tab) => tab.id !== id && !tab.pinned).map((tab) => tab.id);

export const rightOf = (tabs: readonly Ordered[], id: string): string[] =>
  othersOf(tabs.slice(tabs.findIndex((tab) => tab.id === id)), id);
