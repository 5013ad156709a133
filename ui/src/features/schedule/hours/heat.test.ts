import { describe, expect, it } from "vitest";
import { formatClock, formatDay } from "@/components/format";
import { cellAt, cellWords, compact, crowdedWords, fullest, levelOf } from "./heat";

const weekdays = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
(weekdays[0] as number[])[6] = 312;
(weekdays[6] as number[])[23] = 312;
const days = Array.from({ length: 90 }, (_, i) => ({
  day: new Date(Date.UTC(2026, 2, 5 + i)).toISOString().slice(0, 10),
  slots: 0,
  executions: 0,
  schedules: [],
  more: 0,
}));

describe("an hour of the week", () => {
  it("is told with its executions, and how many come each time", () => {
    // The 90 days from Thursday 5 March on have 13 Mondays.
    expect(cellWords({ weekday: 0, hour: 6 }, { weekdays, days })).toBe(
      "Mondays, 06:00 to 07:00: 312 executions in 90 days, about 24 each time.",
    );
    expect(cellWords({ weekday: 6, hour: 23 }, { weekdays, days })).toMatch(/^Sundays, 23:00 to 00:00: 312 /);
    expect(cellWords({ weekday: 1, hour: 0 }, { weekdays, days })).toBe("Tuesdays, 00:00 to 01:00: no executions.");
  });
  it("is the stronger the fuller it is, and never quite empty where something runs", () => {
    expect([0, 1, 20, 21, 81, 100].map((count) => levelOf(count, 100))).toEqual([0, 1, 1, 2, 5, 5]);
    expect(levelOf(0, 0)).toBe(0);
    expect(fullest(weekdays)).toEqual({ weekday: 0, hour: 6, count: 312 });
  });
  it("has a figure of at most four characters", () => {
    expect([7, 999, 1000, 1284, 9949, 9950, 64_200].map(compact)).toEqual([
      "7",
      "999",
      "1.0k",
      "1.3k",
      "9.9k",
      "10k",
      "64k",
    ]);
  });
  it("is reached by keys, which end at the edges", () => {
    expect(cellAt("ArrowRight", { weekday: 0, hour: 23 })).toEqual({ weekday: 0, hour: 23 });
    expect(cellAt("ArrowUp", { weekday: 3, hour: 5 })).toEqual({ weekday: 2, hour: 5 });
    expect(cellAt("End", { weekday: 3, hour: 5 })).toEqual({ weekday: 3, hour: 23 });
    expect(cellAt("x", { weekday: 3, hour: 5 })).toBeNull();
  });
});

describe("a collision", () => {
  const at = Date.UTC(2026, 2, 6, 16);
  const hour = `between ${formatClock(at)} and ${formatClock(at + 3_600_000)}`;
  it("is told in one sentence, once for all days", () => {
    const crowd = { at, instance_id: "i-1", executions: 13, days: 65 };
    expect(crowdedWords(crowd, "Kestrel Outdoor US", 8)).toBe(
      `Kestrel Outdoor US is given up to 13 executions ${hour} on 65 days, first on ${formatDay(at)}; 8 run at once, so up to 5 wait.`,
    );
    expect(crowdedWords({ ...crowd, days: 1 }, "Kestrel Outdoor US", 8)).toBe(
      `Kestrel Outdoor US is given 13 executions on ${formatDay(at)} ${hour}; 8 run at once, so up to 5 wait.`,
    );
  });
});
