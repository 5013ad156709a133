import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { execution, world } from "@/ipc/fake";
import { sent, show } from "@/test/show";
import {
  byWindow,
  coverage,
  daysIn,
  daysOf,
  daysWords,
  doublesOf,
  gapsOf,
  keptRuns,
  monthsOf,
  stitched,
} from "./coverage";
import { coverageWords } from "./DatesTab";
import { stitching } from "./JoinedDates";

afterEach(() => localStorage.clear());

/** Over the days from one to another of February 2026, the end included. */
const over = (id: string, first: number, last: number, created_at = first) =>
  execution({
    id,
    workflow_id: "wf_K7M2Q9XA",
    window_start: `2026-02-${String(first).padStart(2, "0")}T00:00:00`,
    window_end: `2026-02-${String(last + 1).padStart(2, "0")}T00:00:00`,
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
  it("are told of results that are kept alone", () =>
    expect(
      keptRuns([over("a", 1, 7), { ...over("b", 8, 14), state: "failed", row_count: null }]).map(({ id }) => id),
    ).toEqual(["a"]));
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

describe("the dates of a workflow", () => {
  it("offer to run what is missing, and say why people are not added up", async () => {
    localStorage.setItem("recomamp.workflows.tab", '"dates"');
    const made = world();
    made.workflows = made.workflows.map((one) => ({ ...one, executions: [] }));
    const host = show("/workflows/wf_K7M2Q9XA", { ...made, executions: WEEKS });
    const part = within(await screen.findByRole("region", { name: "Kestrel Outdoor US" }));
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
});
