// The whole ui over the fake host, as tests of a place show it.
import { createMemoryHistory } from "@tanstack/react-router";
import { fireEvent, render, screen } from "@testing-library/react";
import { App, makeClient } from "@/app/App";
import { makeRouter } from "@/app/router";
import { type FakeHost, fakeHost, type World, world } from "@/ipc/fake";
import { installHost } from "@/ipc/host";

export function show(path: string, start: World = world()): FakeHost {
  const host = fakeHost(start);
  installHost(host);
  render(<App client={makeClient()} router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
  return host;
}

/** What a command was called with, call by call. */
export const sent = (host: FakeHost, command: string) =>
  host.calls.filter((call) => call.command === command).map((call) => call.args);

export const click = (name: string | RegExp) =>
  screen.findByRole("button", { name }).then((button) => fireEvent.click(button));

/** Opens a menu, which the library does by the pointer and by keys. */
export const openMenu = async (name: string | RegExp) =>
  fireEvent.keyDown(await screen.findByRole("button", { name }), { key: "Enter" });

export const choose = (name: string | RegExp) =>
  screen.findByRole("menuitem", { name }).then((item) => fireEvent.click(item));
