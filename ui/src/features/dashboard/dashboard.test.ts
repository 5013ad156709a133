import { describe, expect, it } from "vitest";
import { lightPalette } from "@/features/chart/palette";
import { gridColumns } from "@/features/result/columns";
import { copyName } from "./changes";
import { fittedFilters } from "./filters";
import { pageOf } from "./page";
import { chartText, countTables, moved, newWidget, tableIn, viewIn, withOtherQueries } from "./widgets";
import { stampOf, stampWords } from "./words";

const COLUMNS = gridColumns([
  { name: "channel", data_type: "STRING" },
  { name: "reach", data_type: "LONG" },
]);

const ROWS = {
  widget_id: "w",
  rows_id: "r",
  result: null,
  error: null,
  read_at: new Date(2026, 2, 4, 6, 41).getTime(),
  results: 12,
  first_day: "2026-02-02",
  last_day: "2026-03-01",
  grows_until: null,
  run_at: null,
  outdated: false,
};

describe("filters of a dashboard", () => {
  it("drive the rows that have their columns, and name those that are not there or of another kind", () => {
    const filters = [
      { column: "channel", operator: "equals" as const, values: ["Display"] },
      { column: "reach", operator: "contains" as const, values: ["1"] },
      { column: "spend", operator: "at_least" as const, values: ["5"] },
    ];
    const fitted = fittedFilters(filters, COLUMNS);
    expect(fitted.filters).toEqual([{ column: 0, operator: "equals", values: ["Display"] }]);
    expect(fitted.without).toEqual(["reach", "spend"]);
  });
});

describe("a widget", () => {
  it("says how far its rows can be trusted", () => {
    const now = new Date(2026, 2, 5, 10, 42).getTime();
    const stamp = stampOf(ROWS, now);
    expect(stamp && stampWords(stamp)).toBe("to 1 Mar, read Wed 4 Mar 06:41");
    const growing = stampOf({ ...ROWS, grows_until: "2026-03-15" }, now);
    expect(growing).toMatchObject({ far: "grows to 15 Mar", short: "growing", growing: true });
    expect(stampOf({ ...ROWS, read_at: null }, now)).toBeNull();
  });

  it("keeps how its cells are shown beside how it is drawn", () => {
    const view = { ...viewIn(null), formats: { spend: "money:USD" as const } };
    expect(chartText(null, viewIn(null))).toBeNull();
    expect(viewIn(chartText(null, view)).formats).toEqual({ spend: "money:USD" });
    expect(viewIn("not JSON").formats).toEqual({});
  });

  it("is told to be of a kept table as long as it reads all of it", () => {
    expect(tableIn('SELECT * FROM latest."Reach by city"')).toBe('latest."Reach by city"');
    expect(tableIn('SELECT * FROM latest."Reach" WHERE reach > 1')).toBeNull();
    const widgets = ["a", "a", "b"].map((name) => newWidget("table", { sql: `SELECT 1 FROM latest."${name}"` }));
    expect(countTables(widgets)).toBe(2);
  });

  it("is moved, and is read anew where its query is another", () => {
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    const one = newWidget("table", { sql: "SELECT 1" });
    const kept = { id: "d", name: "", filters: [], rows: [], changed_at: 0, widgets: [one] };
    expect(withOtherQueries([{ ...one, title: "New" }], kept)).toEqual([]);
    expect(withOtherQueries([{ ...one, sql: "SELECT 2" }], kept)).toEqual([one.id]);
  });
});

describe("a copy", () => {
  it("has a name of its own", () => {
    expect(copyName("Weekly", new Set())).toBe("Weekly, copy");
    expect(copyName("Weekly", new Set(["Weekly, copy", "Weekly, copy 2"]))).toBe("Weekly, copy 3");
  });
});

describe("the page of a dashboard", () => {
  it("holds everything as text, and nothing that runs", () => {
    const evil = `<script>alert("1")</script>&'`;
    const table = { heads: [{ name: evil, numeric: false }], rows: [[evil]], total: 1284 };
    const part = { title: evil, stamp: evil, width: 6 };
    const parts = [
      { ...part, table },
      { ...part, text: `${evil}\n\nSecond` },
      { ...part, figures: [[evil, "1,284"] as const], note: evil },
    ];
    const text = pageOf({ name: evil, filters: [evil], parts, at: 0 }, lightPalette());
    expect(text).not.toContain("<script");
    expect(text.match(/&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&amp;&#39;/g)?.length).toBeGreaterThan(9);
    expect(text).toContain("1 of 1,284 rows");
    expect(text).toContain("<p>Second</p>");
  });
});
