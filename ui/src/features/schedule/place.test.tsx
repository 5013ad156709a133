import { createMemoryHistory } from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { App, makeClient } from "@/app/App";
import { makeRouter } from "@/app/router";
import type { ScheduleSpec } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { type FakeHost, fakeHost, schedule, type World, world } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { dropDraft, NEW } from "./form/drafts";

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
const type = (name: string, value: string) =>
  fireEvent.change(screen.getByRole("textbox", { name }), { target: { value } });

// The world stands still on Thu 5 March 2026.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  dropDraft(NEW);
  localStorage.clear();
  vi.restoreAllMocks();
});

describe("the list of schedules", () => {
  it("pauses by the switch of a row, and takes it back", async () => {
    const host = show("/schedules");
    const turn = await screen.findByRole("switch", { name: "Search terms" });
    expect(turn).toBeChecked();
    fireEvent.click(turn);
    await waitFor(() => expect(screen.getByRole("switch", { name: "Search terms" })).not.toBeChecked());
    expect(sent(host, "pause_schedules")).toEqual([{ ids: ["s-4"] }]);
    await click("Undo");
    await waitFor(() => expect(sent(host, "resume_schedules")).toEqual([{ ids: ["s-4"], missed: "none" }]));
    expect(sent(host, "missed_in_pause")).toEqual([]);
  });

  it("deletes several at once and brings them back", async () => {
    const host = show("/schedules");
    for (const name of ["Search terms", "Daily spend check"]) {
      fireEvent.click(await screen.findByRole("checkbox", { name: `Pick ${name}` }));
    }
    await click("Delete 2");
    await waitFor(() => expect(screen.queryByRole("switch", { name: "Search terms" })).not.toBeInTheDocument());
    await click("Undo");
    expect(await screen.findByRole("switch", { name: "Search terms" })).toBeInTheDocument();
    expect(sent(host, "restore_schedules")).toHaveLength(1);
  });

  it("pauses all after asking, and resumes those and no others", async () => {
    const host = show("/schedules");
    await click("Pause all");
    expect(sent(host, "pause_schedules")).toEqual([]);
    await click("Pause 8");
    await click("Resume 8");
    const question = await screen.findByRole("dialog");
    expect(question).toHaveTextContent("2 schedules paused before stay paused.");
    fireEvent.click(within(question).getByRole("button", { name: "Resume 8" }));
    await waitFor(() => expect(sent(host, "resume_schedules")).toHaveLength(1));
    const [{ ids }] = sent(host, "resume_schedules") as [{ ids: string[] }];
    expect(ids).toHaveLength(8);
    expect(ids).not.toContain("s-9");
  });

  it("shows those that fail, and what else was looked for", async () => {
    show("/schedules");
    await click("Failing");
    const table = screen.getByRole("table", { name: "Schedules" });
    expect(
      within(table)
        .getAllByRole("switch")
        .map((each) => each.getAttribute("aria-label")),
    ).toEqual(["Sponsored TV reach"]);
    fireEvent.change(screen.getByRole("textbox", { name: "Find schedules" }), { target: { value: "pacing" } });
    expect(await screen.findByText("No schedule like that")).toBeInTheDocument();
  });

  it("draws only some rows of very many", async () => {
    const start = world();
    start.schedules = Array.from({ length: 500 }, (_, i) => schedule({ id: `m-${i}`, name: `Pacing ${i}` }));
    show("/schedules", start);
    const table = await screen.findByRole("table", { name: "Schedules" });
    expect(table).toHaveAttribute("aria-rowcount", "501");
    expect(within(table).queryAllByRole("switch").length).toBeLessThan(60);
  });

  it("asks again for what an event speaks of", async () => {
    const host = show("/schedules/s-1");
    await screen.findByRole("button", { name: "Edit" });
    const before = sent(host, "list_schedules").length;
    host.send({ kind: "schedules_changed", ids: ["s-1"] });
    await waitFor(() => expect(sent(host, "list_schedules").length).toBeGreaterThan(before));
    await waitFor(() => expect(sent(host, "get_schedule").length).toBeGreaterThan(1));
  });
});

describe("the calendar", () => {
  const grid = () => screen.findByRole("grid", { name: /^Calendar of / });
  const day = (name: string | RegExp) => screen.findByRole("gridcell", { name });

  it("marks today, tells each day, and is there again after a restart", async () => {
    show("/schedules");
    await click("Calendar");
    expect(await day(/^Thursday 5 March 2026, today: .*planned/)).toHaveAttribute("aria-current", "date");
    expect(await day(/^Tuesday 3 March 2026: .*succeeded/)).toBeInTheDocument();
    cleanup();
    show("/schedules");
    expect(await grid()).toHaveAccessibleName("Calendar of March 2026");
  });

  it("has one stop, moves by arrows and by months, and shows the slots of the day beside it", async () => {
    show("/schedules");
    await click("Calendar");
    const today = await day(/today/);
    expect(
      within(await grid())
        .getAllByRole("gridcell")
        .filter((cell) => cell.tabIndex === 0),
    ).toEqual([today]);
    today.focus();
    fireEvent.keyDown(today, { key: "ArrowRight" });
    const friday = await day(/^Friday 6 March 2026/);
    expect(friday).toHaveFocus();
    const pane = screen.getByRole("region", { name: "Slots of the day" });
    expect(within(pane).getByRole("heading")).toHaveTextContent("Friday 6 March 2026");
    expect(await within(pane).findByRole("link", { name: /Cart adds, no purchase/ })).toHaveAttribute(
      "href",
      "/schedules/s-2",
    );
    fireEvent.keyDown(friday, { key: "PageDown" });
    expect(await day(/^Monday 6 April 2026/)).toHaveFocus();
    expect(await grid()).toHaveAccessibleName("Calendar of April 2026");
    await click("Today");
    expect(await day(/today/)).toHaveAttribute("aria-selected", "true");
  });

  it("opens a schedule beside it, keeps its month, and leads back to the day", async () => {
    show("/schedules");
    await click("Calendar");
    await click("Next month");
    fireEvent.click(await day(/^Wednesday 1 April 2026: .*planned/));
    const pane = screen.getByRole("region", { name: "Slots of the day" });
    fireEvent.click(await within(pane).findByRole("link", { name: /Month close, all brands/ }));
    expect(await screen.findByRole("heading", { name: "Month close, all brands" })).toBeInTheDocument();
    expect(await grid()).toHaveAccessibleName("Calendar of April 2026");
    await click("Back to Wed 1 Apr");
    expect(await screen.findByRole("region", { name: "Slots of the day" })).toHaveTextContent("Wednesday 1 April 2026");
  });

  it("says what could not be read, and asks again", async () => {
    const host = show("/schedules");
    host.answer("slot_days", () => {
      throw hostError("store.busy", "The database did not answer in time.", "Wait a moment and try again.");
    });
    await click("Calendar");
    expect(await screen.findByRole("alert")).toHaveTextContent("The database did not answer in time.");
    host.answer("slot_days", () => []);
    await click("Try again");
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
  });
});

describe("the hour load", () => {
  it("has a figure for each hour of the week, the fullest hours, and what an instance is given too much", async () => {
    const start = world();
    start.schedules = Array.from({ length: 9 }, (_, i) =>
      schedule({ id: `c-${i}`, name: `Pacing ${i}`, instances: 1 }),
    );
    show("/schedules", start);
    await click("Hour load");
    const table = await screen.findByRole("grid", { name: "Executions by weekday and hour" });
    expect(within(table).getAllByRole("gridcell", { name: /days, \d\d:00 to \d\d:00/ })).toHaveLength(7 * 24);
    expect(within(table).getAllByRole("gridcell", { name: /^Mondays, .* executions in 90 days/ })).not.toHaveLength(0);
    expect(screen.getByRole("table", { name: "Busiest hours" })).toHaveTextContent("Pacing 0, Pacing 1");
    expect(screen.getByRole("region", { name: "Collisions" })).toHaveTextContent(
      /is given up to 9 executions between .* on \d+ days, first on .*; 8 run at once, so up to 1 wait\./,
    );
  });

  it("is told where there is none", async () => {
    const start = world();
    start.schedules = [schedule({ state: "paused", next_nominal: null })];
    show("/schedules", start);
    await click("Hour load");
    expect(await screen.findByText("Nothing is planned in the next 90 days")).toBeInTheDocument();
  });
});

describe("the history", () => {
  it("runs a slot anyway that was left out, and leads to the executions of one that ran", async () => {
    const host = show("/schedules/s-1");
    await click("Table");
    const table = await screen.findByRole("table", { name: "Slots" });
    const [failed] = within(table)
      .getAllByRole("row")
      .filter((row) => row.textContent?.startsWith("Failed"));
    if (!failed) throw new Error("no slot failed");
    fireEvent.click(within(failed).getByRole("button", { expanded: false }));
    expect(await within(table).findByRole("link", { name: "Execution on Kestrel Outdoor US" })).toHaveAttribute(
      "href",
      "/executions/e-1",
    );
    const [first] = within(table).getAllByRole("button", { name: "Run anyway" });
    fireEvent.click(first as HTMLElement);
    await waitFor(() => expect(sent(host, "run_slot")).toHaveLength(1));
  });

  it("has only figures of what is there", async () => {
    const start = world();
    start.schedules = [schedule({ last_slots: [] })];
    show("/schedules/s-1", start);
    expect(await screen.findByText("No slot has come yet")).toBeInTheDocument();
  });
});

describe("a new schedule", () => {
  it("is written from an open query, previewed, and saved once all is there", async () => {
    const host = show("/schedules/new");
    fireEvent.change(await screen.findByRole("combobox", { name: "Query" }), { target: { value: "t-2" } });
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("NTB gateway ASINs");
    fireEvent.click(await screen.findByRole("option", { name: /Kestrel Outdoor US/ }));
    await click("Next: When");
    expect(screen.getByRole("textbox", { name: "At" })).toHaveValue("");
    expect(screen.queryByRole("table", { name: "Next slots" })).not.toBeInTheDocument();
    fireEvent.change(screen.getByRole("combobox", { name: "Zone" }), { target: { value: "America/New_York" } });
    type("At", "2:30");
    const slots = await screen.findByRole("table", { name: "Next slots" });
    await waitFor(() => expect(within(slots).getAllByRole("row")).toHaveLength(11));
    expect(within(slots).getByRole("row", { name: /Sun 8 Mar/ })).toHaveTextContent("03:00 EDT");
    await click("Next: Dates");
    await click("Next: After the run");
    expect(sent(host, "create_schedule")).toEqual([]);
    await click("Save schedule");
    await waitFor(() => expect(sent(host, "create_schedule")).toHaveLength(1));
    const [{ spec }] = sent(host, "create_schedule") as [{ spec: ScheduleSpec }];
    expect(spec).toMatchObject({ rule: { cron: "30 2 * * *" }, window: "last 28 days lag 1", instance_ids: ["i-0"] });
  });

  it("cannot be saved without a time, and says where it is missing", async () => {
    show("/schedules/new");
    fireEvent.change(await screen.findByRole("combobox", { name: "Query" }), { target: { value: "t-2" } });
    fireEvent.click(await screen.findByRole("option", { name: /Kestrel Outdoor US/ }));
    await click("After the run");
    expect(screen.getByRole("button", { name: "Save schedule" })).toBeDisabled();
    expect(screen.getByText(/a time is needed/)).toBeInTheDocument();
    await click("Go there");
    expect(screen.getByRole("textbox", { name: "At" })).toBeInTheDocument();
  });

  it("leads to the column of a wrong expression, and offers what another system's means", async () => {
    show("/schedules/new");
    await screen.findByRole("textbox", { name: "Name" });
    await click("When");
    fireEvent.change(screen.getByRole("combobox", { name: "Repeat" }), { target: { value: "cron" } });
    type("Cron", "0 25 * * *");
    expect(await screen.findByRole("button", { name: "Go to column 3" })).toBeInTheDocument();
    type("Cron", "0 0 6 ? * 2");
    await click("Use 0 6 * * 2");
    expect(screen.getByRole("textbox", { name: "Cron" })).toHaveValue("0 6 * * 2");
  });

  it("is kept while one looks elsewhere, and asks before it is lost", async () => {
    show("/schedules/new");
    await screen.findByRole("textbox", { name: "Name" });
    type("Name", "Half written");
    fireEvent.click(await screen.findByText("Search terms"));
    await screen.findByRole("button", { name: "Edit" });
    await click("New schedule");
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Half written");
    await click("Close");
    expect(await screen.findByRole("dialog")).toHaveTextContent("Leave this schedule unsaved?");
  });

  it("is begun by the query that is open", async () => {
    show("/query");
    await click("Schedule this");
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Reach by city");
    expect(screen.getByRole("textbox", { name: "SQL" })).toHaveTextContent("Reach and spend by campaign");
  });
});

describe("a kept schedule", () => {
  it("is changed in the version in which it was read", async () => {
    const host = show("/schedules/s-3/edit");
    await screen.findByRole("textbox", { name: "Name" });
    type("Name", "Daily spend");
    await click("Save");
    await waitFor(() => expect(sent(host, "update_schedule")).toHaveLength(1));
    expect(sent(host, "update_schedule")[0]).toMatchObject({ id: "s-3", version: 1, spec: { name: "Daily spend" } });
  });

  it("says so when it was changed meanwhile", async () => {
    const host = show("/schedules/s-3/edit");
    await screen.findByRole("textbox", { name: "Name" });
    host.world.schedules = host.world.schedules.map((one) => ({ ...one, version: 7 }));
    type("Name", "Daily spend");
    await click("Save");
    expect(await screen.findByRole("alert")).toHaveTextContent("This schedule was changed meanwhile.");
    await click("Look at it again");
  });

  it("that nobody could sign in for can be resumed after signing in", async () => {
    const start = world();
    const pause = { code: "SCH003", message: "Nobody was signed in.", next_step: null, details: {} } as never;
    start.schedules = [schedule({ state: "paused", pause, paused_at: start.now })];
    const host = show("/schedules", start);
    await click("Resume 1");
    await waitFor(() => expect(sent(host, "resume_schedules")).toHaveLength(1));
  });
});

describe("a backfill", () => {
  const open = async (path = "/schedules/s-1") => {
    const host = show(path);
    await click("Backfill past days");
    const dialog = await screen.findByRole("dialog");
    const first = (day: string) =>
      fireEvent.change(within(dialog).getByLabelText("First day"), { target: { value: day } });
    return { host, dialog, first };
  };

  it("shows its slots, runs those that did not run, and can be stopped", async () => {
    const { host, dialog, first } = await open();
    // The history goes back to 3 February.
    first("2026-01-30");
    const table = await within(dialog).findByRole("table", { name: "Slots of the backfill" });
    await within(table).findByText("Fri 30 Jan 11:00");
    expect(within(table).getAllByText("Succeeded").length).toBeGreaterThan(20);
    expect(sent(host, "start_backfill")).toEqual([]);
    fireEvent.click(within(dialog).getByRole("button", { name: /^Backfill \d+ slots?$/ }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    const [order] = sent(host, "start_backfill") as { id: string; nominals: number[] }[];
    expect(order?.id).toBe("s-1");
    expect(order?.nominals[0]).toBe(Date.UTC(2026, 0, 30, 16));
    await click("Stop the backfill");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Stop the backfill" })).not.toBeInTheDocument());
    expect(sent(host, "stop_backfill")).toEqual([{ id: "s-1" }]);
  });

  it("says why days cannot be filled, and keeps the button off", async () => {
    const { dialog, first } = await open();
    first("2024-01-30");
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("at most 500 slots");
    expect(within(dialog).getByRole("button", { name: "Backfill" })).toBeDisabled();
    first("2026-03-05");
    expect(await within(dialog).findByText(/Exchange the two days/)).toBeInTheDocument();
  });
});
