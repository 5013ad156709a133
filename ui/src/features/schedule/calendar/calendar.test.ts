import { describe, expect, it } from "vitest";
import type { RehearsedDay, SlotDay } from "@/ipc";
import { addMonths, dayAt, dayOf, lastShown, noonOf, weekdayOf, weeksOf } from "./days";
import { calendarDay, inTime, LINES, linesOf } from "./entries";

describe("a month", () => {
  it("has the weeks that it touches, each from Monday on", () => {
    expect(weeksOf("2026-03").map((week) => week[0])).toEqual([
      "2026-02-23",
      "2026-03-02",
      "2026-03-09",
      "2026-03-16",
      "2026-03-23",
      "2026-03-30",
    ]);
    // Begins on a Monday and has four weeks.
    expect(weeksOf("2027-02")).toHaveLength(4);
    expect(weeksOf("2026-03").every((week) => week.length === 7 && weekdayOf(week[0] ?? "") === 0)).toBe(true);
  });
  it("is left and reached by keys", () => {
    expect(dayAt("ArrowLeft", "2026-03-01")).toBe("2026-02-28");
    expect(dayAt("ArrowDown", "2026-12-28")).toBe("2027-01-04");
    expect(dayAt("Home", "2026-03-05")).toBe("2026-03-02");
    expect(dayAt("End", "2026-03-08")).toBe("2026-03-08");
    expect(dayAt("PageDown", "2026-01-31")).toBe("2026-02-28");
    expect(dayAt("PageUp", "2026-01-15")).toBe("2025-12-15");
    expect(dayAt("a", "2026-03-05")).toBeNull();
  });
  it("can be shown as long as all its days can be rehearsed", () => {
    for (const today of ["2026-03-05", "2027-02-28", "2028-01-31", "2026-12-01"]) {
      const last = lastShown(today);
      expect(addMonths(last, 0)).toBe(last);
      const end = weeksOf(last.slice(0, 7)).at(-1)?.at(-1) ?? "";
      expect((Date.parse(end) - Date.parse(today)) / 86_400_000).toBeLessThan(366);
      expect((Date.parse(last) - Date.parse(today)) / 86_400_000).toBeGreaterThan(300);
    }
  });
  it("holds each instant on the day of the computer's clock", () => {
    expect(dayOf(noonOf("2026-03-08"))).toBe("2026-03-08");
    expect(dayOf(new Date(2026, 0, 1, 0, 0).getTime())).toBe("2026-01-01");
  });
});

const at = (hour: number) => noonOf("2026-03-05") + (hour - 12) * 3_600_000;

const past = (change: Partial<SlotDay> = {}): SlotDay => ({
  day: "2026-03-05",
  succeeded: 1,
  failed: 1,
  cancelled: 0,
  left_out: 2,
  open: 0,
  schedules: [
    {
      id: "b",
      name: "Second",
      deleted: false,
      count: 1,
      state: "failed",
      slots: [{ at: at(7), manual: false, state: "failed" }],
    },
    {
      id: "a",
      name: "First",
      deleted: true,
      count: 3,
      state: "succeeded",
      slots: [{ at: at(6), manual: false, state: "succeeded" }],
    },
  ],
  more: 0,
  ...change,
});

const ahead = (change: Partial<RehearsedDay> = {}): RehearsedDay => ({
  day: "2026-03-05",
  slots: 2,
  executions: 1200,
  schedules: [
    { id: "b", name: "Second", slots: 1, executions: 600, at: [at(19)] },
    { id: "c", name: "Third", slots: 1, executions: 600, at: [at(20)] },
  ],
  more: 0,
  ...change,
});

describe("a day", () => {
  it("tells what became of its slots and what is to come", () => {
    expect(calendarDay(past(), undefined).words).toBe("1 succeeded, 1 failed, 2 left out");
    expect(calendarDay(undefined, ahead()).words).toBe("2 slots planned with 1,200 executions");
    expect(calendarDay(past({ failed: 0, left_out: 0, open: 1 }), ahead({ slots: 1, executions: 1 })).words).toBe(
      "1 succeeded, 1 under way, 1 slot planned with 1 execution",
    );
    expect(calendarDay(undefined, undefined)).toEqual({ entries: [], more: 0, words: "no slots" });
  });
  it("has one entry for a schedule that has had slots and has some to come", () => {
    const { entries } = calendarDay(past(), ahead());
    expect(entries.map(({ id, state, slots }) => [id, state, slots])).toEqual([
      ["b", "failed", 2],
      ["a", "succeeded", 3],
      ["c", null, 1],
    ]);
    expect(entries[0]?.times.map(({ state }) => state)).toEqual(["failed", null]);
    expect(inTime(entries).map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });
  it("shows as many lines as there is room for, and counts the others", () => {
    const many = (n: number, more = 0) =>
      linesOf(
        calendarDay(
          undefined,
          ahead({
            schedules: Array.from({ length: n }, (_, i) => ({ id: `${i}`, name: "", slots: 1, executions: 1, at: [] })),
            more,
          }),
        ),
      );
    expect(many(LINES)).toMatchObject({ shown: { length: LINES }, rest: 0 });
    expect(many(LINES + 1)).toMatchObject({ shown: { length: LINES - 1 }, rest: 2 });
    expect(many(20, 480)).toMatchObject({ shown: { length: LINES - 1 }, rest: 497 });
  });
});
