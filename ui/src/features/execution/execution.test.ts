import { describe, expect, it } from "vitest";
import { execution } from "@/ipc/fake";
import { tookWords } from "./cells";
import { hitOf } from "./Explained";
import { matching } from "./filters";
import { grouped, tallyWords } from "./groups";
import { notTakenOver } from "./run_again";
import { fixedWindow } from "./same_window";
import { phases } from "./Timeline";
import { hadWords, longerThan } from "./time_limit";

const AT = new Date(2026, 2, 5, 10, 0).getTime();
const step = (state: string, after: number) => ({ state, raw_status: null, at: AT + after });

describe("the times of a run", () => {
  it("are the stretches between its states, and end with it", () => {
    const run = execution({
      created_at: AT,
      finished_at: AT + 100,
      steps: [step("sending", 0), step("pending", 10), step("running", 40), step("succeeded", 100)],
    });
    expect(phases(run, AT + 500).map(({ state, from, to }) => [state, to - from])).toEqual([
      ["sending", 10],
      ["pending", 30],
      ["running", 60],
    ]);
  });
  it("go on while it runs, also when a state was told twice", () => {
    const steps = [step("running", 0), step("running", 20)];
    const run = execution({ state: "running", created_at: AT, finished_at: null, steps });
    expect(phases(run, AT + 90)).toEqual([{ state: "running", from: AT, to: AT + 90 }]);
  });
  it("say what cannot be counted yet", () => {
    expect(tookWords(execution({ state: "unknown" }), AT)).toBe("looking");
    expect(tookWords(execution({ state: "pending" }), AT)).toBe("waiting");
    expect(tookWords({ ...execution({}), fetching: true }, AT)).toBe("fetching");
  });
});

describe("groups of runs", () => {
  const runs = [
    execution({ id: "1", batch_id: "b", created_at: AT }),
    execution({ id: "2", batch_id: "b", created_at: AT, state: "failed" }),
    execution({ id: "3", batch_id: "c", created_at: AT }),
    execution({ id: "4", batch_id: "d", created_at: AT - 86_400_000 }),
  ];
  it("keep a batch together and put single runs under their day", () =>
    expect(grouped(runs, { by: "batch", now: AT }).map((group) => [group.title, group.runs.length])).toEqual([
      ["Batch: Reach by city", 2],
      ["Single runs, today", 1],
      ["Single runs, yesterday", 1],
    ]));
  it("keep a run of a batch under it when the others are filtered out", () =>
    expect(grouped(runs.slice(0, 1), { by: "batch", now: AT, all: runs }).map(({ title }) => title)).toEqual([
      "Batch: Reach by city",
    ]));
  it("say how they stand", () => {
    expect(tallyWords(runs.slice(0, 2))).toBe("1 done, 1 failed");
    expect(tallyWords(runs.slice(2, 3))).toBe("1 of 1 succeeded");
  });
  it("are searched by name, instance and state", () => {
    expect(matching(runs, "kestrel failed").map((run) => run.id)).toEqual(["2"]);
    expect(matching(runs, "nobody")).toEqual([]);
  });
  it("are found by Amazon's id too", () => {
    const known = [
      ...runs,
      execution({ id: "5", remote_id: "77AA0d13-9c02" }),
      execution({ id: "6", remote_id: null }),
    ];
    expect(matching(known, "77aa0d13").map((run) => run.id)).toEqual(["5"]);
    expect(matching(known, "null")).toEqual([]);
  });
});

describe("running again", () => {
  it("goes over the very dates, last day included", () =>
    expect(fixedWindow({ window_start: "2026-02-02", window_end: "2026-03-01" })).toEqual({
      kind: "fixed",
      start: "2026-02-02",
      end: "2026-03-01",
    }));
});

describe("a query that is opened from a run", () => {
  const run = { time_zone: "America/New_York", time_limit_minutes: null };
  it("says in which zone the run had its dates, where it was another one", () => {
    expect(notTakenOver(run, "Europe/Berlin")).toBe(
      "It ran in America/New_York; here the dates are read in Europe/Berlin.",
    );
    expect(notTakenOver(run, "America/New_York")).toBeNull();
    expect(notTakenOver({ ...run, time_zone: "Etc/UTC" }, "UTC")).toBeNull();
  });
  it("says that it does not take over the time limit", () =>
    expect(notTakenOver({ ...run, time_limit_minutes: 720 }, "America/New_York")).toBe(
      "Its time limit of 12 hours is not taken over.",
    ));
});

describe("more time for a run", () => {
  it.each([
    [null, 720],
    [90, 720],
    [720, 1440],
    [800, 1440],
    [1440, null],
  ])("that had %s minutes is %s", (had, next) => expect(longerThan(had)).toBe(next));
  it("comes with what it had", () => {
    expect(hadWords(null)).toBe("It had Amazon's own 6 hours.");
    expect(hadWords(90)).toBe("It had 90 minutes.");
    expect(hadWords(1440)).toBe("It had 24 hours, the most that Amazon gives.");
  });
});

describe("the place of an error", () => {
  it("is none where Amazon names none", () => expect(hitOf(execution({}))).toBeNull());
});
