import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hostError } from "@/ipc/browser";
import { pastRun, type World, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Three runs of these 30 days and one of those before. */
function few(): World {
  const made = world();
  const own = { workflow: "wf_1", name: "Pacing", instance: "i-1", instanceName: "Ferro Cookware US" };
  made.runs = [
    pastRun({ id: "old", at: made.now - 40 * DAY }),
    pastRun({ id: "a", at: made.now - 3 * DAY, ran: 100_000 }),
    pastRun({ id: "b", at: made.now - 2 * DAY, ...own, state: "failed", ran: null, code: "amc.compile", rows: 0 }),
    pastRun({ id: "c", at: made.now - HOUR, ...own, ran: 300_000 }),
  ];
  return made;
}

const figure = async (name: string) => (await screen.findByText(name, { selector: "dt" })).parentElement as HTMLElement;
const names = async (table: string) =>
  within(await screen.findByRole("table", { name: table }))
    .getAllByRole("row")
    .slice(1)
    .map((row) => within(row).getAllByRole("cell")[0]?.textContent);
const asked = (host: ReturnType<typeof show>) => sent(host, "run_figures");

// The world stands still on Thu 5 March 2026.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

describe("analytics", () => {
  it("tells all runs of the last 30 days beside those before", async () => {
    const host = show("/analytics", few());
    await waitFor(async () => expect(await figure("Runs")).toHaveTextContent("Runs3+2 runs"));
    expect(await figure("Success rate")).toHaveTextContent("66.7%\u221233.3 points worse");
    expect(await figure("Median run time")).toHaveTextContent("1:40\u221260% better");
    const timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(asked(host)).toEqual([
      { first: "2026-02-04", last: "2026-03-05", timeZone, instanceId: null },
      { first: "2026-01-05", last: "2026-02-03", timeZone, instanceId: null },
    ]);
  });

  it("says what runs cost where there are rates, and leads to them where there are none", async () => {
    const start = few();
    const host = show("/analytics", start);
    expect(await screen.findByRole("link", { name: "Set rates" })).toHaveAttribute("href", "/settings");
    start.settings = { ...start.settings, rates: { run: 2_000_000, minute: 0, gigabyte: 0, currency: "EUR" } };
    act(() => host.send({ kind: "settings_changed" }));
    await waitFor(async () => expect(await figure("Cost")).toHaveTextContent("6.00 EUR+200%"));
  });

  it("remembers the period and the instance", async () => {
    const host = show("/analytics", few());
    await click("7 days");
    fireEvent.change(await screen.findByRole("combobox", { name: "Instance" }), { target: { value: "i-1" } });
    await waitFor(() =>
      expect(asked(host)).toContainEqual(expect.objectContaining({ first: "2026-02-27", instanceId: "i-1" })),
    );
    expect(await names("Queries")).toEqual(["Pacing"]);
    expect(localStorage.getItem("recomamp.analytics.period")).toBe('"7"');
    expect(localStorage.getItem("recomamp.analytics.instance")).toBe('"i-1"');
  });

  it("asks for all instances where the remembered one is gone", async () => {
    localStorage.setItem("recomamp.analytics.instance", '"gone"');
    const host = show("/analytics", few());
    await waitFor(() => expect(asked(host)).toContainEqual(expect.objectContaining({ instanceId: null })));
    expect(await screen.findByRole("combobox", { name: "Instance" })).toHaveDisplayValue("All instances");
  });

  it("takes days of one's own, beginning with those that were shown, and says what is wrong with them", async () => {
    const host = show("/analytics", few());
    await click("Custom");
    const first = await screen.findByLabelText("Days, first day");
    expect(first).toHaveValue("2026-02-04");
    fireEvent.change(first, { target: { value: "2026-03-09" } });
    expect(await screen.findByText(/The last day comes before the first/)).toBeInTheDocument();
    fireEvent.change(first, { target: { value: "2026-03-04" } });
    await waitFor(() =>
      expect(asked(host)).toContainEqual(expect.objectContaining({ first: "2026-03-02", last: "2026-03-03" })),
    );
  });

  it("leads from a query to its workflow and to its newest run", async () => {
    show("/analytics", few());
    expect(await screen.findByRole("link", { name: "Pacing" })).toHaveAttribute("href", "/workflows/wf_1");
    expect(screen.queryByRole("link", { name: "Reach by city" })).toBeNull();
    expect(screen.getByRole("link", { name: /newest run: Pacing$/ })).toHaveAttribute("href", "/executions/c");
  });

  it("sorts by a head, and the other way by a second click", async () => {
    show("/analytics", few());
    expect(await names("Queries")).toEqual(["Pacing", "Reach by city"]);
    await click("Success");
    expect(await names("Queries")).toEqual(["Reach by city", "Pacing"]);
    expect(screen.getByRole("columnheader", { name: "Success" })).toHaveAttribute("aria-sort", "descending");
    await click("Success");
    expect(await names("Queries")).toEqual(["Pacing", "Reach by city"]);
  });

  it("says what went wrong by kind, and copies a table", async () => {
    const written = vi.fn(() => Promise.resolve());
    Object.defineProperty(navigator, "clipboard", { value: { writeText: written }, configurable: true });
    show("/analytics", few());
    await click("Errors");
    expect(await names("Errors")).toEqual(["Compile"]);
    await click("Copy as CSV, errors");
    const at = new Date(world().now - 2 * DAY).toISOString();
    expect(written).toHaveBeenCalledWith(`Kind,Code,Runs,Queries,Newest run\r\nCompile,amc.compile,1,1,${at}\r\n`);
    Reflect.deleteProperty(navigator, "clipboard");
  });

  it("tells a day of the chart by keys", async () => {
    show("/analytics", few());
    const slider = await screen.findByRole("slider", { name: "Runs a day, day by day" });
    act(() => slider.focus());
    expect(slider).toHaveAttribute(
      "aria-valuetext",
      "Thu 5 Mar 2026: Ended well 1, Failed 0, Cancelled or under way 0",
    );
    fireEvent.keyDown(slider, { key: "ArrowLeft" });
    fireEvent.keyDown(slider, { key: "ArrowLeft" });
    expect(slider).toHaveAttribute("aria-valuetext", expect.stringMatching(/^Tue 3 Mar 2026: Ended well 0, Failed 1/));
    fireEvent.keyDown(slider, { key: "Home" });
    expect(slider).toHaveAttribute("aria-valuenow", "1");
    const table = screen.getByRole("table", { name: "Times of runs a day" });
    expect(within(table).getAllByRole("row")).toHaveLength(31);
  });

  it("has stacks of weeks over a year", async () => {
    show("/analytics");
    await click("365 days");
    const table = await screen.findByRole("table", { name: "Runs a week" });
    expect(within(table).getAllByRole("row").length).toBeLessThan(60);
  });

  it("leads to Query where there were no runs", async () => {
    show("/analytics", { ...world(), runs: [] });
    expect(await screen.findByText("No runs in these days")).toBeInTheDocument();
    await click("Open Query");
    expect(await screen.findByRole("heading", { level: 1, name: "Query" })).toBeInTheDocument();
  });

  it("shows the figures where those before cannot be read, and tries these again", async () => {
    const start = few();
    const host = show("/executions", start);
    let broken = true;
    const answers = host.invoke;
    host.invoke = async (command, args) => {
      if (broken && command === "run_figures" && (args as { last: string }).last === "2026-02-03")
        throw hostError("store.io", "The database could not be read.", "Try again.");
      return answers.call(host, command, args);
    };
    fireEvent.click(await screen.findByRole("link", { name: /^Analytics/ }));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      /The database could not be read.*The figures below are whole/,
    );
    expect(await figure("Runs")).toHaveTextContent(/^Runs3$/);
    broken = false;
    await click("Try again");
    await waitFor(async () => expect(await figure("Runs")).toHaveTextContent("+2 runs"));
  });
});

describe("while runs change", () => {
  it("figures are asked for at once and then at most every few seconds", async () => {
    const host = show("/analytics", few());
    await figure("Runs");
    await waitFor(() => expect(asked(host)).toHaveLength(2));
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ["Date", "setTimeout"], now: world().now });
    for (let i = 0; i < 50; i += 1) host.send({ kind: "executions_changed", ids: [`r-${i}`] });
    await vi.advanceTimersByTimeAsync(100);
    expect(asked(host)).toHaveLength(4);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked(host)).toHaveLength(6);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked(host)).toHaveLength(6);
  });

  it("figures that are not shown are not asked for", async () => {
    const host = show("/notices", few());
    await screen.findByRole("heading", { level: 1, name: "Notices" });
    host.send({ kind: "executions_changed", ids: [] });
    await waitFor(() => expect(sent(host, "list_executions").length).toBeGreaterThan(0));
    expect(asked(host)).toHaveLength(0);
  });
});
