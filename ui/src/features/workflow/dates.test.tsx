import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { daysOf } from "@/features/execution/same_window";
import { hostError } from "@/ipc/browser";
import { execution, type World, world } from "@/ipc/fake";
import { sent, show } from "@/test/show";
import { byWindow, coverage, daysIn, daysWords, doublesOf, gapsOf, monthsOf, stitched, versionsOf } from "./coverage";
import { coverageWords } from "./DatesTab";
import { stitching } from "./JoinedDates";

afterEach(() => localStorage.clear());

/** Over the days from one to another of February 2026, the end included. */
const over = (id: string, first: number, last: number, created_at = first) =>
  execution({
    id,
    workflow_id: "wf_K7M2Q9XA",
    window_start: `2026-02-${String(first).padStart(2, "0")}`,
    window_end: `2026-02-${String(last).padStart(2, "0")}`,
    created_at,
  });

const WEEKS = [over("a", 1, 7), over("b", 8, 14), over("c", 18, 24), over("d", 12, 14, 50), over("b2", 8, 14, 60)];

describe("the days that runs cover", () => {
  it("have gaps between the first and the last, and days of several windows", () => {
    const found = coverage(WEEKS);
    if (!found) throw new Error("nothing is covered");
    expect(gapsOf(found).map(daysWords)).toEqual(["15 Feb to 17 Feb"]);
    // The same dates once more are no second window.
    expect(doublesOf(found).map(daysWords)).toEqual(["12 Feb to 14 Feb"]);
    expect(daysIn(found.stretches)).toBe(24);
    expect(coverageWords(found)).toBe("21 days covered, 1 Feb to 24 Feb; 3 days missing; 3 days in several windows");
  });
  it("are none without runs, and one where a run covers one", () => {
    expect(coverage([])).toBeNull();
    expect(coverage([over("a", 3, 3)])?.stretches.map(daysWords)).toEqual(["3 Feb"]);
    expect(coverage([over("a", 1, 7), over("b", 8, 14)])?.stretches).toHaveLength(1);
  });
  it("know which runs were of the same dates, the newest first", () =>
    expect(byWindow(WEEKS).map((group) => group.map(({ id }) => id))).toEqual([["a"], ["b2", "b"], ["d"], ["c"]]));
  it("are joined of the newest runs that do not overlap", () => {
    const pieces = stitched(WEEKS);
    expect(pieces.map(({ id }) => id)).toEqual(["a", "b2", "c"]);
    const days = pieces.flatMap((run) => {
      const { first, last } = daysOf(run);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
    expect(new Set(days).size).toBe(days.length);
  });
  it("are under their months", () => {
    const at = (day: string) => Date.parse(day) / 86_400_000;
    expect(monthsOf({ first: at("2025-12-20"), last: at("2026-02-02") }).map(({ word }) => word)).toEqual([
      "Dec 2025",
      "Jan 2026",
      "Feb",
    ]);
  });
  it("are added up by all that is no figure, but for what tells the run", () => {
    const column = (name: string, data_type: string) => ({ name, data_type });
    const made = stitching([
      column("campaign", "STRING"),
      column("campaign_id", "LONG"),
      column("cost", "DOUBLE"),
      column("run_instance", "STRING"),
      column("run_first_day", "DATE"),
    ]);
    expect(made?.rows.map((key) => key.column)).toEqual(["campaign", "campaign_id"]);
    expect(made?.values).toEqual([{ measure: "sum", column: "cost" }]);
    // With a key left out, rows that differ would be added up.
    expect(stitching([..."abcdefghi"].map((name) => column(name, "STRING")))).toBeNull();
  });
});

describe("the queries that results are of", () => {
  const at = (month: number, day: number, hour = 12) => new Date(2026, month - 1, day, hour, 30).getTime();
  const words = (...asked: [number, number][]) =>
    versionsOf(
      asked.map(([number, created_at], i) => ({ ...over(`${i}`, 1, 7, created_at), asked: number })),
      at(3, 5),
    ).map(({ word }) => word);
  it("are named by the run that was their last", () =>
    expect(words([1, at(3, 4)], [2, at(2, 3)], [1, at(2, 2)], [3, at(-2, 9)])).toEqual([
      "as last run (2 results)",
      "as run until 3 Feb (1 result)",
      "as run until 9 Oct 2025 (1 result)",
    ]));
  it("are told apart by the hour where the day is the same", () =>
    expect(words([1, at(3, 4)], [2, at(2, 3, 16)], [3, at(2, 3, 9)])).toEqual([
      "as last run (1 result)",
      "as run until 3 Feb 16:30 (1 result)",
      "as run until 3 Feb 09:30 (1 result)",
    ]));
});

describe("the dates of a workflow", () => {
  const having = (executions: World["executions"]): World => ({ ...world(), executions });
  const tab = (executions: World["executions"]) => {
    localStorage.setItem("recomamp.workflows.tab", '"dates"');
    return show("/workflows/wf_K7M2Q9XA", having(executions));
  };
  const ofInstance = () => screen.findByRole("region", { name: "Kestrel Outdoor US" });

  it("offer to run what is missing, and say why people are not added up", async () => {
    const host = tab(WEEKS);
    const part = within(await ofInstance());
    expect(part.getByText(/run .*, again/).closest("li")).toHaveTextContent("8 Feb to 14 Feb");
    await userEvent.click(part.getByRole("button", { name: "Join 3 runs" }));
    expect(await part.findByRole("alert")).toHaveTextContent("“reach” counts people");
    await userEvent.click(part.getByRole("button", { name: "Show the rows of all runs" }));
    expect(await part.findByText("3 runs, row by row")).toBeInTheDocument();
    await userEvent.click(part.getByRole("button", { name: "Run these dates" }));
    await waitFor(() =>
      expect(sent(host, "save_tab")).toContainEqual({
        tab: expect.objectContaining({
          workflow_id: "wf_K7M2Q9XA",
          instance_ids: ["i-0"],
          window: { kind: "fixed", start: "2026-02-15", end: "2026-02-17" },
        }),
      }),
    );
  });

  it("are those of one query with the same values: what ran otherwise is never joined with it", async () => {
    const { now } = world();
    const day = 86_400_000;
    const host = tab([
      over("new-2", 15, 21, now - day),
      over("new-1", 8, 14, now - 2 * day),
      { ...over("old-2", 8, 14, now - 8 * day), parameter_values: { min_reach: 5 } },
      { ...over("old-1", 1, 7, now - 9 * day), parameter_values: { min_reach: 5 } },
    ]);
    expect(await screen.findByText("14 days covered, 8 Feb to 21 Feb")).toBeInTheDocument();
    expect(screen.queryByText(/again/)).toBeNull();
    const choice = screen.getByRole("combobox", { name: "Query and values" });
    const [last, before] = within(choice).getAllByRole("option");
    expect(last).toHaveTextContent("as last run (2 results)");
    expect(before).toHaveTextContent(/^as run until \d+ \w+.* \(2 results\)$/);
    fireEvent.change(choice, { target: { value: before?.getAttribute("value") } });
    const part = within(await ofInstance());
    expect(part.getByText("14 days covered, 1 Feb to 14 Feb")).toBeInTheDocument();
    await userEvent.click(part.getByRole("button", { name: "Join 2 runs" }));
    const { sql } = sent(host, "run_kept")[0] as { sql: string };
    expect([...sql.matchAll(/"([^"]+)"/g)].map(([, id]) => id)).toEqual(["old-1", "old-2"]);
    // What was chosen stays so, though another query has become the newest.
    host.world.executions = [{ ...over("newest", 1, 2, now), sql: "SELECT 1" }, ...host.world.executions];
    host.send({ kind: "executions_changed", ids: ["newest"] });
    await waitFor(() => expect(within(choice).getAllByRole("option")).toHaveLength(3));
    expect(screen.getByText("14 days covered, 1 Feb to 14 Feb")).toBeInTheDocument();
    fireEvent.change(choice, { target: { value: "1" } });
    expect(await screen.findByText("2 days covered, 1 Feb to 2 Feb")).toBeInTheDocument();
  });

  it("say how many results are not looked at, and what the host refused", async () => {
    const host = tab(WEEKS);
    const runs = WEEKS.map((run) => ({ ...run, asked: 1 }));
    host.answer("list_kept_runs", () => {
      throw hostError("store.failed", "The database could not be read.", "Try again.");
    });
    expect(await screen.findByText("The database could not be read.")).toBeInTheDocument();
    host.answer("list_kept_runs", () => ({ runs, older: 1200 }));
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("The oldest 1,200 results are not looked at.")).toBeInTheDocument();
    expect(screen.queryByRole("combobox", { name: "Query and values" })).toBeNull();
    host.answer("list_kept_runs", () => ({ runs, older: 1 }));
    host.send({ kind: "executions_changed", ids: [] });
    expect(await screen.findByText("The oldest result is not looked at.")).toBeInTheDocument();
  });

  it("are none where no result is kept", async () => {
    tab([{ ...over("a", 1, 7), state: "failed", row_count: null, result: null }]);
    expect(await screen.findByText("No result of it is kept")).toBeInTheDocument();
  });
});
