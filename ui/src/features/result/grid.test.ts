import { describe, expect, it } from "vitest";
import { tailOf } from "@/components/MiddleCut";
import { gridColumns, lookOf } from "./columns";
import { boxOf, edgesOf, moved } from "./selection";
import { sightOf } from "./sight";
import { nextSort } from "./sorting";

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

describe("sorting", () => {
  it("goes from ascending to descending to none", () => {
    const up = nextSort([], 1, false);
    expect(up).toEqual([{ column: 1, descending: false }]);
    const down = nextSort(up, 1, false);
    expect(down).toEqual([{ column: 1, descending: true }]);
    expect(nextSort(down, 1, false)).toEqual([]);
  });
  it("keeps the other columns with Shift", () =>
    expect(nextSort([{ column: 1, descending: true }], 2, true).map((entry) => entry.column)).toEqual([1, 2]));
});

describe("rows in sight", () => {
  const measure = { total: 1_000_000, row: 28, room: 280 };
  it("reaches the last of a million rows, each in its place", () => {
    const end = sightOf({ ...measure, scroll: 24_000_000 - 280 });
    expect(end.last).toBe(999_999);
    const low = end.topOf(999_999) + 28;
    expect(low).toBeCloseTo(24_000_000, 3);
  });
  it("draws only what is seen", () => {
    const { first, last } = sightOf({ ...measure, scroll: 0 });
    expect([first, last - first < 40]).toEqual([0, true]);
  });
  it("brings any row into sight from anywhere", () => {
    for (const row of [0, 1, 5000, 123_456, 999_999]) {
      const scroll = sightOf({ ...measure, scroll: 12_000_000 }).scrollTo(row);
      const there = sightOf({ ...measure, scroll });
      const top = there.topOf(row) - scroll;
      expect(top).toBeGreaterThanOrEqual(-0.01);
      expect(top + 28).toBeLessThanOrEqual(280.01);
    }
  });
  it("moves nothing that is in sight already", () =>
    expect(sightOf({ ...measure, scroll: 100 }).scrollTo(6)).toBe(100));
  it("has no row where there is none", () => {
    const { first, last, height } = sightOf({ ...measure, total: 0, scroll: 0 });
    expect([last < first, height]).toEqual([true, 0]);
  });
});

describe("texts that begin alike", () => {
  const names = ["Kestrel Outdoor US - DSP - Prospecting - Q1", "Kestrel Outdoor US - DSP - Retargeting - Q1"];
  it("keep the end that tells them apart", () => {
    const tail = tailOf(names);
    expect(new Set(names.map((name) => name.slice(-tail))).size).toBe(2);
  });
  it("are cut at their end where their beginnings differ", () => expect(tailOf(["Denver", "Seattle", null])).toBe(0));
  it("count once, however often they come", () => expect(tailOf([names[0], names[0]])).toBe(0));
  it("give a column room first, and a cut only then", () => {
    const [column] = gridColumns([{ name: "campaign", data_type: "STRING" }]);
    if (!column) throw new Error("no column");
    expect(lookOf(column, ["Trail26_STV_Prospecting", "Trail26_STV_Prospects"]).tail).toBe(0);
    const long = lookOf(
      column,
      names.map((name) => `${name} with a very long end to it, number ${name.length}`),
    );
    expect(long.width).toBeLessThanOrEqual(340);
    expect(long.tail).toBeGreaterThan(0);
  });
});
