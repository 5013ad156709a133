import { describe, expect, it } from "vitest";
import { execution } from "@/ipc/fake";
import { tookWords } from "./cells";
import { hitOf } from "./Explained";
import { matching } from "./filters";
import { grouped, tallyWords } from "./groups";
import { fixedWindow, sameWindow } from "./same_window";
import { phases } from "./Timeline";

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
});

describe("running again", () => {
  it("goes over the very dates, last day included", () =>
    expect(fixedWindow({ window_start: "2026-02-02T00:00:00", window_end: "2026-03-02T00:00:00" })).toEqual({
      kind: "fixed",
      start: "2026-02-02",
      end: "2026-03-01",
    }));
  it("tells windows of whole days from others", () => {
    expect(sameWindow({ window_start: "2026-02-02T00:00:00", window_end: "2026-03-02T00:00:00" })).toBe(true);
    expect(sameWindow({ window_start: "2026-02-02T06:00:00", window_end: "2026-03-02T00:00:00" })).toBe(false);
  });
});

describe("the place of an error", () => {
  it("is none where Amazon names none", () => expect(hitOf(execution({}))).toBeNull());
});
