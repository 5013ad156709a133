import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { execution, type World, world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";
import { comparison, differenceWords } from "./comparison";
import { changeWords, choicesFor, inTime, keysWithoutDays, keyWords, ratioWords, sideWords } from "./result_comparison";

const NOW = world().now;
const MINUTE = 60_000;
const WEEK = 7 * 86_400_000;

const later = execution({ id: "later", batch_id: "later", created_at: NOW - 20 * MINUTE });
const earlier = execution({
  id: "earlier",
  batch_id: "earlier",
  created_at: NOW - WEEK,
  finished_at: NOW - WEEK + 9 * MINUTE,
  window_words: "Mon 26 Jan to Sun 22 Feb 2026",
  window_start: "2026-01-26",
  window_end: "2026-02-22",
  parameter_values: { campaigns: ["Trail26_STV_Prospecting"] },
  row_count: 1300,
  sql: later.sql.replace("total_costs", "total_cost"),
});
const two = (): World => ({ ...world(), executions: [later, earlier] });
const row = async (id: string) => {
  const list = await screen.findByRole("table", { name: "Executions" });
  return list.querySelector<HTMLElement>(`[data-row="${id}"]`) as HTMLElement;
};
const comparing = () => screen.findByRole("region", { name: "Comparison" });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

describe("two runs", () => {
  it("are chosen by asking to compare one and pressing Enter on the other", async () => {
    show("/executions/later", two());
    await click("Compare");
    expect(screen.getByText(/^Choose the run to compare with Reach by city, Kestrel Outdoor US/)).toBeInTheDocument();
    await waitFor(async () => expect(await row("later")).toHaveFocus());
    fireEvent.keyDown(document.activeElement as Element, { key: "ArrowDown" });
    expect(await row("earlier")).toHaveFocus();
    expect(screen.queryByRole("region", { name: "Comparison" })).toBeNull();
    fireEvent.keyDown(document.activeElement as Element, { key: "Enter" });
    const table = within(await comparing()).findByRole("table", { name: "Differences" });
    expect(within(await table).getByRole("row", { name: /^Rows/ })).toHaveTextContent("Rows1,3001,284\u221216");
    expect(await row("earlier")).toHaveAttribute("aria-selected", "true");
    expect(await row("later")).toHaveAttribute("aria-selected", "true");
    await click("Close the comparison");
    expect(await screen.findByRole("region", { name: "Execution" })).toBeInTheDocument();
  });

  it("are compared at once by Ctrl and a click, or from the earlier runs of one", async () => {
    show("/executions/later", two());
    fireEvent.click(await row("earlier"), { ctrlKey: true });
    await comparing();
    await click("Close the comparison");
    await click(/^Compare with Thu 26 Feb/);
    expect(await comparing()).toBeInTheDocument();
  });

  it("show where their SQL differs, the earlier one first", async () => {
    show("/executions/later?with=earlier", two());
    const diff = await screen.findByRole("region", { name: "How the SQL differs" });
    const changed = [...diff.querySelectorAll('[data-diff="-"], [data-diff="+"]')].map((line) => line.textContent);
    expect(changed).toEqual([
      expect.stringMatching(/^-.*SUM\(total_cost\) /),
      expect.stringMatching(/^\+.*SUM\(total_costs\) /),
    ]);
  });

  it("are left alone when the choice is given up", async () => {
    show("/executions/later", two());
    await click("Compare");
    fireEvent.keyDown(document.activeElement ?? document.body, { key: "Escape" });
    await waitFor(() => expect(screen.queryByText(/^Choose the run/)).toBeNull());
    fireEvent.click(await row("earlier"));
    await waitFor(async () => expect(await row("earlier")).toHaveAttribute("aria-selected", "true"));
    expect(screen.queryByRole("region", { name: "Comparison" })).toBeNull();
  });

  it("of which one is not kept say so", async () => {
    show("/executions/later?with=nobody", two());
    expect(await within(await comparing()).findByText("This run is not kept here.")).toBeInTheDocument();
  });
});

describe("a comparison", () => {
  it("says how far apart things lie", () => {
    const apart = Object.fromEntries(comparison(earlier, later).map((line) => [line.what, line.apart]));
    expect(apart).toEqual({
      Query: null,
      Instance: null,
      Window: "7 days later",
      Zone: null,
      campaigns: null,
      min_reach: "differs",
      Took: "\u22121:00",
      Rows: "\u221216",
      "SHA-256": null,
    });
    expect(differenceWords(comparison(earlier, later), false)).toBe("Different: window, min_reach, took, rows, SQL.");
  });
  it("of a run with itself finds nothing", () =>
    expect(differenceWords(comparison(later, later), true)).toBe("They are the same in all that is listed here."));
});

describe("two results", () => {
  it("are totalled, and a total that would be wrong is refused with its reason", async () => {
    const host = show("/executions/later?with=earlier", two());
    const part = within(await screen.findByRole("region", { name: "Results compared" }));
    expect(part.getByText("before: 26 Jan to 22 Feb, after: 2 Feb to 1 Mar")).toBeInTheDocument();
    const totals = within(await part.findByRole("table", { name: "Totals" }));
    expect(totals.getByRole("row", { name: /^reach/ })).toHaveTextContent("no total: it counts people");
    expect(totals.getByRole("row", { name: /^frequency/ })).toHaveTextContent("no total: it is a rate");
    expect(part.getByText(/^16 keys in both, 1 key only before, 1 key only after\./)).toBeInTheDocument();
    const asked = () => sent(host, "compare_results").map((args) => (args as { request: object }).request);
    expect(asked()).toMatchObject([{ before: "earlier", after: "later", keys: null, values: null }]);
    await openMenu(/^Compared/);
    fireEvent.click(await screen.findByRole("menuitemcheckbox", { name: "frequency" }));
    await waitFor(() => expect(asked()[1]).toMatchObject({ keys: ["campaign", "city_name"], values: ["reach"] }));
  });

  it("of other dates are not matched by days, unless a person asks for it", async () => {
    const daily = (run: typeof later): typeof later => {
      const columns = [{ name: "day", data_type: "DATE" }, ...(run.result?.columns ?? [])];
      return { ...run, result: run.result && { ...run.result, columns } };
    };
    const host = show("/executions/later?with=earlier", { ...two(), executions: [daily(later), daily(earlier)] });
    const part = within(await screen.findByRole("region", { name: "Results compared" }));
    expect(part.getByText("Days are left out, since the dates differ.")).toBeInTheDocument();
    const asked = () => sent(host, "compare_results").map((args) => (args as { request: object }).request);
    await waitFor(() =>
      expect(asked()).toMatchObject([{ keys: ["campaign", "city_name", "campaign_id"], values: null }]),
    );
    await openMenu(/^Rows matched by/);
    fireEvent.click(await screen.findByRole("menuitemcheckbox", { name: "day" }));
    await waitFor(() => expect(asked()[1]).toMatchObject({ keys: ["day", "campaign", "city_name", "campaign_id"] }));
    expect(part.queryByText(/^Days are left out/)).toBeNull();
  });

  it("are matched by days where the dates are the same, or where there is nothing else", () => {
    const [day, city, cost] = [
      { name: "day", data_type: "TIMESTAMP" },
      { name: "city", data_type: "STRING" },
      { name: "cost", data_type: "DOUBLE" },
    ];
    if (!day || !city || !cost) return;
    expect(keysWithoutDays([day, city, cost], [day, city, cost])).toEqual(["city"]);
    expect(keysWithoutDays([day, cost], [day, cost])).toBeNull();
    expect(keysWithoutDays([city, cost], [city, cost])).toBeNull();
    // What only one of them has matches nothing.
    expect(keysWithoutDays([day, city, cost], [day, cost])).toBeNull();
    // Of a column that is a number on one side alone nothing is reckoned.
    expect(keysWithoutDays([day, cost], [day, { ...cost, data_type: "STRING" }])).toEqual(["cost"]);
  });

  it("are chosen among those that are compared most often", async () => {
    const again = execution({ id: "again", batch_id: "again", created_at: NOW - 2 * WEEK });
    show("/executions/later", { ...two(), executions: [later, earlier, again] });
    await openMenu("Compare results with");
    await choose(/^Thu 19 Feb/);
    expect(await screen.findByText(/^before: run Thu 19 Feb .*, after: run/)).toBeInTheDocument();
  });

  it("stand in the order of their dates", () => {
    const next = { ...later, window_start: "2026-03-02", window_end: "2026-03-29", created_at: 0 };
    expect(inTime(next, later)).toEqual([later, next]);
    expect(sideWords(later, { ...later, instance_id: "i-9", instance_name: "Tidewell US" })).toBe("Kestrel Outdoor US");
    const choices = choicesFor({ ...next, id: "next" }, [
      execution({ id: "over", window_end: "2026-03-02" }),
      later,
      execution({ id: "fresh", batch_id: later.batch_id, instance_id: "i-9", instance_name: "Tidewell US" }),
      execution({ id: "failed", state: "failed" }),
    ]);
    expect([choices.restated, choices.before.map(({ id }) => id), choices.instances.map(({ id }) => id)]).toEqual([
      [],
      ["later"],
      ["fresh"],
    ]);
  });

  it("are told apart in numbers with their signs", () => {
    expect([changeWords("1204.50"), changeWords("-16"), changeWords("0")]).toEqual(["+1,204.5", "\u221216", "0"]);
    expect([ratioWords(0.025), ratioWords(-0.5), ratioWords(0)]).toEqual(["+2.5%", "\u221250%", "0%"]);
    const answer = { in_both: 3, only_before: 0, only_after: 0, keys: ["a"] } as Parameters<typeof keyWords>[0];
    expect(keyWords(answer)).toBe("3 keys, all of them in both.");
    expect(keyWords({ ...answer, keys: [] })).toBe("All rows of each are taken together.");
  });
});
