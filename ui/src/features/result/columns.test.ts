import { describe, expect, it } from "vitest";
import { type GridColumn, gridColumns } from "./columns";
import { copied, toTsv } from "./copying";
import { filterFault, filterWords, operatorsOf, operatorWord, withFilter } from "./filters";
import { formatsOf, rounded, shownText, trimmed } from "./format";
import { PLAIN, shownColumns, withMoved, withShown } from "./view";

const columnOf = (name: string, data_type: string): GridColumn => gridColumns([{ name, data_type }])[0] as GridColumn;
const number = columnOf("spend", "DECIMAL(38,4)");
const text = columnOf("city", "STRING");
const day = columnOf("day", "DATE");

describe("how cells are shown", () => {
  it("groups numbers, and never an id", () => {
    expect(shownText("1284.5", number)).toBe("1,284.5");
    const id = columnOf("campaign_id", "LONG");
    for (const format of ["thousands", "percent", "money:EUR"] as const)
      expect(shownText("576460752303423489", id, format)).toBe("576460752303423489");
    expect(formatsOf(id)).toEqual([]);
  });
  it("shows a share as percent, by its digits and not by a rounded product", () => {
    for (const [share, percent] of [
      ["0.2534", "25.34%"],
      ["0.005", "0.50%"],
      ["1", "100.00%"],
      ["-0.12345", "\u221212.35%"],
      ["0.00001", "0.00%"],
    ] as const)
      expect(shownText(share, columnOf("rate", "DOUBLE"), "percent")).toBe(percent);
  });
  it("shows money with its currency and its places", () => {
    expect(shownText("-1284.505", number, "money:USD")).toBe("\u2212$1,284.51");
    expect(shownText("1284.5", number, "money:JPY")).toBe("¥1,285");
    expect(shownText("12345678901234567890.129", number, "money:SEK")).toBe("SEK 12,345,678,901,234,567,890.13");
  });
  it("shows days in words, whatever the time zone is", () => {
    expect(shownText("2026-03-05", day, "date")).toBe("5 Mar 2026");
    expect(shownText("2026-03-05", day, "weekday")).toBe("Thu 5 Mar");
    expect(shownText("2026-03-05 10:42:00", columnOf("at", "TIMESTAMP"), "date")).toBe("5 Mar 2026 10:42:00");
    expect(shownText("2026-03-05", day)).toBe("2026-03-05");
  });
  it("drops zeros at the end of a fraction only", () =>
    expect(["30.5000", "1.0000", "100", "1e10"].map(trimmed)).toEqual(["30.5", "1", "100", "1e10"]));
  it("rounds by digits, half away from zero", () => {
    expect(["0.005", "-0.005", "9.995", "1", "0.004"].map((value) => rounded(value, 2))).toEqual([
      "0.01",
      "-0.01",
      "10.00",
      "1.00",
      "0.00",
    ]);
  });
});

describe("the layout of columns", () => {
  const columns = gridColumns(["a", "b", "c", "d"].map((name) => ({ name, data_type: "LONG" })));
  const names = (indices: number[]) => indices.map((i) => columns[i]?.name).join("");
  it("moves a column past those that are hidden", () => {
    const hidden = withShown(columns, PLAIN, "b", false);
    expect(names(shownColumns(columns, hidden))).toBe("acd");
    const moved = withMoved(columns, hidden, 0, 1);
    expect(names(shownColumns(columns, moved))).toBe("cad");
    expect(names(shownColumns(columns, withShown(columns, moved, "b", true))).length).toBe(4);
  });
  it("never hides the last column", () => {
    const one = ["a", "b", "c", "d"].reduce((view, name) => withShown(columns, view, name, false), PLAIN);
    expect(names(shownColumns(columns, one))).toBe("d");
  });
  it("shows new columns of the query's next run, and none that it lacks", () => {
    const view = { ...PLAIN, order: ["c", "gone", "a"], hidden: ["b"] };
    expect(names(shownColumns(columns, view))).toBe("cad");
    expect(names(shownColumns(columns.slice(1, 2), { ...PLAIN, hidden: ["b"] }))).toBe("a");
  });
});

describe("filters", () => {
  it("offers each kind of column what can be asked of it", () => {
    expect(operatorsOf("text")).not.toContain("less");
    expect(operatorsOf("number")).toContain("between");
    expect(operatorsOf("truth")).toEqual(["equals", "empty", "not_empty"]);
    expect([operatorWord("equals", "number"), operatorWord("equals", "text")]).toEqual(["=", "is"]);
  });
  it("takes numbers and days only as such, and leaves an unwritten one alone", () => {
    const fault = (values: string[], column: GridColumn) =>
      filterFault({ column: 0, operator: "at_least", values }, column.kind);
    expect([fault(["10"], number), fault(["-0.5"], number), fault(["2026-02"], day)]).toEqual([null, null, null]);
    expect(fault(["many"], number)).toMatch(/number/);
    expect(fault(["1.2.2026"], day)).toMatch(/2026-02-01/);
    expect(fault([""], number)).toBe("");
  });
  it("are told in words", () => {
    const words = (operator: "between" | "one_of" | "empty", values: string[]) =>
      Object.values(filterWords({ column: 0, operator, values }, text)).join(" ");
    expect(words("between", ["1", "5"])).toBe("between 1 and 5");
    expect(words("one_of", ["a", "b", "c"])).toBe("one of 3 values");
    expect(words("empty", [])).toBe("is empty ");
  });
  it("of one column hold beside each other, and one is changed in its place", () => {
    const one = { column: 0, operator: "at_least", values: ["1"] } as const;
    const filters = withFilter([], null, { ...one, values: ["1"] });
    const both = withFilter(filters, null, { ...one, values: ["2"] });
    expect(both.length).toBe(2);
    expect(withFilter(both, 0, { ...one, values: ["3"] }).map((filter) => filter.values[0])).toEqual(["3", "2"]);
  });
});

describe("copying", () => {
  const columns = gridColumns([
    { name: "id", data_type: "LONG" },
    { name: "a|b", data_type: "STRING" },
  ]);
  const rows = [
    ["576460752303423489", 'x "y"\nz'],
    [null, "007"],
  ];
  it("keeps 64-bit ids exact and quotes what would break a cell", () =>
    expect(toTsv([["576460752303423489", null, 'a\t"b"']])).toBe('576460752303423489\t\t"a\t""b"""'));
  it("writes JSON with all digits, and texts that look like numbers as texts", () => {
    const json = copied("json", columns, rows);
    expect(json).toContain('{ "id": 576460752303423489, "a|b": "x \\"y\\"\\nz" }');
    expect(json).toContain('{ "id": null, "a|b": "007" }');
    expect(JSON.parse(json)).toHaveLength(2);
  });
  it("writes Markdown whose cells stay in their columns", () =>
    expect(copied("markdown", columns, rows).split("\n")).toEqual([
      "| id | a\\|b |",
      "| ---: | --- |",
      '| 576460752303423489 | x "y"<br>z |',
      "|  | 007 |",
    ]));
  it("writes CSV with the names of the columns", () =>
    expect(copied("csv", columns, [["1", "a,b"]])).toBe('id,a|b\n1,"a,b"'));
});
