// Before there is a profile: the first choice, the form, and the sign-in in all its outcomes.
import type { Page } from "@playwright/test";
import type { SignInStatus } from "../src/ipc/bindings";
import { hostError } from "../src/ipc/browser";
import { emptyWorld } from "../src/ipc/fake";
import type { FakeServer } from "./fake_server";
import { type Code, keychain, refuse, type Screen } from "./screen";

const FAILURES: Record<string, Code> = {
  denied: [
    "auth.denied",
    "The sign-in was not allowed.",
    "Sign in again and choose Allow, with a user who may use the advertising account.",
  ],
  expired: [
    "auth.code_refused",
    "Amazon did not accept the sign-in: its code is used up or too old.",
    "Start the sign-in again and finish it within five minutes.",
  ],
  client: [
    "auth.client_rejected",
    "Amazon does not know this client id and client secret.",
    "Copy both again from the Web Settings of your security profile.",
  ],
  "return-url": [
    "auth.timed_out",
    "Amazon did not send the browser back within five minutes.",
    "If Amazon showed an error page, register http://localhost:8742/signed-in/na among the Allowed Return URLs of your security profile and try again.",
  ],
  network: ["auth.network", "Amazon could not be reached.", "Check the network of this computer, then try again."],
  keychain: ["keychain.locked", "The system keychain is locked.", "Unlock it and try again."],
  "keychain-absent": [
    "keychain.absent",
    "The system keychain does not answer.",
    "Start it (or log in again) and try again.",
  ],
  "keychain-no-default": [
    "keychain.no_default_collection",
    "The system keychain has no default collection.",
    "Create a default keyring and try again.",
  ],
};

const connect = async (page: Page) => {
  await page.getByLabel("Client id").fill("amzn1.application-oa2-client.4f1c09be2a");
  await page.getByLabel("Client secret", { exact: true }).fill("amzn1.oa2-cs.v1.5f2ab0");
  await page.getByRole("button", { name: "Sign in with Amazon" }).click();
};

const signIn = (status: Partial<SignInStatus>) => (server: FakeServer) =>
  server.host.answer("sign_in_status", () => ({
    attempt_id: "a-1",
    state: "waiting",
    waited_seconds: 4,
    profile_id: null,
    error: null,
    ...status,
  }));

const failures: Screen[] = Object.entries(FAILURES).map(([name, [code, message, next]]) => ({
  name: `signin-${name}`,
  alike: !["denied", "return-url", "keychain"].includes(name),
  path: "/",
  world: emptyWorld,
  host: signIn({ state: "failed", error: { ...hostError(code, message, next) } }),
  act: async (page) => {
    await connect(page);
    await page.getByRole("alert").waitFor();
  },
}));

export const SIGN_IN: Screen[] = [
  { name: "firstrun", path: "/", world: emptyWorld },
  {
    name: "firstrun-faults",
    path: "/",
    world: emptyWorld,
    act: async (page) => {
      await page.getByLabel("Client id").fill("amzn1.oa2-cs.v1.abc");
      await page.getByRole("button", { name: "Sign in with Amazon" }).click();
    },
  },
  {
    name: "firstrun-ports",
    path: "/",
    world: emptyWorld,
    host: (server) =>
      refuse(server, "begin_sign_in", [
        "auth.ports_taken",
        "Other programs use all ports that a sign-in can return to: 8742, 8743, 8744.",
        "Close the program that uses one of them and try again.",
      ]),
    act: connect,
  },
  {
    name: "firstrun-making",
    alike: true,
    path: "/",
    world: emptyWorld,
    host: (server) => server.hang("explore_sandbox"),
    act: (page) => page.getByRole("button", { name: "Explore the sandbox" }).click(),
  },
  {
    name: "firstrun-no-sandbox",
    alike: true,
    path: "/",
    world: emptyWorld,
    host: (server) =>
      refuse(server, "explore_sandbox", [
        "store.full",
        "The disk is full: the sandbox's events need 90 MB.",
        "Free some room and try again.",
      ]),
    act: (page) => page.getByRole("button", { name: "Explore the sandbox" }).click(),
  },
  { name: "firstrun-keychain-locked", path: "/", world: keychain("locked", emptyWorld) },
  { name: "firstrun-keychain-absent", alike: true, path: "/", world: keychain("absent", emptyWorld) },
  { name: "firstrun-keychain-no-default", alike: true, path: "/", world: keychain("no-default", emptyWorld) },
  { name: "connect-again", alike: true, path: "/connect" },
  { name: "signin-waiting", path: "/", world: emptyWorld, host: signIn({}), act: connect },
  {
    name: "signin-finishing",
    alike: true,
    path: "/",
    world: emptyWorld,
    host: signIn({ state: "exchanging" }),
    act: connect,
  },
  {
    name: "signin-paste",
    path: "/",
    world: emptyWorld,
    host: signIn({ waited_seconds: 24 }),
    act: async (page) => {
      await connect(page);
      await page.getByLabel(/Paste the address/).fill("http://example.com/");
      await page.getByRole("button", { name: "Finish" }).click();
    },
  },
  ...failures,
];
