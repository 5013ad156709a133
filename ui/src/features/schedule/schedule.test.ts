import { describe, expect, it } from "vitest";
import { schedule, world } from "@/ipc/fake";
import { history } from "@/ipc/fake_schedule_world";
import { meant } from "./changes";
import { historyLimit } from "./History";
import { addTo, firing } from "./load";
import { canRunAnyway, median, metricsOf, percentile } from "./metrics";
import { changeWords, fieldWords, limitWords, valueWords } from "./said";
import { countWords, inOrder, isFailing, isLate, nextOf, nextWords, stripWords, troubleOf, untilWords } from "./words";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const NOW = Date.UTC(2026, 2, 5, 15, 42);
const ZONE = "America/New_York";

describe("the next slot", () => {
  it("is told by how long one has to wait for it", () => {
    expect(untilWords(NOW + 18 * MINUTE, NOW, ZONE)).toBe("in 18 min");
    expect(untilWords(NOW + 5 * 60 * MINUTE, NOW, ZONE)).toBe("in 5 h");
    expect(untilWords(NOW + 20 * 60 * MINUTE, NOW, ZONE)).toBe("tomorrow");
    expect(untilWords(NOW + 4 * DAY, NOW, ZONE)).toBe("in 4 days");
    expect(untilWords(NOW + 22 * DAY, NOW, ZONE)).toBe("in 3 weeks");
    expect(untilWords(NOW - 1, NOW, ZONE)).toBe("now");
  });
  it("is of today by the schedule's own calendar", () => {
    // In Auckland the sixth has begun already.
    const far = schedule({ time_zone: "Pacific/Auckland", next_local: "Fri 6 Mar 07:00" });
    expect(nextWords(far, NOW).first).toBe("Today 07:00");
    expect(nextWords(schedule({ next_local: "Fri 6 Mar 07:00" }), NOW).first).toBe("Fri 6 Mar 07:00");
  });
  it("is late a minute after it was due, not before", () => {
    expect(isLate(schedule({ next_due: NOW - 59_000 }), NOW)).toBe(false);
    expect(isLate(schedule({ next_due: NOW - 61_000 }), NOW)).toBe(true);
    expect(isLate(schedule({ state: "paused", next_due: NOW - DAY }), NOW)).toBe(false);
    expect(nextWords(schedule({ next_due: NOW - 12 * MINUTE }), NOW)).toMatchObject({
      second: "12 min late",
      tone: "amber",
    });
  });
  it("gives way to who paused a schedule, and when", () => {
    const error = { code: "schedule.failing", message: "Paused because it fails.", next_step: null, details: {} };
    const paused = { state: "paused" as const, paused_at: NOW - 3 * DAY, next_nominal: null };
    expect(nextWords(schedule(paused), NOW)).toEqual({ first: "Paused 2 Mar", second: "by you", tone: "plain" });
    expect(nextWords(schedule({ ...paused, pause: error as never }), NOW).second).toBe("by RecomAMP");
  });
  it("of all schedules is that which comes first, of those that are on", () => {
    const list = [
      schedule({ id: "a", next_nominal: NOW + 9 }),
      schedule({ id: "b", next_nominal: NOW + 3, state: "paused" }),
      schedule({ id: "c", next_nominal: NOW + 5 }),
      schedule({ id: "d", next_nominal: null }),
    ];
    expect(nextOf(list)?.id).toBe("c");
    expect(nextOf([])).toBeNull();
    expect(inOrder(list).map(({ id }) => id)).toEqual(["d", "c", "a", "b"]);
  });
});

describe("what is wrong with a schedule", () => {
  it("is nothing where its slots run", () => expect(troubleOf(schedule({}), NOW)).toBeNull());
  it("is counted in slots that failed last, whatever was left out since", () => {
    const failing = schedule({ last_slots: ["succeeded", "failed", "skipped", "failed"] });
    expect(isFailing(failing)).toBe(true);
    expect(troubleOf(failing, NOW)?.words).toBe("Its last 2 slots failed.");
    expect(isFailing(schedule({ last_slots: ["failed", "succeeded", "skipped"] }))).toBe(false);
  });
  it("are instances that are set aside", () =>
    expect(troubleOf(schedule({ set_aside: 1 }), NOW)?.words).toBe("1 of 12 instances set aside."));
});

describe("lists", () => {
  it("count by state, and leave out what there is none of", () => {
    expect(countWords([schedule({}), schedule({ state: "paused" }), schedule({})])).toBe("2 on, 1 paused");
    expect(countWords([schedule({ state: "ended" })])).toBe("0 on, 1 ended");
  });
  it("read the strip of slots aloud", () => {
    expect(stripWords([])).toBe("No slot has come yet");
    expect(stripWords(["succeeded", "merged", "failed"])).toBe(
      "Last 3 slots: 1 succeeded, 1 failed, 1 merged; the newest failed",
    );
  });
  it("pause what is on and resume what is paused", () => {
    const list = [schedule({ id: "a" }), schedule({ id: "b", state: "paused" }), schedule({ id: "c", state: "ended" })];
    expect(meant("pause", list).map(({ id }) => id)).toEqual(["a"]);
    expect(meant("resume", list).map(({ id }) => id)).toEqual(["b"]);
    expect(meant("delete", list)).toHaveLength(3);
  });
  it("ask for fewer slots the more runs each has", () => {
    expect(historyLimit(1)).toBe(100);
    expect(historyLimit(400)).toBe(10);
    expect(historyLimit(0)).toBe(100);
    expect(historyLimit(1, 500)).toBe(500);
    expect(historyLimit(400, 500)).toBe(10);
  });
});

describe("the load by hour", () => {
  it("asks only schedules that fire within the day", () => {
    const list = [
      schedule({ id: "a", next_nominal: NOW + 60 * MINUTE }),
      schedule({ id: "b", next_nominal: NOW + 2 * DAY }),
      schedule({ id: "c", next_nominal: NOW + MINUTE, state: "paused" }),
    ];
    expect(firing(list, NOW).map(({ id }) => id)).toEqual(["a"]);
  });
  it("adds the runs of each slot to its hour, and none beyond the day", () => {
    const load = { from: NOW, hours: Array.from({ length: 24 }, () => 0) };
    addTo(load, [NOW, NOW + 59 * MINUTE, NOW + 61 * MINUTE, NOW + DAY, NOW - 1], 12);
    expect(load.hours.slice(0, 3)).toEqual([24, 12, 0]);
    expect(load.hours.reduce((sum, count) => sum + count)).toBe(36);
  });
});

describe("metrics", () => {
  it("are those of the slots that are kept", () => {
    const slots = history(schedule({ last_slots: ["failed", "merged", "succeeded"] }), world()).slice(0, 3);
    const metrics = metricsOf(slots);
    expect(metrics).toMatchObject({ succeeded: 1, ended: 2, without: 1 });
    expect(metrics.took).toBe(metrics.lastTook);
  });
  it("have no figure where nothing was measured", () =>
    expect(metricsOf([])).toEqual({ succeeded: 0, ended: 0, without: 0, took: null, lastTook: null, delay: null }));
  it("leave what was run by hand out of success and delay", () => {
    const [slot] = history(schedule({ last_slots: ["succeeded"] }), world());
    expect(metricsOf(slot ? [{ ...slot, origin: "manual" as const }] : [])).toMatchObject({
      succeeded: 0,
      ended: 0,
      delay: null,
    });
  });
  it("know middle and nearly worst", () => {
    expect([median([]), median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([null, 2, 2.5]);
    expect(percentile([], 0.95)).toBeNull();
    expect(
      percentile(
        Array.from({ length: 100 }, (_, i) => i + 1),
        0.95,
      ),
    ).toBe(95);
  });
  it("offer to run what did not run or failed", () => {
    const states = ["skipped", "merged", "expired", "failed", "cancelled", "succeeded", "running", "waiting"] as const;
    expect(states.filter((state) => canRunAnyway({ state }))).toEqual(states.slice(0, 5));
  });
});

describe("choices in words", () => {
  it("say what is usual where the host leaves it out", () => {
    const { spec } = schedule({});
    expect(limitWords(spec)).toBe("up to 5 retries of what may pass, set aside after 3 failed slots");
    expect(limitWords({ ...spec, retries: 0, pause_after: 0, executions_a_day: 50 })).toBe(
      "no retries, never set aside, at most 50 executions a day",
    );
    expect(limitWords({ ...spec, retries: 1, retry_minutes: 5, time_limit_minutes: 90 })).toBe(
      "up to 1 retry of what may pass, the first after 5 minutes, set aside after 3 failed slots, a run stopped after 90 minutes",
    );
  });
  it("tell long values by their size, and rules by what they say", () => {
    expect(fieldWords("pause after")).toBe("set aside after");
    expect(valueWords("sql", "SELECT 1\nFROM t")).toBe("2 lines");
    expect(valueWords("instance ids", '["a","b"]')).toBe("2 instances");
    expect(valueWords("rule", '{"cron":"0 6 * * *"}')).toBe("0 6 * * *");
    expect(valueWords("rule", '{"preset":{"kind":"monthly_day","at":["06:00","18:00"]}}')).toBe(
      "monthly day at 06:00, 18:00",
    );
    expect(valueWords("last day", null)).toBe("none");
    expect(valueWords("time limit minutes", null)).toBe("Amazon's six hours");
    expect(valueWords("retry minutes", "1")).toBe("1 minute");
    expect(fieldWords("history slots")).toBe("history shows");
    expect(valueWords("history slots", "250")).toBe("250 slots");
    expect(valueWords("when running", "queue_one")).toBe("Let one slot wait");
  });
  it("tell a change by what became of it", () => {
    const change = { at: NOW, field: "window", old_value: "last 7 days", new_value: "last full month" };
    expect(changeWords(change)).toEqual({ what: "dates", how: "Last 7 days became Last full month" });
    expect(changeWords({ ...change, field: "schedule", old_value: null, new_value: "created" }).how).toBe("made");
    expect(changeWords({ ...change, field: "state", new_value: "on" }).how).toBe("resumed");
    expect(changeWords({ ...change, field: "state", new_value: "paused by you" }).how).toBe("paused by you");
  });
});
