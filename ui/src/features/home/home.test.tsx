import { createMemoryHistory } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App, makeClient } from "@/app/App";
import { makeRouter } from "@/app/router";
import { formatClock, formatDay } from "@/components/format";
import type { SlotState } from "@/ipc";
import { type FakeHost, fakeHost, lateSlot, type World, world } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { awaySentence, receiptWords } from "./away";
import { whenTitle } from "./NextSlots";

function show(start: World = world()): FakeHost {
  const host = fakeHost(start);
  installHost(host);
  render(<App client={makeClient()} router={makeRouter(createMemoryHistory({ initialEntries: ["/"] }))} />);
  return host;
}

const sent = (host: FakeHost, command: string) =>
  host.calls.filter((call) => call.command === command).map((call) => call.args);
const away = () => screen.findByRole("region", { name: "While you were away" });
const next = () => screen.findByRole("region", { name: "Next slots" });
const gone = (name: string) => waitFor(() => expect(screen.queryByRole("region", { name })).not.toBeInTheDocument());
/** What stands below what is tested here, so that all above it has been drawn. */
const drawn = () => screen.findByRole("heading", { name: "Profiles" });

// The world stands still on Thu 5 March 2026.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

describe("while one was away", () => {
  it("says what became of each slot, and leads to it", async () => {
    show();
    const part = await away();
    expect(part).toHaveTextContent("5 slots came late");
    expect(part).toHaveTextContent(
      "2 ran late, 1 runs now, 1 was merged into a newer one, 1 was left out. None was lost, none ran twice.",
    );
    expect(within(part).getByRole("link", { name: "Open Daily spend check" })).toHaveAttribute(
      "href",
      "/executions/e-1",
    );
    expect(within(part).getByRole("link", { name: "Daily spend check" })).toHaveAttribute("href", "/schedules/s-3");
  });

  it("runs anyway what did not run", async () => {
    const host = show();
    fireEvent.click(within(await away()).getByRole("button", { name: "Run anyway, Search terms" }));
    await waitFor(() => expect(sent(host, "run_slot")).toEqual([{ slotId: "s-4-merged" }]));
  });

  it("is over once it is read, and back when that is taken back", async () => {
    const host = show();
    fireEvent.click(within(await away()).getByRole("button", { name: "Mark read" }));
    await gone("While you were away");
    expect(sent(host, "mark_away_read")).toEqual([{ upTo: Date.UTC(2026, 2, 5, 12, 48) }]);
    fireEvent.click(await screen.findByRole("button", { name: "Undo" }));
    await away();
    expect(sent(host, "mark_away_read")).toHaveLength(2);
    expect(sent(host, "mark_away_read")[1]).toEqual({ upTo: 0 });
  });

  it("shows five and counts the others", async () => {
    const start = world();
    start.late = Array.from({ length: 63 }, (_, i) => lateSlot({ slot_id: `l-${i}` }));
    show(start);
    const part = await away();
    expect(part).toHaveTextContent("Of the newest 50: 50 ran late.");
    expect(within(part).getAllByRole("listitem")).toHaveLength(5);
    expect(within(part).getByRole("link", { name: "and 58 more" })).toHaveAttribute("href", "/schedules");
  });

  it("is not there where nothing came late, until a schedule has something to tell", async () => {
    const start = world();
    start.late = [];
    const host = show(start);
    await drawn();
    expect(screen.queryByRole("region", { name: "While you were away" })).not.toBeInTheDocument();
    host.world.late = [lateSlot({})];
    host.send({ kind: "schedules_changed", ids: ["s-3"] });
    expect(await away()).toHaveTextContent("1 slot came late");
  });
});

describe("receipts", () => {
  const { now } = world();
  const words = (state: SlotState, change = {}) =>
    receiptWords(lateSlot({ state, started_at: null, covers: null, ...change }), now);
  it("name when it ran, how late, and its dates", () => {
    const nominal = now - 90 * 60_000;
    const begun = { nominal, started_at: nominal + 34 * 60_000, covers: "Tue 24 Feb to Mon 2 Mar 2026" };
    const at = formatClock(begun.started_at);
    expect(words("succeeded", begun)).toBe(`Ran at ${at}, 34 min late. Its dates stay Tue 24 Feb to Mon 2 Mar 2026.`);
    expect(words("failed", { ...begun, covers: null })).toBe(`Ran at ${at}, 34 min late, and failed.`);
    expect(words("running", { ...begun, covers: null })).toBe(`Began at ${at}, 34 min late, and runs now.`);
  });
  it("say why nothing ran", () => {
    expect(words("merged")).toBe("Merged into a newer slot.");
    expect(words("skipped")).toBe("Left out.");
    expect(words("expired")).toBe("Too old to be made up for.");
    expect(words("waiting")).toBe("Waits for its turn.");
  });
  it("are summed up in a sentence", () => {
    const slots = (["expired", "expired", "merged", "merged", "waiting", "running", "failed"] as const).map((state) =>
      lateSlot({ state }),
    );
    expect(awaySentence({ slots, more: 0 })).toBe(
      "1 ran late and failed, 2 run now, 2 were merged into newer ones, 2 were too old to be made up for. None was lost, none ran twice.",
    );
  });
});

describe("the next slots", () => {
  it("are those of all schedules in their order, the first with the time that is left", async () => {
    show();
    const rows = within(await next()).getAllByRole("row");
    expect(rows).toHaveLength(6);
    expect(rows[0]).toHaveTextContent(/^Today.*Pacing, all clients.*12 runs.*in 18 min$/);
    expect(rows[1]).not.toHaveTextContent(/in \d/);
    expect(within(rows[1] as HTMLElement).getByRole("link")).toHaveAttribute("href", "/schedules/s-2");
  });

  it("are not spoken of where there is no schedule", async () => {
    const start = world();
    start.schedules = [];
    show(start);
    await drawn();
    expect(screen.queryByRole("region", { name: "Next slots" })).not.toBeInTheDocument();
  });

  it("are missed where no schedule is on", async () => {
    const start = world();
    start.schedules = start.schedules.map((one) => ({ ...one, state: "paused" as const }));
    show(start);
    expect(await next()).toHaveTextContent("No slot is planned: no schedule is on.");
  });

  it("tell the schedule's own clock where it is another", () => {
    const nominal = Date.UTC(2026, 2, 6, 12);
    const here = `${formatDay(nominal)} ${formatClock(nominal)}`;
    expect(whenTitle({ nominal, local: here })).not.toMatch(/own clock/);
    expect(whenTitle({ nominal, local: "Sat 7 Mar 03:33" })).toMatch(/On the schedule's own clock: Sat 7 Mar 03:33$/);
  });
});

describe("what needs one", () => {
  it("are schedules that were paused for a reason, not those that one paused", async () => {
    show();
    const table = await screen.findByRole("table", { name: "Needs you" });
    const paused = within(table).getByRole("row", { name: /Sponsored TV reach is paused/ });
    expect(paused).toHaveTextContent("Paused because the last 3 slots failed.");
    expect(within(paused).getByRole("link", { name: "See why" })).toHaveAttribute("href", "/schedules/s-9");
    expect(within(table).queryByText(/Frequency check, Aurelle/)).not.toBeInTheDocument();
    expect(screen.getByText("3 things need you.")).toBeInTheDocument();
  });
});
