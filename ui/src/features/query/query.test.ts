import { describe, expect, it, vi } from "vitest";
import type { QueryTab } from "@/ipc";
import { world } from "@/ipc/fake";
import { tokenize } from "./editor/tokens";
import { FIRST_BRAND, firstInstance } from "./first_query";
import { missing, readValue, used } from "./parameters";
import { remoteFinding } from "./remote_error";
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
  it("has each keystroke on its way before the next one", () => {
    const save = vi.fn(() => Promise.resolve());
    new TabKeeper(save).keep(tab("a"));
    expect(save).toHaveBeenCalledWith(tab("a"));
  });
  it("writes one state at a time, and the last one last", async () => {
    const written: string[] = [];
    const gates: (() => void)[] = [];
    const keeper = new TabKeeper(async (next) => {
      await new Promise<void>((open) => gates.push(open));
      written.push(next.sql);
    });
    for (const text of ["a", "ab", "abc"]) keeper.keep(tab(text));
    const done = keeper.flush();
    expect(gates).toHaveLength(1);
    gates[0]?.();
    await vi.waitFor(() => expect(gates).toHaveLength(2));
    gates[1]?.();
    await done;
    expect(written).toEqual(["a", "abc"]);
  });
  it("tries again by itself what could not be written", async () => {
    vi.useFakeTimers();
    const save = vi.fn<(tab: QueryTab) => Promise<void>>().mockRejectedValueOnce(new Error("full")).mockResolvedValue();
    const keeper = new TabKeeper(save);
    keeper.keep(tab("a"));
    await keeper.flush();
    expect(keeper.failure).not.toBeNull();
    await vi.advanceTimersByTimeAsync(1000);
    vi.useRealTimers();
    expect(keeper.failure).toBeNull();
    expect(save).toHaveBeenCalledTimes(2);
  });
  it("has the last keystroke of a tab on disk before it is closed, and writes nothing of it after that", async () => {
    const save = vi.fn(() => Promise.resolve());
    const keeper = new TabKeeper(save);
    keeper.keep(tab("a"));
    keeper.keep(tab("ab"));
    await keeper.settle("t");
    expect(save).toHaveBeenLastCalledWith(tab("ab"));
    keeper.keep(tab("abc"));
    await keeper.flush();
    expect(save).toHaveBeenCalledTimes(2);
    keeper.remember("t");
    keeper.keep(tab("abcd"));
    expect(save).toHaveBeenLastCalledWith(tab("abcd"));
  });
  it("lets no tab be closed whose last keystroke could not be written", async () => {
    const keeper = new TabKeeper(() => Promise.reject(new Error("full")));
    keeper.keep(tab("a"));
    await expect(keeper.settle("t")).rejects.toThrow("full");
  });
});

describe("a newcomer's instance", () => {
  const known = world().instances;
  it("is the one that the first-run page names first, whatever the order", () =>
    expect(firstInstance([...known].reverse())?.name).toBe("Kestrel Outdoor US"));
  it("holds what the example reads", () => {
    const others = known.filter((entry) => !entry.name.startsWith(FIRST_BRAND));
    const first = firstInstance(others.sort((a, b) => a.name.localeCompare(b.name)));
    expect(first?.has_dsp).toBe(true);
    expect(firstInstance([])).toBeNull();
  });
});

describe("an error that Amazon's compiler found", () => {
  const run = world().executions.find((entry) => entry.state === "failed");
  it("is marked in the text it was sent with, up to and with its last character", () => {
    const finding = run && remoteFinding(run, run.sql);
    const line = run?.sql.split("\n")[(finding?.line ?? 0) - 1];
    expect(line?.slice((finding?.column ?? 0) - 1, (finding?.end_column ?? 0) - 1)).toBe("total_costs");
  });
  it("is not marked in another text", () => expect(run && remoteFinding(run, `${run.sql} `)).toBeNull());
});
