import { describe, expect, it, vi } from "vitest";
import type { QueryTab } from "@/ipc";
import { tokenize } from "./editor/tokens";
import { missing, readValue, used } from "./parameters";
import { TabKeeper } from "./tab_keeper";
import { addDays, windowFault, zoneWords } from "./windows";

describe("windows", () => {
  it("counts days over a change of clocks", () => expect(addDays("2026-03-07", 2)).toBe("2026-03-09"));
  it("says the zone by its city", () => expect(zoneWords("America/New_York")).toBe("New York time"));
  it("refuses a last day before the first", () =>
    expect(windowFault({ kind: "fixed", start: "2026-03-02", end: "2026-03-01" })).toMatch(/before/));
});

describe("parameters", () => {
  it("never rounds a whole number", () => {
    expect(readValue("whole", "1,000")).toEqual({ value: 1000 });
    expect(readValue("whole", "576460752303423489")).toEqual({ value: "576460752303423489" });
  });
  it("sends only what the SQL asks for", () => {
    const asked = [{ name: "a", data_type: "LONG" }];
    expect(used(asked, { a: 1, b: 2 })).toEqual({ a: 1 });
    expect(missing(asked, { b: 2 })).toEqual(asked);
  });
});

describe("colours", () => {
  it("tells a parameter, a table and a function apart", () => {
    const sql = "SELECT SUM(x) FROM dsp_impressions WHERE y = CUSTOM_PARAMETER('p')";
    const found = tokenize(sql, new Set(["dsp_impressions"])).map(({ from, to, kind }) => [sql.slice(from, to), kind]);
    expect(found).toContainEqual(["SUM", "function"]);
    expect(found).toContainEqual(["dsp_impressions", "table"]);
    expect(found).toContainEqual(["CUSTOM_PARAMETER('p')", "param"]);
  });
});

describe("keeping tabs", () => {
  const tab = (sql: string) => ({ id: "t", sql }) as QueryTab;
  it("writes the last state within 300 ms of the first change", async () => {
    vi.useFakeTimers();
    const save = vi.fn(async (_tab: QueryTab) => undefined);
    const keeper = new TabKeeper(save);
    keeper.keep(tab("a"));
    keeper.keep(tab("ab"));
    await vi.advanceTimersByTimeAsync(300);
    vi.useRealTimers();
    expect(save.mock.calls.map(([kept]) => kept.sql)).toEqual(["ab"]);
  });
  it("keeps what could not be written for the next time", async () => {
    const save = vi.fn<(tab: QueryTab) => Promise<void>>().mockRejectedValueOnce(new Error("full")).mockResolvedValue();
    const keeper = new TabKeeper(save);
    keeper.keep(tab("a"));
    await keeper.flush();
    expect(keeper.failure).not.toBeNull();
    await keeper.flush();
    expect(keeper.failure).toBeNull();
    expect(save).toHaveBeenCalledTimes(2);
  });
});
