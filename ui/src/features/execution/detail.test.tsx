import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { localZone } from "@/components/format";
import { unionOf } from "@/features/result/joined";
import { dropDraft, NEW } from "@/features/schedule/form/drafts";
import { hostError } from "@/ipc/browser";
import { execution, type World, world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";

const NOW = world().now;
const MINUTE = 60_000;
const DAY = 86_400_000;

const having = (...executions: World["executions"]): World => ({ ...world(), executions });
const pane = () => screen.findByRole("region", { name: "Execution" });
const ran = (ago: number, minutes: number, change: Parameters<typeof execution>[0] = {}) => {
  const created_at = NOW - ago * DAY;
  const finished_at = created_at + minutes * MINUTE;
  return execution({ id: `ran-${ago}`, batch_id: `ran-${ago}`, created_at, finished_at, ...change });
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.stubGlobal("navigator", Object.assign(navigator, { clipboard: { writeText: vi.fn().mockResolvedValue(null) } }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  dropDraft(NEW);
  localStorage.clear();
});

const copied = () => vi.mocked(navigator.clipboard.writeText).mock.calls.at(-1)?.[0] ?? "";

describe("a run", () => {
  it("under way says how long it has left, from earlier runs, and nothing when one alone tells", async () => {
    const start = having(
      execution({ id: "now", state: "running", created_at: NOW - 4 * MINUTE }),
      ran(7, 8),
      ran(14, 8),
    );
    const host = show("/executions/now", start);
    expect(await within(await pane()).findByText("about 4 min left, from 2 earlier runs")).toBeInTheDocument();
    host.world.executions = start.executions.slice(0, 2);
    host.send({ kind: "executions_changed", ids: [] });
    await waitFor(() => expect(screen.queryByText(/min left/)).toBeNull());
  });

  it("lists its steps with Amazon's own words, and its ids to copy, once they are asked for", async () => {
    show("/executions/e-1", having(execution({ id: "e-1" })));
    await click("4 steps and ids");
    const steps = within(screen.getByRole("table", { name: "Steps" }));
    expect(steps.getByText("PENDING").closest("tr")).toHaveTextContent(/Pending.*1:10$/);
    expect(steps.getByText("SUCCEEDED").closest("tr")).toHaveTextContent(/Succeeded/);
    await click("Copy the id of the instance");
    expect(copied()).toBe("amc1000");
    await click("Copy the id of this computer");
    expect(copied()).toBe("e-1");
  });

  it("leads to the schedule that began it", async () => {
    show("/executions/e-1", having(execution({ id: "e-1", schedule_id: "s-1" })));
    const link = await within(await pane()).findByRole("link", { name: "Pacing, all clients" });
    expect(link).toHaveAttribute("href", "/schedules/s-1");
  });

  it("names what the same query came to here before", async () => {
    show("/executions/now", having(execution({ id: "now" }), ran(7, 8), ran(9, 8, { instance_id: "i-2" })));
    const earlier = within(await screen.findByRole("table", { name: "Earlier runs" }));
    expect(earlier.getAllByRole("row")).toHaveLength(1);
    fireEvent.click(earlier.getByRole("link", { name: /^Thu 26 Feb/ }));
    await waitFor(() => expect(screen.queryByRole("table", { name: "Earlier runs" })).toBeNull());
  });
});

describe("a run of a batch", () => {
  const of = (id: string, i: string, change: Parameters<typeof execution>[0] = {}) =>
    execution({ id, batch_id: "b", instance_id: i, instance_name: `Instance ${i}`, ...change });

  it("shows the rows of all its instances in one grid", async () => {
    const host = show("/executions/b-1", having(of("b-1", "i-0"), of("b-2", "i-50")));
    await click("All 2 instances");
    expect(await within(await pane()).findByRole("heading", { name: "All 2 instances" })).toBeInTheDocument();
    expect(await screen.findByText(/from 2 kept results/)).toHaveTextContent("80 rows");
    expect(screen.getByText(/Money is in CAD and USD here/)).toBeInTheDocument();
    const [asked] = sent(host, "run_kept") as { id: string; sql: string }[];
    expect(asked?.sql).toBe(unionOf(["b-1", "b-2"]));
    await click("Rows");
    await waitFor(() => expect(sent(host, "forget_rows")).toEqual([{ id: `kept-${asked?.id}` }]));
  });

  it("says how many of them have rows, and shows nothing of one alone", async () => {
    const failed = of("b-3", "i-1", { state: "failed" });
    const host = show("/executions/b-3", having(of("b-1", "i-0"), of("b-2", "i-50"), failed));
    expect(await screen.findByRole("button", { name: "2 of 3 instances" })).toBeInTheDocument();
    host.world.executions = [of("b-1", "i-0"), failed];
    host.send({ kind: "executions_changed", ids: [] });
    await waitFor(() => expect(screen.queryByRole("button", { name: /of 3 instances$/ })).toBeNull());
    expect(screen.queryByRole("button", { name: /instances$/ })).toBeNull();
  });
});

describe("from a run", () => {
  it("the very same is begun once more, which is said and shown", async () => {
    const host = show("/executions/e-1", having(execution({ id: "e-1", workflow_id: "w-1", time_limit_minutes: 120 })));
    await click("Run again");
    expect(
      await screen.findByText("Reach by city, Kestrel Outdoor US: started again, over 2 Feb to 1 Mar"),
    ).toBeVisible();
    const kept = execution({});
    expect(sent(host, "submit_executions")).toEqual([
      {
        request: {
          name: "Reach by city",
          sql: kept.sql,
          instance_ids: ["i-0"],
          window: { kind: "fixed", start: "2026-02-02", end: "2026-03-01" },
          time_zone: "America/New_York",
          parameter_values: kept.parameter_values,
          time_limit_minutes: 120,
          workflow_id: "w-1",
        },
      },
    ]);
    await waitFor(() => expect(screen.getAllByRole("row", { selected: true })[0]?.dataset["row"]).toBe("n-1-0"));
  });

  it("what is refused is said in its place", async () => {
    const host = show("/executions/e-1", having(execution({ id: "e-1" })));
    host.answer("submit_executions", () => {
      throw hostError("execution.instance_gone", "The instance is not known any more.", "Refresh the instances.");
    });
    await click("Run again");
    expect(await within(await pane()).findByText("The instance is not known any more.")).toBeInTheDocument();
  });

  it("a query is opened with everything filled in", async () => {
    const host = show("/executions/e-1", having(execution({ id: "e-1", sql: "SELECT campaign FROM conversions" })));
    await openMenu("More");
    await choose("Run again with changes");
    expect(await screen.findByRole("heading", { level: 1, name: "Query" })).toBeInTheDocument();
    await waitFor(() =>
      expect(host.world.tabs).toContainEqual(
        expect.objectContaining({
          title: "Reach by city",
          sql: "SELECT campaign FROM conversions",
          instance_ids: ["i-0"],
          window: { kind: "fixed", start: "2026-02-02", end: "2026-03-01" },
          parameter_values: { campaigns: ["Trail26_STV_Prospecting"], min_reach: 1000 },
        }),
      ),
    );
  });

  it("a query that is opened says in which zone the run had its dates, where it was another one", async () => {
    show("/executions/e-1", having(execution({ id: "e-1", time_zone: "Pacific/Auckland" })));
    await openMenu("More");
    await choose("Run again with changes");
    expect(
      await screen.findByText(`It ran in Pacific/Auckland; here the dates are read in ${localZone()}.`),
    ).toBeInTheDocument();
  });

  it("a schedule is begun that covers as many days, ever new ones", async () => {
    show("/executions/e-1", having(execution({ id: "e-1" })));
    await click("Schedule this");
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Reach by city");
    await click(/^Dates/);
    expect(screen.getByRole("textbox", { name: "Days" })).toHaveValue("28");
  });

  it("all that is known of it is copied as JSON", async () => {
    show("/executions/e-1", having(execution({ id: "e-1" })));
    await openMenu("More");
    await choose("Copy as JSON");
    await waitFor(() => expect(JSON.parse(copied())).toMatchObject({ id: "e-1", window_start: "2026-02-02" }));
  });

  it("of a batch only those that failed are run again", async () => {
    const batch = ["failed", "succeeded", "rejected"] as const;
    const runs = batch.map((state, i) => execution({ id: `b-${i}`, batch_id: "b", state, instance_id: `i-${i}` }));
    const host = show("/executions/b-1", having(...runs));
    await openMenu("More");
    await choose("Run the 2 failed ones again");
    expect(await screen.findByText("Reach by city, 2 instances: started again, over 2 Feb to 1 Mar")).toBeVisible();
    expect(sent(host, "submit_executions")).toMatchObject([{ request: { instance_ids: ["i-0", "i-2"] } }]);
  });

  it("of a batch all that have not ended are cancelled, after asking", async () => {
    const batch = ["succeeded", "running", "pending", "needs_review", "failed"] as const;
    const runs = batch.map((state, i) => execution({ id: `b-${i}`, batch_id: "b", state, instance_id: `i-${i}` }));
    const host = show("/executions/b-0", having(...runs));
    await openMenu("More");
    await choose("Cancel the 2 still running");
    const question = within(await screen.findByRole("dialog", { name: "Cancel 2 runs?" }));
    expect(sent(host, "cancel_execution")).toEqual([]);
    fireEvent.click(question.getByRole("button", { name: "Cancel 2 runs" }));
    expect(await screen.findByText("Amazon was asked to cancel 2 runs.")).toBeVisible();
    expect(sent(host, "cancel_execution")).toEqual([{ id: "b-1" }, { id: "b-2" }]);
  });

  it("of a batch in which one alone runs, that one is cancelled where it stands", async () => {
    const runs = (["running", "succeeded"] as const).map((state, i) =>
      execution({ id: `b-${i}`, batch_id: "b", state, instance_id: `i-${i}` }),
    );
    show("/executions/b-0", having(...runs));
    expect(await screen.findByRole("button", { name: "Cancel run" })).toBeInTheDocument();
    await openMenu("More");
    expect(await screen.findByRole("menuitem", { name: "Copy as JSON" })).toBeInTheDocument();
    expect(screen.queryByRole("menuitem", { name: /still running/ })).toBeNull();
  });
});
