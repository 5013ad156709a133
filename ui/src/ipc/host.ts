// The one port between the ui and whatever hosts it. Commands go through Tauri's own `invoke` in every host: outside the
// application the port answers in Tauri's place, so that the generated bindings need to know of one host only.
import type { Event } from "./bindings";

export type Unlisten = () => void;

export interface Host {
  readonly kind: "tauri" | "browser" | "fake";
  /** Runs a command. Rejects with the command's error as a plain object. */
  invoke(command: string, args: unknown): Promise<unknown>;
  /** Hears the application's events until the answer is called. `lost` is called after a gap: anything may have changed. */
  listen(heard: (event: Event) => void, lost: () => void): Unlisten;
}

interface Internals {
  invoke: (command: string, args: unknown) => Promise<unknown>;
  transformCallback: () => number;
}

declare global {
  interface Window {
    __TAURI_INTERNALS__?: Internals;
  }
}

let current: Host | undefined;

/** Makes `next` the host of this page. */
export function installHost(next: Host): void {
  current = next;
  if (next.kind !== "tauri") {
    window.__TAURI_INTERNALS__ = {
      invoke: (command, args) => next.invoke(command, args),
      transformCallback: () => 0,
    };
  }
}

export function host(): Host {
  if (!current) throw new Error("no host is installed");
  return current;
}

export function insideTauri(): boolean {
  return window.__TAURI_INTERNALS__ !== undefined;
}
