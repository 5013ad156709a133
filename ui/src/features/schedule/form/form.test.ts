import { describe, expect, it } from "vitest";
import type { QueryTab } from "@/ipc";
import { schedule, template } from "@/ipc/fake";
import { canPreview, copyOf, type Draft, emptyDraft, faultsOf, ofDetail, ofTab, ofTemplate, toSpec } from "./draft";
import { emptyRule, fromCron, ofRule, type RuleDraft, ruleFaults, timesOf, toCron, toRule } from "./rule";
import { ofQueryWindow, ofWindowText, windowFaults, windowSaid, windowText } from "./window";

const TODAY = "2026-03-05";
const rule = (change: Partial<RuleDraft>): RuleDraft => ({ ...emptyRule(TODAY), at: "06:30", ...change });
const draft = (change: Partial<Draft>): Draft => ({
  ...emptyDraft(),
  name: "Pacing",
  sql: "SELECT 1",
  instance_ids: ["i-1"],
  rule: rule({}),
  ...change,
});

describe("a new schedule", () => {
  it("has no hour of its own and asks for one", () => {
    const fresh = emptyDraft();
    expect(fresh.rule.at).toBe("");
    expect(faultsOf(fresh).when).toEqual({ at: "A time is needed, such as 07:15" });
    expect(canPreview(fresh)).toBe(false);
  });
  it("can be previewed before it has a name, a query or instances", () =>
    expect(canPreview({ ...emptyDraft(), rule: rule({}) })).toBe(true));
  it("takes all from an open query but when it fires", () => {
    const tab = {
      title: "Reach",
      sql: "SELECT 1",
      instance_ids: ["i-1"],
      window: { kind: "last_days", days: 28 },
      parameter_values: { min: 3 },
    } as unknown as QueryTab;
    expect(ofTab(tab)).toMatchObject({ name: "Reach", instance_ids: ["i-1"], parameter_values: { min: 3 } });
    expect(windowText(ofTab(tab).window)).toBe("last 28 days lag 1");
  });
});

describe("a template", () => {
  const spec = { ...schedule({}).spec, time_zone: "Europe/London" };
  it("says nothing of the name, the query, its parameters and the instances", () => {
    const filled = ofTemplate(template({ spec }));
    expect(filled).toMatchObject({ zone: "Europe/London", retries: "5" });
    for (const field of ["name", "sql", "parameter_values", "parameter_dates", "instance_ids", "version"])
      expect(filled).not.toHaveProperty(field);
  });
  it("that comes with the app has no hour, and leaves the zone as it is", () => {
    const rule = { preset: { kind: "every_days" as const, at: [], days: 1, anchor: TODAY } };
    const filled = { ...emptyDraft(), ...ofTemplate(template({ built_in: true, spec: { ...spec, rule } })) };
    expect(filled.zone).toBe(emptyDraft().zone);
    expect(filled.rule).toMatchObject({ repeat: "daily", at: "" });
    expect(faultsOf(filled).when).toEqual({ at: "A time is needed, such as 07:15" });
  });
});

describe("times", () => {
  it("are read as people write them, in order and once", () => {
    expect(timesOf("18:00, 7:15 0715")).toEqual(["07:15", "18:00"]);
    expect(timesOf("")).toEqual([]);
    expect(timesOf("25:00")).toBeNull();
    expect(timesOf("noon")).toBeNull();
  });
});

describe("rules", () => {
  it("are told as cron where cron has words for them", () => {
    expect(toCron(rule({ repeat: "daily", at: "06:30, 18:30" }))).toBe("30 6,18 * * *");
    expect(toCron(rule({ repeat: "weekly", weekdays: ["fri", "tue"] }))).toBe("30 6 * * TUE,FRI");
    expect(toCron(rule({ repeat: "monthly_weekday", weekdays: ["fri"], nth: "-1" }))).toBe("30 6 * * FRI#L");
    expect(toCron(rule({ repeat: "quarterly", day: "2" }))).toBe("30 6 2 1,4,7,10 *");
    expect(toCron(rule({ repeat: "business_days" }))).toBe("30 6 * * MON-FRI");
  });
  it("have no cron where it would mean something else", () => {
    expect(toCron(rule({ repeat: "every_days", days: "14" }))).toBeNull();
    expect(toCron(rule({ repeat: "first_business_day" }))).toBeNull();
    expect(toCron(rule({ repeat: "daily", at: "06:30, 07:15" }))).toBeNull();
    // Cron leaves short months out, the preset takes their last day.
    expect(toCron(rule({ repeat: "monthly_day", day: "31" }))).toBeNull();
    expect(toCron(rule({ repeat: "business_days", holidays: "2026-12-25" }))).toBeNull();
    expect(toCron(rule({ repeat: "monthly_day", day: "3", roll: "next" }))).toBeNull();
  });
  it("come back from cron as they were", () => {
    const all: Partial<RuleDraft>[] = [
      { repeat: "daily" },
      { repeat: "business_days" },
      { repeat: "weekly", weekdays: ["mon", "thu"] },
      { repeat: "monthly_day", day: "15" },
      { repeat: "monthly_last_day" },
      { repeat: "monthly_weekday", weekdays: ["mon"], nth: "2" },
      { repeat: "quarterly", day: "1" },
    ];
    for (const one of all) {
      expect(fromCron(toCron(rule(one)) ?? ""), one.repeat).toMatchObject({ at: "06:30", ...one });
    }
    for (const cron of ["*/15 * * * *", "0 6 13 * FRI", "0 25 * * *", "0 6 31 * *", "0 0 6 ? * 2"]) {
      expect(fromCron(cron), cron).toBeNull();
    }
  });
  it("go to the host and come back unchanged", () => {
    const all: Partial<RuleDraft>[] = [
      { repeat: "daily", at: "06:30, 07:15" },
      { repeat: "every_days", days: "14", roll: "previous", holidays: "2026-12-25, 2027-01-01" },
      { repeat: "weekly", weekdays: ["tue", "fri"] },
      { repeat: "monthly_day", day: "31", roll: "next" },
      { repeat: "monthly_weekday", weekdays: ["fri"], nth: "-1" },
      { repeat: "first_business_day", holidays: "2026-12-25" },
      { repeat: "once", anchor: "2026-04-01" },
      { repeat: "cron", cron: "*/15 8-18 * * MON-FRI" },
    ];
    for (const one of all) {
      const wanted = { ...rule(one), ...(one.repeat === "cron" && { at: "" }) };
      expect(ofRule(toRule(wanted), TODAY), one.repeat).toEqual(wanted);
    }
  });
  it("say what is missing, each at its own field", () => {
    expect(ruleFaults(rule({ repeat: "weekly" }))).toEqual({ weekdays: "At least one day" });
    expect(ruleFaults(rule({ repeat: "every_days", days: "0" }))).toEqual({ days: "1 to 3,660" });
    expect(ruleFaults(rule({ repeat: "monthly_day", day: "32" }))).toEqual({ day: "1 to 31" });
    expect(Object.keys(ruleFaults(rule({ repeat: "cron" })))).toEqual(["cron"]);
  });
});

describe("dates", () => {
  it("go to the host and come back unchanged", () => {
    const texts = [
      "last 7 days lag 1",
      "last full week lag 2",
      "last 4 full weeks",
      "last full month lag 1",
      "last full quarter",
      "month to date lag 1",
      "quarter to date",
      "year to date lag 3",
      "rolling 7 days overlap 14 lag 1",
      "fixed 2026-01-01 2026-01-31",
    ];
    for (const text of texts) expect(windowText(ofWindowText(text))).toBe(text);
    expect(windowText(ofWindowText("Last 1 day"))).toBe("last 1 days");
    expect(ofWindowText("last full day lag 2")).toMatchObject({ form: "last_full_day", lag: "2" });
  });
  it("of a query end two days back, which is a lag of one day", () => {
    expect(windowText(ofQueryWindow({ kind: "last_full_weeks", weeks: 4 }))).toBe("last 4 full weeks lag 1");
    expect(windowText(ofQueryWindow({ kind: "last_full_month" }))).toBe("last full month lag 1");
    expect(windowText(ofQueryWindow({ kind: "fixed", start: "2026-01-01", end: "2026-01-31" }))).toBe(
      "fixed 2026-01-01 2026-01-31",
    );
  });
  it("say what is wrong", () => {
    expect(windowFaults({ ...ofWindowText("last 7 days"), count: "many" })).toEqual({ count: "1 or more days" });
    expect(windowFaults(ofWindowText("fixed 2026-02-01 2026-01-01"))).toEqual({
      dates: "The last day lies before the first",
    });
  });
  it("are said in words", () => {
    expect(windowSaid("last 7 days lag 1")).toBe("Last 7 days, the day before left out");
    expect(windowSaid("last full month")).toBe("Last full month");
    expect(windowSaid("rolling 7 days overlap 14")).toBe("7 new days and 14 days once more");
  });
});

describe("what is saved", () => {
  it("is what was read where nothing was changed", () => {
    const kept = schedule({ instances: 2 });
    expect(toSpec(ofDetail(kept))).toEqual(kept.spec);
  });
  it("is everything of a schedule in a copy, under a name that fits", () => {
    const kept = schedule({ instances: 2, name: "x".repeat(200) });
    const copy = copyOf(kept);
    expect(copy.version).toBeNull();
    expect(copy.name).toBe(`${"x".repeat(194)}, copy`);
    expect(toSpec({ ...copy, name: kept.name })).toEqual(kept.spec);
  });
  it("holds retries, the time limit and the history within their bounds", () => {
    expect(toSpec(draft({ retry_minutes: "5", time_limit_minutes: "90", history_slots: "250" }))).toMatchObject({
      retry_minutes: 5,
      time_limit_minutes: 90,
      history_slots: 250,
    });
    expect(toSpec(draft({}))).toMatchObject({ retry_minutes: 1, time_limit_minutes: null, history_slots: 100 });
    const wrong = draft({ retry_minutes: "61", time_limit_minutes: "14", history_slots: "9" });
    expect(faultsOf(wrong).after).toEqual({
      retry_minutes: "1 to 60",
      time_limit_minutes: "15 to 1,440, or empty",
      history_slots: "10 to 500",
    });
  });
  it("leaves empty limits out", () => {
    expect(toSpec(draft({ most_slots: " ", executions_a_day: "12" }))).toMatchObject({
      most_slots: null,
      executions_a_day: 12,
      last_day: null,
    });
    expect(faultsOf(draft({ most_slots: "0" })).after).toEqual({ most_slots: "1 or more, or empty" });
  });
});
