import { EditorView } from "@codemirror/view";
import { act, fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { SubmitRequest } from "@/ipc";
import { execution, type World, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";
import { placeOfError } from "./remote_error";
import { indexAt, isQuery, onlyPart, statementsOf } from "./statements";

const texts = (sql: string) => statementsOf(sql).map(({ from, to }) => sql.slice(from, to));

describe("the statements of a text", () => {
  it("are cut at semicolons, but not in strings, names and comments", () => {
    const sql = `SELECT ';' AS "a;b" -- c;d\n/* e;f */ FROM t;\nSELECT 2;`;
    expect(texts(sql)).toEqual([`SELECT ';' AS "a;b" -- c;d\n/* e;f */ FROM t`, "SELECT 2"]);
  });
  it("are none where there is nothing but comments", () => {
    expect(texts("SELECT 1;\n-- the end\n")).toEqual(["SELECT 1"]);
    expect(texts("  ;; /* no */")).toEqual([]);
  });
  it("are found quickly also among many comments", () => {
    const sql = `${"/* a */".repeat(2000)}x;${"-- b\n".repeat(2000)}`;
    expect(statementsOf(sql)).toHaveLength(1);
    expect(isQuery(`${"/* a */".repeat(2000)}x`)).toBe(false);
  });
  it("belong to a caret on their lines, and to one before them", () => {
    const sql = "SELECT 1; \n\nSELECT 2";
    const at = (caret: number) => indexAt(sql, statementsOf(sql), caret);
    expect([0, 9, 10, 11, 14, sql.length].map(at)).toEqual([0, 0, 0, 1, 1, 1]);
  });
  it("are checked alone, with all places as they were", () => {
    const sql = "SELECT '😀'; SELECT b\nFROM t; SELECT c";
    const text = onlyPart(sql, statementsOf(sql), 1);
    expect(text).toBe("            SELECT b\nFROM t          ".slice(0, text.length));
    expect([...text].indexOf("b")).toBe([...sql].indexOf("b"));
  });
  it("can be selected, which a name or a list cannot", () => {
    expect(isQuery("-- why\nWITH a AS (SELECT 1) SELECT * FROM a")).toBe(true);
    expect(["campaign", "SELECT", "selected x", "a, b"].filter(isQuery)).toEqual([]);
  });
  it("have the error of their own run marked where they stand", () => {
    const sql = "SELECT 1; SELECT x\nFROM t";
    const error = { ...(world().executions[0]?.error ?? { code: "", message: "", next_step: null }) };
    const at = (line: number, column: number) =>
      placeOfError(
        {
          sql: "SELECT x\nFROM t",
          error: {
            ...error,
            details: { ...execution({}).error?.details, line, column, end_line: line, end_column: column },
          },
        } as Parameters<typeof placeOfError>[0],
        sql,
      );
    expect(at(1, 8)).toEqual({ line: 1, column: 18, end_line: 1, end_column: 19 });
    expect(at(2, 6)).toEqual({ line: 2, column: 6, end_line: 2, end_column: 7 });
  });
});

const TWO =
  "SELECT campaign FROM dsp_impressions GROUP BY campaign;\nSELECT city_name FROM dsp_impressions GROUP BY city_name;\n";

let made = 0;
/** Its id is used once: the editor keeps the caret of each. */
function two(): World {
  const start = world();
  made += 1;
  start.tabs = start.tabs
    .slice(0, 1)
    .map((tab) => ({ ...tab, id: `two-${made}`, sql: TWO, parameter_values: {}, workflow_id: "wf_K7M2Q9XA" }));
  return start;
}

async function select(anchor: number, head = anchor): Promise<void> {
  const dom = await waitFor(() => {
    const found = document.querySelector<HTMLElement>(".cm-editor");
    if (!found) throw new Error("no editor yet");
    return found;
  });
  act(() => EditorView.findFromDOM(dom)?.dispatch({ selection: { anchor, head } }));
}

const requests = (host: ReturnType<typeof show>) =>
  sent(host, "submit_executions").map((args) => (args as { request: SubmitRequest }).request);

describe("a run", () => {
  beforeEach(() => localStorage.clear());

  it("takes the statement at the caret, and says so", async () => {
    const host = show("/query", two());
    await select(TWO.indexOf("city_name"));
    await click(/^Run statement 2 on 3 instances$/);
    await waitFor(() => expect(requests(host)).toHaveLength(1));
    expect(requests(host)[0]).toMatchObject({
      name: "Reach by city, statement 2",
      sql: "SELECT city_name FROM dsp_impressions GROUP BY city_name",
      workflow_id: "wf_K7M2Q9XA",
    });
  });

  it("takes what is selected where that is a query", async () => {
    const host = show("/query", two());
    await select(0, "SELECT campaign FROM dsp_impressions".length);
    await click(/^Run selection on 3 instances$/);
    await waitFor(() => expect(requests(host)).toHaveLength(1));
    expect(requests(host)[0]?.sql).toBe("SELECT campaign FROM dsp_impressions");
  });

  it("takes all statements one after another when asked to", async () => {
    const host = show("/query", two());
    await screen.findByRole("button", { name: /^Run statement 1 on/ });
    await waitFor(() => fireEvent.keyDown(window, { key: "Enter", ctrlKey: true, shiftKey: true }));
    await waitFor(() => expect(requests(host)).toHaveLength(2));
    expect(requests(host).map(({ name }) => name)).toEqual([
      "Reach by city, statement 1",
      "Reach by city, statement 2",
    ]);
    expect(await screen.findByText(/^2 statements sent/)).toBeInTheDocument();
  });

  it("says how many went out when one could not", async () => {
    const host = show("/query", two());
    await screen.findByRole("button", { name: /^Run statement 1 on/ });
    host.answer("submit_executions", (_world, { request }: { request: SubmitRequest }) => {
      if (request.name.endsWith("2"))
        throw { code: "amc.offline", message: "Amazon cannot be reached.", next_step: null };
      return [];
    });
    fireEvent.keyDown(window, { key: "Enter", ctrlKey: true, shiftKey: true });
    expect(await screen.findByText("1 of 2 statements were sent.")).toBeInTheDocument();
    expect(await screen.findByText("Amazon cannot be reached.")).toBeInTheDocument();
  });
});
