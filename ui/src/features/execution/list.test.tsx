import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { execution, type World, world } from "@/ipc/fake";
import { click, openMenu, show } from "@/test/show";
import { ask, USUAL } from "./asked";
import { badgesOf, filtered, NO_FILTERS } from "./filters";
import { type Grouping, grouped } from "./groups";
import { leftWords, usualTime } from "./usual";

const NOW = world().now;
const MINUTE = 60_000;

/** A world of these runs, the newest first, each begun ten minutes before the one above it. */
const of = (...changes: Parameters<typeof execution>[0][]): World => ({
  ...world(),
  executions: changes.map((change, i) =>
    execution({ id: `r-${i}`, batch_id: `r-${i}`, created_at: NOW - i * 10 * MINUTE, ...change }),
  ),
});
const tidewell = { instance_id: "i-2", instance_name: "Tidewell US" };

const rows = () =>
  [...screen.getByRole("table", { name: "Executions" }).querySelectorAll<HTMLElement>("[data-row]")].map(
    (row) => row.dataset["row"],
  );
const heads = () =>
  within(screen.getByRole("table", { name: "Executions" }))
    .getAllByRole("button")
    .map((head) => head.querySelector(".cut")?.textContent);
/** By the rail, which is another one in each place. */
const goTo = (place: string) =>
  fireEvent.click(
    within(screen.getByRole("navigation", { name: "Places" })).getByRole("link", { name: new RegExp(`^${place}`) }),
  );
const pick = async (kind: string, value: string) => {
  await openMenu("Filter the executions");
  fireEvent.click(await screen.findByRole("menuitem", { name: kind }));
  fireEvent.click(await screen.findByRole("menuitemcheckbox", { name: value }));
  for (let open = screen.queryAllByRole("menu").length; open > 0; open--)
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
  ask(USUAL);
  localStorage.clear();
});

describe("the list of executions", () => {
  it("is filtered by state and instance, each filter a badge that is taken away alone", async () => {
    show("/executions", of({ state: "failed" }, { state: "failed", ...tidewell }, tidewell));
    await screen.findByRole("table", { name: "Executions" });
    await pick("State", "Failed");
    await waitFor(() => expect(rows()).toEqual(["r-0", "r-1"]));
    await pick("Instance", "Tidewell US");
    await waitFor(() => expect(rows()).toEqual(["r-1"]));
    expect(screen.getByText("1 of 3 kept")).toBeInTheDocument();
    await click("Take away the filter State: Failed");
    await waitFor(() => expect(rows()).toEqual(["r-1", "r-2"]));
    await click("Take away the filter Instance: Tidewell US");
    await waitFor(() => expect(rows()).toHaveLength(3));
    expect(screen.queryByRole("group", { name: "Filters in use" })).toBeNull();
  });

  it("is filtered by what began a run, a hand or a schedule", async () => {
    show("/executions", of({ schedule_id: "s-1" }, {}, { schedule_id: "gone" }));
    await screen.findByRole("table", { name: "Executions" });
    await pick("Begun", "Pacing, all clients");
    await waitFor(() => expect(rows()).toEqual(["r-0"]));
    await pick("Begun", "By hand");
    await waitFor(() => expect(rows()).toEqual(["r-1"]));
    await pick("Begun", "By a schedule");
    await waitFor(() => expect(rows()).toEqual(["r-0", "r-2"]));
  });

  it("is filtered by workflow, each under the name of its newest run, and only where there are some", async () => {
    const host = show("/executions", of({}, {}));
    await openMenu("Filter the executions");
    expect(await screen.findByRole("menuitem", { name: "Instance" })).toBeInTheDocument();
    expect(screen.queryByRole("menuitem", { name: "Workflow" })).toBeNull();
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    host.world.executions = of(
      { workflow_id: "w-1", name: "Reach, new" },
      { workflow_id: "w-2" },
      {},
      { workflow_id: "w-1", name: "Reach, old" },
    ).executions;
    act(() => host.send({ kind: "executions_changed", ids: [] }));
    await waitFor(() => expect(rows()).toHaveLength(4));
    await pick("Workflow", "Reach, new");
    await waitFor(() => expect(rows()).toEqual(["r-0", "r-3"]));
    await click("Take away the filter Workflow: Reach, new");
    await waitFor(() => expect(rows()).toHaveLength(4));
  });

  it("is filtered and searched as before after a look at another place", async () => {
    show("/executions", of({ state: "failed" }, { state: "failed", name: "Frequency bands" }, {}));
    await screen.findByRole("table", { name: "Executions" });
    await pick("State", "Failed");
    fireEvent.change(screen.getByRole("textbox", { name: "Find executions" }), { target: { value: "bands" } });
    await waitFor(() => expect(rows()).toEqual(["r-1"]));
    goTo("Schedules");
    expect(await screen.findByRole("heading", { level: 1, name: "Schedules" })).toBeInTheDocument();
    goTo("Executions");
    expect(await screen.findByRole("textbox", { name: "Find executions" })).toHaveValue("bands");
    await waitFor(() => expect(rows()).toEqual(["r-1"]));
    expect(screen.getByRole("button", { name: "Take away the filter State: Failed" })).toBeInTheDocument();
  });

  it("leads back from filters that let nothing through", async () => {
    show("/executions", of({ created_at: NOW - 3 * 86_400_000 }));
    await screen.findByRole("table", { name: "Executions" });
    await pick("Started", "Today");
    expect(await screen.findByText("No execution like that")).toBeInTheDocument();
    await click("Clear the filters");
    await waitFor(() => expect(rows()).toEqual(["r-0"]));
  });

  it("is grouped as was chosen last", async () => {
    show("/executions", of({ schedule_id: "s-1" }, tidewell, {}));
    await openMenu("Group: Batch");
    fireEvent.click(await screen.findByRole("menuitemradio", { name: "Schedule" }));
    await waitFor(() => expect(heads()).toEqual(["Pacing, all clients", "By hand"]));
    expect(localStorage.getItem("recomamp.executions.group")).toBe('"schedule"');
  });

  it("is searched from anywhere by a slash, and entered by an arrow", async () => {
    show("/executions", of({}, { name: "Frequency bands" }));
    await screen.findByRole("table", { name: "Executions" });
    const field = screen.getByRole("textbox", { name: "Find executions" });
    fireEvent.keyDown(document.body, { key: "/" });
    expect(field).toHaveFocus();
    fireEvent.change(field, { target: { value: "bands" } });
    await waitFor(() => expect(rows()).toEqual(["r-1"]));
    expect(fireEvent.keyDown(field, { key: "/" })).toBe(true);
    fireEvent.keyDown(field, { key: "ArrowDown" });
    expect(document.activeElement).toHaveAttribute("data-row", "r-1");
    fireEvent.keyDown(document.activeElement as Element, { key: "Enter" });
    expect(await screen.findByRole("heading", { name: "Frequency bands" })).toBeInTheDocument();
  });

  it("says how long a running one has left when earlier runs tell", async () => {
    const ran = (ago: number) => ({
      created_at: NOW - ago * 86_400_000,
      finished_at: NOW - ago * 86_400_000 + 8 * MINUTE,
    });
    show("/executions", of({ state: "running", created_at: NOW - 3 * MINUTE }, ran(7), ran(14)));
    expect(await screen.findByText("5:00 left")).toBeInTheDocument();
  });
});

describe("groups", () => {
  const { executions } = of(
    { workflow_id: "w-1", name: "Reach, new" },
    { name: "Reach" },
    { workflow_id: "w-1", name: "Reach, old", ...tidewell },
    { name: "Reach", schedule_id: "gone", batch_id: "slot" },
  );
  const titles = (by: Grouping) => grouped(executions, { by, now: NOW }).map(({ title, runs }) => [title, runs.length]);
  it("go by the workflow, and by the name where there is none", () =>
    expect(titles("workflow")).toEqual([
      ["Reach, new", 2],
      ["Reach", 2],
    ]));
  it("go by the instance", () =>
    expect(titles("instance")).toEqual([
      ["Kestrel Outdoor US", 3],
      ["Tidewell US", 1],
    ]));
  it("name a schedule that is no more by its runs", () => {
    expect(titles("schedule")).toContainEqual(["Reach, schedule deleted", 1]);
    expect(titles("batch")).toContainEqual(["Schedule: Reach", 1]);
  });
});

describe("filters", () => {
  it("of seven days hold today and the six days before it", () => {
    const midnight = new Date(2026, 1, 27).getTime();
    const runs = [execution({ created_at: midnight }), execution({ created_at: midnight - 1 })];
    const now = new Date(2026, 2, 5, 9).getTime();
    expect(filtered(runs, { ...NO_FILTERS, started: "week" }, now)).toEqual([runs[0]]);
    expect(filtered(runs, { ...NO_FILTERS, started: "today" }, now)).toEqual([]);
  });
  it("say many instances short", () => {
    const names = new Map([
      ["a", "Tidewell US"],
      ["b", "Bramble Pet US"],
      ["c", "Kestrel UK"],
    ]);
    const known = { instances: names, workflows: new Map([["w-1", "Reach"]]), schedules: new Map() };
    const chosen = { ...NO_FILTERS, instances: ["a", "b", "c"], workflows: ["w-1", "gone"] };
    expect(badgesOf(chosen, known).map(({ what, is }) => [what, is])).toEqual([
      ["Instance", "Tidewell US and 2 more"],
      ["Workflow", "Reach, one without runs"],
    ]);
  });
});

describe("the usual time of a run", () => {
  const run = execution({ id: "now", state: "running", created_at: NOW - 2 * MINUTE });
  const ran = (minutes: number, ago: number, change: Parameters<typeof execution>[0] = {}) => {
    const created_at = NOW - ago * 86_400_000;
    return execution({ id: `ran-${ago}`, created_at, finished_at: created_at + minutes * MINUTE, ...change });
  };
  it("is the median of earlier runs of the same query on the same instance", () => {
    const usual = usualTime(run, [
      ran(6, 1),
      ran(60, 2),
      ran(8, 3),
      ran(99, 4, tidewell),
      ran(1, 5, { state: "failed" }),
    ]);
    expect(usual).toMatchObject({ median: 8 * MINUTE, least: 6 * MINUTE, most: 60 * MINUTE, runs: 3 });
    expect(usual && leftWords(run, usual, NOW)).toBe("about 6 min left, from 3 earlier runs");
    expect(usual && leftWords(run, usual, NOW + 20 * MINUTE)).toBe("longer than usual, from 3 earlier runs");
  });
  it("is not said from one run alone", () => expect(usualTime(run, [ran(6, 1)])).toBeNull());
});
