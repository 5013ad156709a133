// Which workflows are asked for, kept while one looks elsewhere.
import { useSyncExternalStore } from "react";
import type { SavedFilter, WorkflowQuery, WorkflowSort } from "@/ipc";
import { asGroup, complete, type Group, NO_FILTER } from "./filter";

export interface Asked {
  text: string;
  /** With conditions that are not filled in yet. */
  filter: Group;
  sort: WorkflowSort;
  descending: boolean;
}

export const USUAL: Asked = { text: "", filter: NO_FILTER, sort: "changed", descending: true };
/** How many workflows a page has. */
export const PAGE = 200;

const listeners = new Set<() => void>();
let asked: Asked = USUAL;

export function ask(change: Partial<Asked>): void {
  asked = { ...asked, ...change };
  for (const listener of listeners) listener();
}

/** Asks for what a kept filter says. */
export const askSaved = ({ query }: SavedFilter): void =>
  ask({ text: query.text, filter: asGroup(query.filter), sort: query.sort, descending: query.descending });

/** Columns whose largest values are looked for first. */
const LARGEST_FIRST: readonly WorkflowSort[] = ["changed", "created", "last_run", "runs"];

/** Sorts by a column; once more the other way round. */
export function sortBy(sort: WorkflowSort): void {
  ask({ sort, descending: asked.sort === sort ? !asked.descending : LARGEST_FIRST.includes(sort) });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useAsked = (): Asked => useSyncExternalStore(subscribe, () => asked);

export const toQuery = ({ text, filter, sort, descending }: Asked, page = 0): WorkflowQuery => ({
  text: text.trim(),
  filter: complete(filter),
  sort,
  descending,
  offset: page * PAGE,
  limit: PAGE,
});

/** Whether anything keeps workflows out of the list. */
export const isNarrowed = ({ text, filter }: Asked): boolean => text.trim() !== "" || complete(filter) !== null;
