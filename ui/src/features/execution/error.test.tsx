import { act, cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Diagnostic, ExecutionDetail } from "@/ipc";
import { execution, type World, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";
import { categoryOf } from "./category";
import { fixOf } from "./fix";

const NOW = world().now;
const RAW = "From line 6, column 14 to line 6, column 24: Column 'total_costs' not found in any table";

const errorOf = (code: string, details: object = {}): NonNullable<ExecutionDetail["error"]> => ({
  code,
  message: "Amazon refuses.",
  next_step: null,
  details: {
    line: null,
    column: null,
    end_line: null,
    end_column: null,
    retry_after_seconds: null,
    request_id: null,
    ports: [],
    raw: null,
    ...details,
  },
});
const PLACE = { line: 6, column: 14, end_line: 6, end_column: 24, raw: RAW };
const failedRun = (change: Parameters<typeof execution>[0] = {}) =>
  execution({ id: "bad", batch_id: "bad", state: "failed", error: errorOf("amc.compile", PLACE), ...change });
const having = (...executions: World["executions"]): World => ({ ...world(), executions });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
  vi.stubGlobal("navigator", Object.assign(navigator, { clipboard: { writeText: vi.fn().mockResolvedValue(null) } }));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  localStorage.clear();
});

const copied = () => vi.mocked(navigator.clipboard.writeText).mock.calls.at(-1)?.[0] ?? "";

describe("a run that failed", () => {
  it("is explained, shown in Amazon's own words, and at its place in the SQL", async () => {
    show("/executions/bad", having(failedRun(), failedRun({ id: "other", state: "succeeded" })));
    expect(await screen.findByText("Compile")).toHaveClass("chip");
    expect(screen.getByText(/The other run of its batch is not touched by it/)).toBeInTheDocument();
    await click("Raw");
    expect(screen.getByLabelText("Amazon's own words")).toHaveTextContent(RAW);
    await click("Copy Amazon's words");
    expect(copied()).toBe(RAW);
    await click("SQL as sent");
    const sql = within(screen.getByRole("region", { name: "SQL as sent" }));
    expect(sql.getByText("total_costs").closest(".sql-line")).toHaveAttribute("data-hit", "true");
  });

  it("gives its error as JSON to the clipboard, with what was sent", async () => {
    show("/executions/bad", having(failedRun()));
    await click("Copy the error as JSON");
    expect(await screen.findByText("The error was copied as JSON, with the SQL as sent")).toBeInTheDocument();
    expect(JSON.parse(copied())).toMatchObject({
      error: { code: "amc.compile", details: { raw: RAW } },
      run: { id: "bad", state: "failed", instance_name: "Kestrel Outdoor US" },
      sent: { sql: execution({}).sql, window_start: "2026-02-02" },
    });
  });

  it("is mended by what the check offers for the place, and begun again so", async () => {
    const host = show("/executions/bad", having(failedRun({ workflow_id: "w-1" })));
    const diff = await screen.findByRole("region", { name: "What the fix changes" });
    expect([...diff.querySelectorAll(".sql-line")].map((line) => line.textContent)).toEqual([
      "-         SUM(total_costs) / 100000.0 AS spend",
      "+         SUM(total_cost) / 100000.0 AS spend",
    ]);
    await click("Apply and run again");
    expect(await screen.findByText(/started with the correction, over 2 Feb to 1 Mar/)).toBeInTheDocument();
    const corrected = execution({}).sql.replace("total_costs", "total_cost");
    expect(sent(host, "submit_executions")).toMatchObject([{ request: { sql: corrected, workflow_id: null } }]);
  });

  it("opens corrected in Query", async () => {
    const host = show("/executions/bad", having(failedRun()));
    await click("Open corrected in Query");
    const sql = execution({}).sql.replace("total_costs", "total_cost");
    await waitFor(() =>
      expect(host.world.tabs).toContainEqual(expect.objectContaining({ sql, instance_ids: ["i-0"] })),
    );
  });

  it("offers changes where the check knows no fix, and nothing where only Amazon can help", async () => {
    const overlap = failedRun({ state: "rejected", error: errorOf("amc.overlap") });
    const host = show("/executions/bad", having(overlap));
    expect(await screen.findByRole("button", { name: "Run again with changes" })).toBeInTheDocument();
    expect(sent(host, "check_sql")).toEqual([]);
    host.world.executions = [failedRun({ error: errorOf("amc.server") })];
    host.send({ kind: "executions_changed", ids: [] });
    expect(await screen.findByText("Service")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: "Run again with changes" })).toBeNull();
  });

  it("is given more time where it ran out, the next above what it had", async () => {
    const late = (time_limit_minutes: number | null) =>
      failedRun({ workflow_id: "w-1", error: errorOf("amc.timed_out"), time_limit_minutes });
    const host = show("/executions/bad", having(late(null)));
    expect(await screen.findByText("It had Amazon's own 6 hours.")).toBeInTheDocument();
    await click("Run again with 12 hours");
    expect(await screen.findByText(/started again with 12 hours, over 2 Feb to 1 Mar/)).toBeInTheDocument();
    expect(sent(host, "submit_executions")).toMatchObject([
      { request: { time_limit_minutes: 720, sql: execution({}).sql, workflow_id: "w-1", instance_ids: ["i-0"] } },
    ]);
    cleanup();
    const second = show("/executions/bad", having(late(720)));
    expect(await screen.findByRole("button", { name: "Run again with 24 hours" })).toBeInTheDocument();
    second.world.executions = [late(1440)];
    act(() => second.send({ kind: "executions_changed", ids: [] }));
    expect(await screen.findByText("It had 24 hours, the most that Amazon gives.")).toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /hours$/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Run again with changes" })).toBeInTheDocument();
  });

  it("says how often the query failed so before, and leads there", async () => {
    const at = (id: string, days: number, error: ExecutionDetail["error"]) =>
      failedRun({ id, batch_id: id, created_at: NOW - days * 86_400_000, instance_name: "Tidewell US", error });
    show(
      "/executions/bad",
      having(
        failedRun(),
        at("b-3", 3, errorOf("amc.compile")),
        at("b-4", 4, errorOf("amc.server")),
        at("b-5", 5, errorOf("amc.compile")),
        { ...at("b-6", 6, errorOf("amc.compile")), name: "Another query" },
      ),
    );
    expect(await screen.findByText(/Same error 2 times before/)).toBeInTheDocument();
    const link = screen.getByRole("link", { name: "Mon 2 Mar, Tidewell US" });
    expect(link).toHaveAttribute("href", "/executions/b-3");
    expect(screen.getByRole("link", { name: "Sat 28 Feb, Tidewell US" })).toBeInTheDocument();
  });
});

describe("the kind of an error", () => {
  const found = (code: string): Diagnostic => ({
    severity: "error",
    code,
    message: "",
    line: 1,
    column: 1,
    end_line: 1,
    end_column: 2,
    help: null,
    replacement: null,
  });
  it.each([
    ["amc.compile", "Compile"],
    ["amc.forbidden", "Access"],
    ["auth.sign_in_required", "Access"],
    ["amc.throttled", "Throttled"],
    ["amc.overlap", "Overlap"],
    ["amc.timed_out", "Time-out"],
    ["amc.failed", "Service"],
    ["auth.server", "Service"],
    ["amc.network", "Network"],
    ["amc.rejected", "Refused"],
    ["result.damaged", "Result"],
    ["store.full", "This computer"],
    ["execution.needs_review", null],
  ])("%s is %s", (code, category) => expect(categoryOf(errorOf(code))).toBe(category));
  it("is privacy where the check finds what may not be shown or compared", () => {
    expect(categoryOf(errorOf("amc.rejected"), [found("literal_comparison")])).toBe("Privacy");
    expect(categoryOf(errorOf("query.invalid", { raw: "private_output" }))).toBe("Privacy");
    expect(categoryOf(errorOf("amc.timed_out"), [found("private_output")])).toBe("Time-out");
  });

  const finding = (line: number, column: number, end: number, replacement: string | null): Diagnostic => ({
    ...found("unknown_column"),
    line,
    column,
    end_line: line,
    end_column: end,
    replacement,
  });
  it("has a fix only where the check mends the place that Amazon named", () => {
    const run = {
      sql: "SELECT 🦀, aa\nFROM t",
      error: errorOf("amc.compile", { line: 1, column: 11, end_column: 12 }),
    };
    expect(fixOf(run, [finding(1, 11, 13, "ab")])?.sql).toBe("SELECT 🦀, ab\nFROM t");
    expect(fixOf(run, [finding(2, 6, 7, "u")])).toBeNull();
    expect(fixOf(run, [finding(1, 11, 13, null)])).toBeNull();
    expect(fixOf(run, [finding(1, 11, 13, "ab"), finding(2, 6, 7, "u")])?.sql).toBe("SELECT 🦀, ab\nFROM u");
  });
});
