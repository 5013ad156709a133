// Which executions are asked for, kept while one looks elsewhere.
import { useSyncExternalStore } from "react";
import { type Filters, NO_FILTERS } from "./filters";

export interface Asked {
  text: string;
  filters: Filters;
}

export const USUAL: Asked = { text: "", filters: NO_FILTERS };

const listeners = new Set<() => void>();
let asked: Asked = USUAL;

export function ask(change: Partial<Asked>): void {
  asked = { ...asked, ...change };
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useAsked = (): Asked => useSyncExternalStore(subscribe, () => asked);
