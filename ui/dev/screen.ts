// What the lists of screens are made of.
import type { Page } from "@playwright/test";
import type { KeychainStatus } from "../src/ipc/bindings";
import { hostError } from "../src/ipc/browser";
import { type World, world } from "../src/ipc/fake";
import type { FakeServer } from "./fake_server";

export interface Screen {
  name: string;
  path: string;
  world?: () => World;
  /** Answers that the world alone does not give. */
  host?: (server: FakeServer) => void;
  act?: (page: Page) => Promise<unknown>;
  /** Another screen is built of the same parts in the same way: this one is for pictures only. */
  alike?: boolean;
}

export type Code = [code: string, message: string, next: string];

export const refuse = (server: FakeServer, command: string, [code, message, next]: Code) =>
  server.host.answer(command, () => {
    throw hostError(code, message, next);
  });

/** The world with a change made to it. */
export const after =
  (change: (world: World) => void, start = world) =>
  () => {
    const made = start();
    change(made);
    return made;
  };

export const KEYCHAINS: Record<string, KeychainStatus> = {
  locked: {
    state: "locked",
    store: "memory",
    message: "The system keychain is locked.",
    next_step: "Unlock it and check again. Until then sign-ins last until you quit.",
  },
  absent: {
    state: "absent",
    store: "memory",
    message: "No system keychain answers.",
    next_step:
      "Install and start one (GNOME Keyring, KWallet or KeePassXC) and check again. Until then sign-ins last until you quit.",
  },
  "no-default": {
    state: "no_default_collection",
    store: "memory",
    message: "The system keychain has no default collection to keep secrets in.",
    next_step:
      "Create a default keyring (for GNOME with Passwords and Keys) and check again. Until then sign-ins last until you quit.",
  },
};
export const keychain = (which: keyof typeof KEYCHAINS, start = world) =>
  after((made) => {
    made.status.keychain = KEYCHAINS[which] as KeychainStatus;
  }, start);
