import { createMemoryHistory } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App, makeClient } from "@/app/App";
import { makeRouter } from "@/app/router";
import { resultsWords } from "@/features/result/ExportMenu";
import { hostError } from "@/ipc/browser";
import { type FakeHost, fakeHost, schedule, type World, world } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { rangeWords } from "./History";

function show(path: string, start: World = world()): FakeHost {
  const host = fakeHost(start);
  installHost(host);
  render(<App client={makeClient()} router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
  return host;
}

const sent = (host: FakeHost, command: string) =>
  host.calls.filter((call) => call.command === command).map((call) => call.args);
const click = (name: string | RegExp) =>
  screen.findByRole("button", { name }).then((button) => fireEvent.click(button));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
  vi.restoreAllMocks();
});

describe("the grid of schedules", () => {
  const kept = () => localStorage.setItem("recomamp.schedules.view", '"grid"');
  const grid = () => screen.findByRole("grid", { name: "Schedules" });
  const cards = async () => [...(await grid()).querySelectorAll<HTMLElement>(".card")];
  const card = async (name: string) => {
    const found = (await cards()).find((each) => each.textContent?.includes(name));
    if (!found) throw new Error(`no card of ${name}`);
    return found;
  };

  it("says of each schedule when it runs, how it went, and what is wrong", async () => {
    show("/schedules");
    await click("Grid");
    const paused = await card("Sponsored TV reach");
    expect(paused).toHaveTextContent("At 05:00 every day, New York");
    expect(paused).toHaveTextContent("The last 3 slots failed.");
    expect(paused).toHaveTextContent("76.9%");
    expect(paused).toHaveTextContent("2 inst.");
    expect(within(paused).getByRole("img", { name: /3 failed/ })).toBeInTheDocument();
    expect(await card("Pacing, all clients")).toHaveTextContent("Today 11:00");
  });

  it("stands two beside each other where there is room, with one stop; arrows move, Enter opens, Space picks", async () => {
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
    kept();
    show("/schedules");
    await waitFor(async () => expect(await grid()).toHaveAttribute("aria-colcount", "2"));
    const all = await cards();
    expect(all.filter((each) => each.tabIndex === 0)).toEqual([all[0]]);
    all[0]?.focus();
    fireEvent.keyDown(all[0] as HTMLElement, { key: "ArrowRight" });
    await waitFor(() => expect(all[1]).toHaveFocus());
    fireEvent.keyDown(all[1] as HTMLElement, { key: "ArrowDown" });
    await waitFor(() => expect(all[3]).toHaveFocus());
    expect(all[0]).toHaveAttribute("aria-selected", "true");
    fireEvent.keyDown(all[3] as HTMLElement, { key: "Enter" });
    await waitFor(() => expect(all[3]).toHaveAttribute("aria-selected", "true"));
    fireEvent.keyDown(all[3] as HTMLElement, { key: " " });
    expect(await screen.findByText("1 schedule picked")).toBeInTheDocument();
  });

  it("pauses several, and by a card's switch one", async () => {
    kept();
    const host = show("/schedules");
    const terms = await card("Search terms");
    fireEvent.click(within(terms).getByRole("switch"));
    await waitFor(() => expect(sent(host, "pause_schedules")).toEqual([{ ids: ["s-4"] }]));
    fireEvent.click(screen.getByRole("checkbox", { name: "Pick all that are shown" }));
    await click("Pause 7");
    await waitFor(() => expect(sent(host, "pause_schedules")).toHaveLength(2));
  });

  it("is narrowed by the filters of the list", async () => {
    kept();
    show("/schedules");
    await click("Failing");
    await waitFor(async () => expect(await cards()).toHaveLength(1));
  });

  it("draws only some cards of very many", async () => {
    kept();
    const start = world();
    start.schedules = Array.from({ length: 1000 }, (_, i) => schedule({ id: `m-${i}`, name: `Pacing ${i}` }));
    show("/schedules", start);
    expect(await grid()).toHaveAttribute("aria-rowcount", "1000");
    expect((await cards()).length).toBeLessThan(60);
  });
});

describe("older slots", () => {
  const few = () => {
    const start = world();
    start.schedules = start.schedules.map((one) => ({ ...one, spec: { ...one.spec, history_slots: 12 } }));
    return start;
  };
  const lanes = async () =>
    within(await screen.findByRole("list", { name: "Slots, newest first" })).getAllByRole("listitem");

  it("come as they are asked for, as many at a time as the schedule says, until there are no more", async () => {
    const host = show("/schedules/s-1", few());
    expect(await lanes()).toHaveLength(12);
    expect(screen.getByText("newest 12 slots, 21 Feb to 4 Mar")).toBeInTheDocument();
    await click("Show older slots");
    await waitFor(async () => expect(await lanes()).toHaveLength(24));
    await click("Show older slots");
    await waitFor(async () => expect(await lanes()).toHaveLength(30));
    expect(screen.queryByRole("button", { name: "Show older slots" })).not.toBeInTheDocument();
    expect(screen.getByText("30 slots, 3 Feb to 4 Mar")).toBeInTheDocument();
    expect(sent(host, "schedule_history")).toEqual(
      [null, "s-1-11", "s-1-23"].map((before) => ({ id: "s-1", limit: 12, before })),
    );
  });

  it("leave what is shown where they cannot be read, and can be asked for again", async () => {
    const host = show("/schedules/s-1", few());
    expect(await lanes()).toHaveLength(12);
    host.answer("schedule_history", () => {
      throw hostError("store.busy", "The database did not answer in time.", "Wait a moment and try again.");
    });
    await click("Show older slots");
    expect(await screen.findByRole("alert")).toHaveTextContent("The database did not answer in time.");
    expect(await lanes()).toHaveLength(12);
    expect(screen.getByRole("button", { name: "Try again" })).toBeEnabled();
  });

  it("of another year are told with it", () => {
    const slots = [Date.UTC(2026, 2, 4), Date.UTC(2025, 10, 25)].map((nominal) => ({ nominal }));
    expect(rangeWords(slots, { time_zone: "UTC" }, true)).toBe("newest 2 slots, 25 Nov 2025 to 4 Mar");
  });
});

describe("all results of a schedule", () => {
  it("are exported in the format that is chosen, and told by files and rows", async () => {
    const host = show("/schedules/s-1");
    host.answer("export_results", () => ({ folder: "/reports", files: 36, rows: 1_204_332, missing: 2 }));
    const history = await screen.findByRole("region", { name: "History" });
    fireEvent.keyDown(await within(history).findByRole("button", { name: "Export" }), { key: "Enter" });
    const group = await screen.findByRole("group", { name: /^Export all results/ });
    fireEvent.click(within(group).getByRole("menuitem", { name: /^Parquet/ }));
    expect(
      await screen.findByText("36 files, 1,204,332 rows in /reports; 2 results are not kept any more"),
    ).toBeInTheDocument();
    expect(sent(host, "export_results")).toEqual([{ id: "s-1", format: "parquet", guardFormulas: true }]);
  });

  it("are told when there is none", () =>
    expect(resultsWords({ folder: "/reports", files: 0, rows: 0, missing: 1 }).text).toBe(
      "No result to save; 1 result is not kept any more",
    ));
});
