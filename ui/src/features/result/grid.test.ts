import { describe, expect, it } from "vitest";
import { boxOf, edgesOf, moved, toTsv } from "./selection";
import { filterFault, nextSort, toFilters } from "./sorting";

const size = { rows: 100, columns: 5, page: 10 };
const at = (row: number, column: number) => ({ anchor: { row, column }, active: { row, column } });
const key = (name: string, ctrl = false, shift = false) => ({ key: name, ctrl, shift });

describe("keys of the grid", () => {
  it("begins at the first cell", () => expect(moved(null, key("ArrowDown"), size)).toEqual(at(0, 0)));
  it("stays inside", () => {
    expect(moved(at(0, 0), key("ArrowUp"), size)).toEqual(at(0, 0));
    expect(moved(at(99, 4), key("PageDown"), size)).toEqual(at(99, 4));
  });
  it("goes to the last cell with Ctrl+End", () => expect(moved(at(3, 1), key("End", true), size)).toEqual(at(99, 4)));
  it("extends from the anchor with Shift", () => {
    const next = moved(at(2, 2), key("ArrowDown", false, true), size);
    expect(next && boxOf(next)).toEqual({ top: 2, bottom: 3, left: 2, right: 2 });
  });
  it("leaves other keys alone", () => expect(moved(at(0, 0), key("x"), size)).toBeNull());
  it("draws lines only at the edges of the choice", () =>
    expect(edgesOf({ top: 0, bottom: 2, left: 0, right: 2 }, 0, 1)).toBe("t"));
});

describe("copying", () => {
  it("keeps 64-bit ids exact and quotes what would break a cell", () =>
    expect(toTsv([["576460752303423489", null, 'a\t"b"']])).toBe('576460752303423489\t\t"a\t""b"""'));
});

describe("sorting and filtering", () => {
  it("goes from ascending to descending to none", () => {
    const up = nextSort([], 1, false);
    expect(up).toEqual([{ column: 1, descending: false }]);
    const down = nextSort(up, 1, false);
    expect(down).toEqual([{ column: 1, descending: true }]);
    expect(nextSort(down, 1, false)).toEqual([]);
  });
  it("keeps the other columns with Shift", () =>
    expect(nextSort([{ column: 1, descending: true }], 2, true).map((entry) => entry.column)).toEqual([1, 2]));
  it("sends no empty filters", () =>
    expect(
      toFilters(
        new Map([
          [2, " x "],
          [0, " "],
        ]),
      ),
    ).toEqual([{ column: 2, text: "x" }]));
  it("asks numbers of columns of numbers", () => {
    expect(filterFault(">= 10", true)).toBeNull();
    expect(filterFault("many", true)).not.toBeNull();
    expect(filterFault("many", false)).toBeNull();
  });
});
