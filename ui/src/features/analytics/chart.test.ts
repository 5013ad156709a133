import { describe, expect, it } from "vitest";
import type { DayFigures } from "@/ipc";
import { addDays } from "../schedule/calendar/days";
import { toldOf } from "./categories";
import { countLines, marksOf, stacksOf, stackWords, timeLines } from "./chart";
import { csvOf } from "./csv";
import { inOrder } from "./FigureTable";
import { daysBefore, faultOf, lastDaysWith } from "./span";

const daysFrom = (first: string, count: number): DayFigures[] =>
  Array.from({ length: count }, (_, i) => ({
    day: addDays(first, i),
    succeeded: 2,
    failed: 1,
    other: 0,
    median_run_millis: 1000,
    median_wait_millis: null,
  }));

describe("stacks of runs", () => {
  it("stand for a day each, up to 90 of them", () => {
    const stacks = stacksOf(daysFrom("2026-01-01", 90));
    expect(stacks).toHaveLength(90);
    expect(stackWords({ first: "2026-03-04", last: "2026-03-04" })).toBe("Wed 4 Mar 2026");
  });

  it("stand for a week from Monday on where there are more, and lose no run", () => {
    // 1 January 2026 is a Thursday.
    const stacks = stacksOf(daysFrom("2026-01-01", 91));
    expect(stacks[0]).toEqual({ first: "2026-01-01", last: "2026-01-04", succeeded: 8, failed: 4, other: 0 });
    expect(stacks[1]).toMatchObject({ first: "2026-01-05", last: "2026-01-11", succeeded: 14 });
    expect(stacks.reduce((sum, { succeeded, failed }) => sum + succeeded + failed, 0)).toBe(273);
    expect(stacks[1] && stackWords(stacks[1])).toBe("Mon 5 Jan to Sun 11 Jan 2026");
  });
});

describe("scales", () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [4, [0, 1, 2, 3, 4]],
    [5, [0, 2, 4, 6]],
    [28, [0, 10, 20, 30]],
    [170, [0, 50, 100, 150, 200]],
  ])("of whole numbers reach %i in whole steps", (most, lines) => expect(countLines(most)).toEqual(lines));

  it("of times are divided as clocks are", () => {
    expect(timeLines(251_000)).toEqual([0, 120_000, 240_000, 360_000]);
    expect(timeLines(7_200_000).at(1)).toBe(1_800_000);
    expect(timeLines(400 * 3_600_000).at(-1)).toBeGreaterThanOrEqual(400 * 3_600_000);
  });

  it("of days have a few words, with the first and the last", () => {
    const days = daysFrom("2026-02-04", 30).map(({ day }) => day);
    const marks = marksOf(days, 30);
    expect(marks).toHaveLength(5);
    expect([marks.at(0)?.word, marks.at(-1)?.word]).toEqual(["4 Feb", "5 Mar"]);
    expect(marksOf(["2026-02-04"], 1)).toEqual([{ at: 0, word: "4 Feb" }]);
    expect(marksOf(["2025-03-10", "2026-03-02"], 365).at(-1)?.word).toBe("Mar 2026");
  });
});

describe("days", () => {
  it("end with today, and as many stand before them", () => {
    const days = lastDaysWith("2026-03-05", 30);
    expect(days).toEqual({ first: "2026-02-04", last: "2026-03-05" });
    expect(daysBefore(days)).toEqual({ first: "2026-01-05", last: "2026-02-03" });
  });

  it("say why there are no figures of them", () => {
    expect(faultOf({ first: "", last: "2026-03-05" })).toMatch(/both days/);
    expect(faultOf({ first: "2026-03-06", last: "2026-03-05" })).toMatch(/Exchange the two/);
    expect(faultOf({ first: "2025-01-01", last: "2026-03-05" })).toMatch(/^These are 429 days; .* at most 400/);
    expect(faultOf(lastDaysWith("2026-03-05", 400))).toBeNull();
  });
});

describe("a copy", () => {
  it("quotes what would part cells, and what a spreadsheet would run", () => {
    const lines = [
      ["Query", "Runs"],
      ['Reach, "new"', 3],
      ["=1+1", null],
      ["-x", -2],
    ];
    expect(csvOf(lines)).toBe('Query,Runs\r\n"Reach, ""new""",3\r\n\'=1+1,\r\n\'-x,-2\r\n');
  });

  it("keeps what has no figure at the end, whichever way the rows are sorted", () => {
    const rows = [{ n: null }, { n: 2 }, { n: 1 }];
    const of = ({ n }: { n: number | null }) => n;
    expect(inOrder(rows, of, true).map(of)).toEqual([2, 1, null]);
    expect(inOrder(rows, of, false).map(of)).toEqual([1, 2, null]);
  });
});

describe("an error", () => {
  it.each([
    ["amc.compile", "Compile"],
    ["amc.forbidden", "Access"],
    ["auth.signed_out", "Access"],
    ["amc.throttled", "Throttled"],
    ["amc.overlap", "Overlap"],
    ["amc.timed_out", "Time-out"],
    ["amc.server", "Service"],
    ["amc.network", "Network"],
    ["result.link", "Result"],
    ["store.full", "This computer"],
    ["toString", "Other"],
  ])("%s is of the kind %s", (code, category) => {
    expect(toldOf(code).category).toBe(category);
    expect(toldOf(code).words).not.toBe("");
  });
});
