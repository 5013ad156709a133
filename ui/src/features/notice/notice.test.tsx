import { createMemoryHistory } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App, makeClient } from "@/app/App";
import { makeRouter } from "@/app/router";
import { hostError } from "@/ipc/browser";
import { type FakeHost, fakeHost, notice, type World, world } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { aboutWords, byDay } from "./words";

function show(start: World = world(), path = "/notices") {
  const host = fakeHost(start);
  installHost(host);
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  render(<App client={makeClient()} router={router} />);
  return { host, path: () => router.state.location.pathname };
}

const sent = (host: FakeHost, command: string) =>
  host.calls.filter((call) => call.command === command).map((call) => call.args);
const click = (name: string | RegExp) =>
  screen.findByRole("button", { name }).then((button) => fireEvent.click(button));
const row = (name: RegExp) => screen.findByRole("row", { name });
const listed = async () =>
  within(await screen.findByRole("table", { name: "Notices" }))
    .getAllByRole("row")
    .filter(({ dataset }) => dataset["row"])
    .map(({ dataset }) => dataset["row"]);
const rail = () => screen.findByRole("link", { name: /^Notices/ });

// The world stands still on Thu 5 March 2026.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

describe("notices", () => {
  it("begin with what is unread, which the rail counts", async () => {
    show();
    expect(await listed()).toEqual(["n-1", "n-2"]);
    expect(await rail()).toHaveTextContent(/^Notices2 unread$/);
    expect(screen.getByRole("button", { name: "Unread" })).toHaveAttribute("aria-pressed", "true");
  });

  it("begin with all where nothing is unread", async () => {
    const start = world();
    start.notices = start.notices.map((one) => ({ ...one, read: true }));
    show(start);
    expect(await listed()).toHaveLength(6);
    await click("Unread");
    expect(await screen.findByText("Nothing new")).toBeInTheDocument();
    await click("Show all");
    expect(await listed()).toHaveLength(6);
  });

  it("say what will be here while there are none", async () => {
    const start = world();
    start.notices = [];
    show(start);
    expect(await screen.findByText("What schedules and runs have to tell is listed here.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Mark all read" })).toBeDisabled();
  });

  it("are all read at once, and are unread again when that is taken back", async () => {
    const { host } = show();
    await listed();
    await click("Mark all read");
    expect(await screen.findByText("Nothing new")).toBeInTheDocument();
    expect(sent(host, "mark_notices_read")).toEqual([{ ids: null }]);
    await waitFor(async () => expect(await rail()).toHaveTextContent(/^Notices$/));
    await click("Undo");
    expect(await listed()).toEqual(["n-1", "n-2"]);
    expect(sent(host, "mark_notices_unread")).toEqual([{ ids: ["n-1", "n-2"] }]);
    await waitFor(async () => expect(await rail()).toHaveTextContent(/2 unread/));
  });

  it("move by arrows, are read and unread by u where they stand, and open by Enter", async () => {
    const { host, path } = show();
    const first = await row(/Weekly client pack/);
    expect(first.tabIndex).toBe(0);
    first.focus();
    fireEvent.keyDown(first, { key: "ArrowDown" });
    const second = await row(/While you were away/);
    expect(second).toHaveFocus();
    fireEvent.keyDown(second, { key: "ArrowUp" });
    fireEvent.keyDown(first, { key: "u" });
    await waitFor(() => expect(sent(host, "mark_notices_read")).toEqual([{ ids: ["n-1"] }]));
    await within(first).findByRole("button", { name: "Mark unread" });
    expect(await listed()).toEqual(["n-1", "n-2"]);
    fireEvent.keyDown(first, { key: "u" });
    await waitFor(() => expect(sent(host, "mark_notices_unread")).toEqual([{ ids: ["n-1"] }]));
    await within(first).findByRole("button", { name: "Mark read" });
    fireEvent.keyDown(first, { key: "Enter" });
    await waitFor(() => expect(path()).toBe("/executions/e-2"));
    await waitFor(async () => expect(await rail()).toHaveTextContent(/1 unread/));
  });

  it.each([
    [/While you were away/, "/schedules"],
    [/Sponsored TV reach is paused/, "/schedules/s-9"],
    [/Reach by city failed/, "/executions/e-2"],
  ])("lead to what they are about: %s", async (name, to) => {
    const { path } = show();
    await listed();
    await click("All");
    fireEvent.click(await row(name));
    await waitFor(() => expect(path()).toBe(to));
  });

  it("about a budget lead to the costs, where budgets stand", async () => {
    show();
    await listed();
    await click("All");
    fireEvent.click(await row(/A budget is nearly used up/));
    expect(await screen.findByRole("region", { name: "Cost of schedules" })).toBeInTheDocument();
  });

  it("are read by their button without being opened", async () => {
    const { host, path } = show();
    const first = await row(/Weekly client pack/);
    fireEvent.click(within(first).getByRole("button", { name: "Mark read" }));
    await waitFor(() => expect(sent(host, "mark_notices_read")).toEqual([{ ids: ["n-1"] }]));
    expect(path()).toBe("/notices");
  });

  it("that are new come by an event, in the list and in the rail", async () => {
    const { host } = show();
    await listed();
    host.world.notices = [
      ...host.world.notices,
      notice({ id: "n-9", title: "Pacing", at: host.world.now, read: false }),
    ];
    host.send({ kind: "notices_changed" });
    await waitFor(async () => expect(await listed()).toEqual(["n-9", "n-1", "n-2"]));
    await waitFor(async () => expect(await rail()).toHaveTextContent(/3 unread/));
  });

  it("that could not be read say so, and are asked for again", async () => {
    const start = world();
    const { host } = show(start, "/settings");
    host.answer("list_notices", () => {
      throw hostError("store.busy", "The database did not answer in time.", "Wait a moment and try again.");
    });
    fireEvent.click(await rail());
    expect(await screen.findByRole("alert")).toHaveTextContent("The database did not answer in time.");
    host.answer("list_notices", (world) => world.notices);
    await click("Try again");
    expect(await listed()).toHaveLength(2);
  });

  it("are opened by a key", async () => {
    const { path } = show(world(), "/settings");
    await screen.findByRole("heading", { level: 1, name: "Settings" });
    fireEvent.keyDown(window, { key: "6", ctrlKey: true });
    await waitFor(() => expect(path()).toBe("/notices"));
    expect(await screen.findByRole("heading", { level: 1, name: "Notices" })).toBeInTheDocument();
  });
});

describe("words of notices", () => {
  const now = new Date(2026, 2, 5, 10).getTime();
  const at = (...[year, month, day]: [number, number, number]) =>
    notice({ id: `${year}-${month}-${day}`, at: new Date(year, month, day, 9).getTime() });
  it("name the day of each, and the year where it is another", () =>
    expect(
      byDay([at(2026, 2, 2), at(2026, 2, 5), at(2025, 11, 30), at(2026, 2, 4)], now).map(({ words }) => words),
    ).toEqual(["Today", "Yesterday", "Mon 2 Mar", "Tue 30 Dec 2025"]));
  it("say what the icon shows", () => {
    expect(aboutWords({ kind: "slot", good: false })).toBe("Slot, failed");
    expect(aboutWords({ kind: "budget", good: false })).toBe("Budget");
  });
});
