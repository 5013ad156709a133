import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import { click, sent, show } from "@/test/show";
import { gridColumns } from "./columns";
import {
  firstGrouping,
  fitting,
  type Grouping,
  groupBy,
  groupingFault,
  groupingWords,
  groupRequest,
  insteadOfSums,
  oneMore,
  readGrouping,
  withMeasure,
} from "./grouping";

const columns = gridColumns([
  { name: "campaign", data_type: "STRING" },
  { name: "campaign_id", data_type: "LONG" },
  { name: "day", data_type: "DATE" },
  { name: "seen_at", data_type: "TIMESTAMP" },
  { name: "cost", data_type: "DECIMAL(18,2)" },
  { name: "reach", data_type: "LONG" },
]);

const MONTHS: Grouping = {
  rows: [
    { column: "campaign", unit: null },
    { column: "day", unit: "month" },
  ],
  across: null,
  values: [
    { measure: "sum", column: "cost" },
    { measure: "rows", column: null },
  ],
};

afterEach(() => localStorage.clear());

describe("a grouping", () => {
  it("is said in words", () => {
    expect(groupingWords(MONTHS)).toBe("Grouped by campaign and month of day: sum of cost, rows");
    expect(groupingWords({ ...MONTHS, rows: [], across: { column: "day", unit: "year" } })).toBe(
      "All rows together, across year of day: sum of cost, rows",
    );
  });

  it("is asked for by the indices of its columns", () =>
    expect(groupRequest({ id: "group-1", execution_id: "e-1", filters: [] }, MONTHS, columns)).toEqual({
      id: "group-1",
      execution_id: "e-1",
      filters: [],
      rows: [
        { column: 0, unit: null },
        { column: 2, unit: "month" },
      ],
      across: null,
      values: [
        { measure: "sum", column: 4 },
        { measure: "rows", column: null },
      ],
    }));

  it("of another run keeps what that has", () => {
    const without = columns.filter(({ name }) => name !== "cost" && name !== "day");
    expect(fitting(MONTHS, without)).toEqual({ ...MONTHS, rows: [MONTHS.rows[0]], values: [MONTHS.values[1]] });
    expect(fitting({ ...MONTHS, values: [{ measure: "sum", column: "cost" }] }, without)).toBeNull();
    expect(readGrouping(JSON.stringify(MONTHS))).toEqual(MONTHS);
    expect(readGrouping("")).toBeNull();
  });

  it("begins with the first text, and takes moments by their day", () => {
    expect(firstGrouping(columns).rows).toEqual([{ column: "campaign", unit: null }]);
    expect(groupBy(columns[3] as (typeof columns)[0])).toEqual({ column: "seen_at", unit: "day" });
  });

  it("reckons with no ids", () => {
    expect(withMeasure({ measure: "distinct", column: "campaign_id" }, "sum", columns).column).toBe("cost");
    expect(withMeasure({ measure: "sum", column: "cost" }, "least", columns).column).toBe("cost");
    expect(oneMore(MONTHS.values, columns)).toEqual({ measure: "sum", column: "reach" });
  });

  it("has no column and no value twice", () => {
    expect(groupingFault(MONTHS)).toBeNull();
    expect(groupingFault({ ...MONTHS, values: [] })).toBe("Choose at least one value");
    expect(groupingFault({ ...MONTHS, rows: [MONTHS.rows[1], MONTHS.rows[1]] as Grouping["rows"] })).toMatch(/twice/);
  });

  it("takes another figure for the sum that was refused, and leaves the others", () => {
    const both: Grouping = { ...MONTHS, values: [...MONTHS.values, { measure: "sum", column: "reach" }] };
    expect(insteadOfSums(both, "“reach” counts people.", "average").values).toEqual([
      ...MONTHS.values,
      { measure: "average", column: "reach" },
    ]);
  });
});

describe("rows that are taken together", () => {
  it("stand in a grid of their own, and are forgotten when all rows are shown again", async () => {
    const host = show("/executions/e-1");
    await click("Group");
    const pane = within(await screen.findByRole("dialog", { name: "Group the rows" }));
    await userEvent.click(pane.getByRole("button", { name: "Add a value" }));
    await userEvent.click(pane.getByRole("button", { name: "Group the rows" }));
    expect(await pane.findByRole("alert")).toHaveTextContent("“reach” counts people");
    await userEvent.click(pane.getByRole("button", { name: "Take the greatest" }));
    const told = await screen.findByText(/^Grouped by campaign: rows, greatest of reach/);
    expect(told).toHaveTextContent("3 groups of 1,284 rows");
    await waitFor(() => expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "4"));
    expect(screen.getByRole("button", { name: "Export groups" })).toBeEnabled();
    await click("Show all rows");
    await waitFor(() => expect(screen.getByRole("grid")).toHaveAttribute("aria-rowcount", "1285"));
    const [last] = sent(host, "group_result").slice(-1) as { request: { id: string } }[];
    await waitFor(() => expect(sent(host, "forget_rows")).toEqual([{ id: `local-${last?.request.id}` }]));
    expect(JSON.parse(JSON.parse(localStorage.getItem("recomamp.group.Reach by city") ?? '""')).values).toHaveLength(2);
  });
});
