import { createMemoryHistory } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App, makeClient } from "@/app/App";
import { makeRouter } from "@/app/router";
import type { QueuedRun } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { execution, type FakeHost, fakeHost, queuedRun, type World, world } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { ask, USUAL } from "./asked";
import { inOrderOf, placedAt, whyItWaits } from "./queue";

const NOW = world().now;

/** A world in which runs of these names wait. */
function waiting(names: string[], change: Partial<QueuedRun> = {}): World {
  const start = world();
  start.queue = names.map((name) => queuedRun({ id: name, name, ...change }));
  start.executions = [
    ...names.map((name) => execution({ id: name, batch_id: name, name, state: "sending" })),
    ...start.executions,
  ];
  return start;
}

function show(start: World, path = "/executions?show=queue"): FakeHost {
  const host = fakeHost(start);
  installHost(host);
  render(<App client={makeClient()} router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
  return host;
}

const sent = (host: FakeHost, command: string) =>
  host.calls.filter((call) => call.command === command).map((call) => call.args);
const queue = () => screen.findByRole("table", { name: "Queue" });
const order = () =>
  [...screen.getByRole("table", { name: "Queue" }).querySelectorAll<HTMLElement>("[data-row]")].map(
    (row) => row.dataset["row"],
  );
const row = async (name: string) => within(await queue()).getByRole("row", { name: new RegExp(`^\\d+ ?${name}`) });
const press = async (name: string, button: string) =>
  fireEvent.click(within(await row(name)).getByRole("button", { name: button }));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
  ask(USUAL);
  localStorage.clear();
});

describe("the queue", () => {
  it("is a choice of the executions that says how many wait, and opens a run beside it", async () => {
    show(waiting(["Reach", "Spend"]), "/executions");
    fireEvent.click(await screen.findByRole("button", { name: "Queue 2" }));
    fireEvent.click(await row("Spend"));
    expect(await screen.findByRole("heading", { name: "Spend" })).toBeInTheDocument();
    expect(await row("Spend")).toHaveAttribute("aria-selected", "true");
    expect(order()).toEqual(["Reach", "Spend"]);
  });

  it("is where the waiting runs of the status bar lead", async () => {
    show(waiting(["Reach"]), "/");
    fireEvent.click(await screen.findByRole("link", { name: "1 waiting" }));
    expect(await row("Reach")).toBeInTheDocument();
  });

  it("says why nothing waits, and that places are left for people", async () => {
    show(world());
    expect(await screen.findByText("No run waits on this computer")).toBeInTheDocument();
    expect(screen.getByText(/Of the 10 places .* 8 are used/)).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Queue" })).toBeInTheDocument();
  });

  it("tells what is of a schedule from what was run by hand, and leads to the schedule", async () => {
    const start = waiting(["Reach", "Spend"]);
    start.queue = start.queue.map((run, i) => ({ ...run, schedule_id: i === 0 ? "s-1" : null }));
    show(start);
    const link = await within(await row("Reach")).findByRole("link", { name: /^by schedule ?Pacing, all clients$/ });
    expect(link).toHaveAttribute("href", "/schedules/s-1");
    expect(await row("Spend")).toHaveTextContent("by hand");
  });

  it("moves a run by its buttons, at once, and takes it back", async () => {
    const host = show(waiting(["Reach", "Spend", "Terms"]));
    await press("Terms", "Move up");
    await waitFor(() => expect(order()).toEqual(["Reach", "Terms", "Spend"]));
    expect(await screen.findByText("Terms, Kestrel Outdoor US: place 2 of 3")).toHaveAttribute("aria-live", "polite");
    await press("Terms", "Move to the front");
    await waitFor(() => expect(order()).toEqual(["Terms", "Reach", "Spend"]));
    await press("Terms", "Move down");
    await waitFor(() => expect(order()).toEqual(["Reach", "Terms", "Spend"]));
    await waitFor(() => expect(sent(host, "order_queue")).toHaveLength(3));
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(order()).toEqual(["Terms", "Reach", "Spend"]));
    expect(sent(host, "order_queue").at(-1)).toEqual({ ids: ["Terms", "Reach", "Spend"] });
  });

  it("moves the focused run by Alt and arrows, keeps its focus, and goes no further than the ends", async () => {
    const host = show(waiting(["Reach", "Spend", "Terms"]));
    const spend = await row("Spend");
    spend.focus();
    fireEvent.keyDown(spend, { key: "ArrowDown", altKey: true });
    await waitFor(() => expect(order()).toEqual(["Reach", "Terms", "Spend"]));
    await waitFor(async () => expect(await row("Spend")).toHaveFocus());
    fireEvent.keyDown(spend, { key: "ArrowDown", altKey: true });
    fireEvent.keyDown(spend, { key: "Home", altKey: true });
    await waitFor(() => expect(order()).toEqual(["Spend", "Reach", "Terms"]));
    fireEvent.keyDown(spend, { key: "ArrowUp", altKey: true });
    expect(sent(host, "order_queue")).toHaveLength(2);
  });

  it("moves a run that is dragged to where it is dropped, and none when the drag is given up", async () => {
    const host = show(waiting(["Reach", "Spend", "Terms"]));
    const [reach, terms] = [await row("Reach"), await row("Terms")];
    fireEvent.pointerDown(reach, { button: 0, clientX: 0, clientY: 0 });
    fireEvent.pointerMove(terms, { clientX: 0, clientY: 60 });
    await waitFor(() => expect(terms).toHaveAttribute("data-drop", "behind"));
    fireEvent.keyDown(window, { key: "Escape" });
    fireEvent.pointerUp(terms);
    expect(sent(host, "order_queue")).toEqual([]);
    fireEvent.pointerDown(reach, { button: 0, clientX: 0, clientY: 0 });
    fireEvent.pointerMove(terms, { clientX: 0, clientY: 60 });
    fireEvent.pointerUp(terms);
    await waitFor(() => expect(order()).toEqual(["Spend", "Terms", "Reach"]));
  });

  it("has its old order back when the host refuses the new one", async () => {
    const host = show(waiting(["Reach", "Spend"]));
    host.answer("order_queue", () => {
      throw hostError("store.busy", "The database did not answer in time.", "Try again.");
    });
    await press("Spend", "Move up");
    expect(await screen.findByText(/The database did not answer in time/)).toBeInTheDocument();
    await waitFor(() => expect(order()).toEqual(["Reach", "Spend"]));
  });

  it("moves a run past those that are shown, and leaves the others where they are", async () => {
    const host = show(waiting(["Reach A", "Spend", "Reach B", "Terms"]));
    await queue();
    fireEvent.change(screen.getByRole("textbox", { name: "Find executions" }), { target: { value: "reach" } });
    await waitFor(() => expect(order()).toEqual(["Reach A", "Reach B"]));
    await press("Reach B", "Move up");
    await waitFor(() => expect(sent(host, "order_queue")).toEqual([{ ids: ["Reach B", "Reach A", "Spend", "Terms"] }]));
  });

  it("lets go of a run after asking", async () => {
    const host = show(waiting(["Reach", "Spend"]));
    await press("Spend", "Cancel the run");
    expect(sent(host, "cancel_execution")).toEqual([]);
    const question = await screen.findByRole("dialog");
    expect(question).toHaveTextContent("Spend, Kestrel Outdoor US has not been sent to Amazon yet.");
    fireEvent.click(within(question).getByRole("button", { name: "Cancel run" }));
    await waitFor(() => expect(order()).toEqual(["Reach"]));
    expect(sent(host, "cancel_execution")).toEqual([{ id: "Spend" }]);
  });

  it("is asked for again when executions have changed", async () => {
    const host = show(waiting(["Reach"]));
    await queue();
    host.world.queue = [];
    host.send({ kind: "executions_changed", ids: ["Reach"] });
    expect(await screen.findByText("No run waits on this computer")).toBeInTheDocument();
  });

  it("draws only some rows of very many", async () => {
    show(waiting(Array.from({ length: 300 }, (_, i) => `Run ${i}`)));
    expect(await queue()).toHaveAttribute("aria-rowcount", "301");
    expect(order().length).toBeLessThan(60);
  });
});

describe("why a run waits", () => {
  const why = (change: Partial<QueuedRun>) => whyItWaits(queuedRun(change), NOW);
  it("is that no place is free, or that its turn has not come", () => {
    expect(why({ at_amazon: 8 })).toMatchObject({ first: "No free place", second: "8 runs are at Amazon" });
    expect(why({ at_amazon: 1 })).toMatchObject({ first: "Waits for its turn", second: "1 run is at Amazon" });
    expect(why({ at_amazon: 0 }).first).toBe("About to be sent");
  });
  it("is what Amazon said, with the time at which it goes on", () => {
    const error = { code: "amc.throttled", message: "Amazon asked to wait.", next_step: null, details: null } as never;
    expect(why({ error, not_before: NOW + 720_000 })).toMatchObject({
      first: "Amazon asked to wait.",
      second: expect.stringMatching(/^goes on at \d\d:54$/),
    });
    expect(why({ error, not_before: NOW - 1 }).second).toBe("about to be tried again");
  });
});

describe("an order", () => {
  it("takes one run to its place and moves the others up", () => {
    expect(placedAt(["a", "b", "c"], "a", 2)).toEqual(["b", "c", "a"]);
    expect(placedAt(["a", "b", "c"], "c", 0)).toEqual(["c", "a", "b"]);
  });
  it("leaves runs that came meanwhile behind those it names", () => {
    const runs = ["a", "b", "new"].map((id) => queuedRun({ id }));
    expect(inOrderOf(runs, ["b", "a"]).map(({ id }) => id)).toEqual(["b", "a", "new"]);
  });
});
