import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PeriodFigures } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";
import { areWhole, compare, daysWords, lastDays } from "./periods";

const figures = (change: Partial<PeriodFigures> = {}): PeriodFigures => ({
  first: "2026-02-26",
  last: "2026-03-04",
  succeeded: 6,
  failed: 0,
  without: 1,
  executions: 72,
  median_millis: 480_000,
  delay_millis: 12_000,
  rows_a_run: 1284,
  cost: null,
  ...change,
});
const row = (
  name: string,
  now: Partial<PeriodFigures>,
  before: Partial<PeriodFigures>,
  currency: string | null = null,
) => compare(figures(now), figures(before), currency).find((one) => one.name === name);

describe("two periods", () => {
  it("are full days before today, one right after the other", () => {
    expect(lastDays(7, "2026-03-05")).toEqual([
      { first: "2026-02-26", last: "2026-03-04" },
      { first: "2026-02-19", last: "2026-02-25" },
    ]);
  });
  it("are said with years where these are not all of this year", () => {
    expect(daysWords({ first: "2026-02-26", last: "2026-03-04" }, 2026)).toBe("26 Feb to 4 Mar");
    expect(daysWords({ first: "2025-12-30", last: "2026-01-02" }, 2026)).toBe("30 Dec 2025 to 2 Jan 2026");
    expect(daysWords({ first: "2026-03-04", last: "2026-03-04" }, 2026)).toBe("4 Mar");
  });
  it("need both days in order", () => {
    expect(areWhole({ first: "2026-03-04", last: "2026-03-04" })).toBe(true);
    expect(areWhole({ first: "", last: "2026-03-04" })).toBe(false);
    expect(areWhole({ first: "2026-03-05", last: "2026-03-04" })).toBe(false);
  });
  it("differ by points, by counts or by percent, with a sign", () => {
    expect(row("Success rate", { succeeded: 6, failed: 2 }, { succeeded: 6, failed: 0 })).toMatchObject({
      now: "75.0%",
      before: "100.0%",
      change: "\u221225.0 points",
      verdict: "worse",
    });
    expect(row("Slots failed", { failed: 1 }, { failed: 3 })).toMatchObject({ change: "\u22122", verdict: "better" });
    expect(row("Time a slot", { median_millis: 600_000 }, {})).toMatchObject({
      now: "10:00",
      before: "8:00",
      change: "+25%",
      verdict: "worse",
    });
    expect(row("Executions", {}, {})).toMatchObject({ change: "no change", verdict: null });
  });
  it("are neither better nor worse for what is within the usual, or for counts of other lengths", () => {
    expect(row("Time a slot", { median_millis: 490_000 }, {})?.verdict).toBeNull();
    expect(row("Slots failed", { failed: 3 }, { first: "2026-01-01" })).toMatchObject({ change: "+3", verdict: null });
    expect(row("Rows a run", { rows_a_run: 2568 }, {})).toMatchObject({ change: "+100%", verdict: null });
  });
  it("have no change where one of them has no figure", () => {
    expect(row("Success rate", {}, { succeeded: 0 })).toMatchObject({ before: "none", change: "" });
    expect(row("Rows a run", {}, { rows_a_run: 0 })).toMatchObject({ before: "0", change: "" });
  });
  it("have a cost only where it is known", () => {
    expect(row("Cost", {}, {}, "EUR")).toBeUndefined();
    expect(row("Cost", { cost: 3_000_000 }, { cost: 2_000_000 })).toBeUndefined();
    expect(row("Cost", { cost: 3_000_000 }, { cost: 2_000_000 }, "EUR")).toMatchObject({
      hint: "EUR",
      now: "3.00",
      change: "+50%",
      verdict: null,
    });
  });
});

describe("the metrics of a history", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date"], now: world().now });
  });
  afterEach(() => {
    vi.useRealTimers();
    localStorage.clear();
  });
  const metrics = async () => {
    const host = show("/schedules/s-1");
    await click("Metrics");
    return { host, table: await screen.findByRole("table", { name: "Two periods" }) };
  };
  const ranges = (host: ReturnType<typeof show>) =>
    sent(host, "period_figures").map((args) => {
      const { first, last } = args as { first: string; last: string };
      return `${first} ${last}`;
    });

  it("compare thirty days with those before, on the schedule's own calendar, or others", async () => {
    const { host, table } = await metrics();
    expect(await within(table).findByRole("row", { name: /^Success rate 88\.9% 89\.3%/ })).toBeInTheDocument();
    expect(ranges(host)).toEqual(["2026-02-03 2026-03-04", "2026-01-04 2026-02-02"]);
    await click("7 days");
    await waitFor(() => expect(ranges(host)).toContain("2026-02-19 2026-02-25"));
  });

  it("compare any days, once all four are there", async () => {
    const { host } = await metrics();
    await click("Custom");
    const first = screen.getByLabelText("Before, first day");
    expect(first).toHaveValue("2026-01-04");
    fireEvent.change(first, { target: { value: "" } });
    expect(await screen.findByText(/as soon as all four days are there/)).toBeInTheDocument();
    fireEvent.change(first, { target: { value: "2026-02-03" } });
    expect(await screen.findByText(/A last day comes before its first/)).toBeInTheDocument();
    fireEvent.change(first, { target: { value: "2025-12-01" } });
    await waitFor(() => expect(ranges(host)).toContain("2025-12-01 2026-02-02"));
  });

  it("are asked for again after a run, and say what could not be read", async () => {
    const { host, table } = await metrics();
    await within(table).findByRole("row", { name: /^Success rate 88/ });
    const before = ranges(host).length;
    host.send({ kind: "schedules_changed", ids: ["s-1"] });
    await waitFor(() => expect(ranges(host).length).toBe(before + 2));
    host.answer("period_figures", () => {
      throw hostError("store.busy", "The database did not answer in time.", "Wait a moment and try again.");
    });
    await click("90 days");
    expect(await screen.findByRole("alert")).toHaveTextContent("The database did not answer in time.");
  });
});
