import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Statement } from "@/ipc";
import { execution, world } from "@/ipc/fake";
import { STATEMENTS_AT_ONCE } from "@/ipc/queries";
import { click, sent, show } from "@/test/show";
import { bodyOf, insertSnippet, templateOf } from "./editor/snippets";
import { byDay, outcomeWords } from "./history";
import { prefixFault } from "./Snippets";

const statement = (change: Partial<Statement>): Statement => ({
  batch_id: "b",
  name: "Reach",
  sql_start: "SELECT 1",
  at: 0,
  instances: 3,
  succeeded: 3,
  failed: 0,
  window_words: "",
  execution_id: "e",
  schedule_id: null,
  ...change,
});

describe("the history", () => {
  const NOON = new Date(2026, 2, 5, 12).getTime();
  it("is grouped by the days of this computer's clock", () => {
    const at = (hours: number) => statement({ at: NOON - hours * 3_600_000 });
    const days = byDay([at(1), at(13), at(40)], NOON);
    expect(days.map(({ word, statements }) => [word, statements.length])).toEqual([
      ["Today", 1],
      ["Yesterday", 1],
      ["Tue 3 Mar 2026", 1],
    ]);
  });
  it("says how the runs ended", () => {
    expect(outcomeWords(statement({}))).toBe("3 of 3 done");
    expect(outcomeWords(statement({ succeeded: 1, failed: 2 }))).toBe("1 of 3 done, 2 failed");
    expect(outcomeWords(statement({ instances: 1, succeeded: 0, failed: 1 }))).toBe("failed");
  });
});

describe("a snippet", () => {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: places to fill
  it("fills places of one name together and ends where its empty place stands", () => {
    expect(templateOf("WITH ${name} AS (${}) SELECT ${ what } FROM ${name}")).toBe(
      "WITH ${1:name} AS (${3}) SELECT ${2:what} FROM ${1:name}",
    );
  });
  it("is put in the place of what is selected", () => {
    const extensions = EditorState.allowMultipleSelections.of(true);
    const state = EditorState.create({ doc: "x y", selection: { anchor: 0, head: 1 }, extensions });
    const view = new EditorView({ state });
    insertSnippet(view, "f(${a}, ${a})${}");
    expect(view.state.doc.toString()).toBe("f(a, a) y");
    expect(view.state.selection.ranges.map(({ from, to }) => view.state.sliceDoc(from, to))).toEqual(["a", "a"]);
    view.destroy();
  });
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: places to fill
  it("loses the indentation of the place that it comes from", () =>
    expect(bodyOf("SELECT a,\n      b\n    FROM t\n")).toBe("SELECT a,\n  b\nFROM t"));
  it("has a prefix that can be typed as one word", () => {
    expect(prefixFault("reach 2", [])).toMatch(/word/);
    expect(prefixFault("reach", ["reach"])).toMatch(/Another/);
    expect(prefixFault("reach_2", ["reach"])).toBeNull();
  });
});

describe("below the text", () => {
  beforeEach(() => localStorage.clear());

  it("statements are found by name and text, and opened in a new tab with their dates and values", async () => {
    const host = show("/query");
    await click("History");
    const list = await screen.findByRole("listbox", { name: "Statements" });
    expect(within(list).getAllByRole("group")[0]).toHaveAccessibleName(/Today|2026/);
    await userEvent.type(screen.getByRole("textbox", { name: "Find in the history" }), "frequency");
    await waitFor(() => expect(screen.getAllByRole("option", { name: /Frequency bands/ })).toHaveLength(1));
    await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(1));
    const before = host.world.tabs.length;
    await waitFor(() => expect(screen.getByRole("button", { name: "Open in new tab" })).toBeEnabled());
    fireEvent.click(screen.getByRole("button", { name: "Open in new tab" }));
    await waitFor(() => expect(host.world.tabs).toHaveLength(before + 1));
    expect(host.world.tabs.at(-1)).toMatchObject({
      title: "Frequency bands",
      window: { kind: "fixed", start: "2026-02-02", end: "2026-03-01" },
      parameter_values: { min_reach: 1000 },
    });
  });

  it("older statements come when the last one is reached", async () => {
    const start = world();
    start.executions = Array.from({ length: STATEMENTS_AT_ONCE + 5 }, (_, i) =>
      execution({ id: `e-${i}`, batch_id: `b-${i}`, name: `Run ${i}`, created_at: start.now - i * 60_000 }),
    );
    const host = show("/query", start);
    await click("History");
    const list = await screen.findByRole("listbox", { name: "Statements" });
    expect(within(list).getAllByRole("option")).toHaveLength(STATEMENTS_AT_ONCE);
    fireEvent.keyDown(list, { key: "End" });
    await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(STATEMENTS_AT_ONCE + 5));
    expect(sent(host, "list_statements").at(-1)).toMatchObject({
      before: start.now - (STATEMENTS_AT_ONCE - 1) * 60_000,
    });
  });

  it("an own snippet is made, kept and deleted, and comes back", async () => {
    const host = show("/query");
    await click("Snippets");
    await screen.findByRole("option", { name: /Reach and frequency/ });
    await click("New, from the selection");
    await userEvent.type(screen.getByRole("textbox", { name: "Name" }), "Last week");
    await userEvent.type(screen.getByRole("textbox", { name: "Prefix to type" }), "reach");
    expect(screen.getByText("Another snippet has this prefix")).toBeInTheDocument();
    await userEvent.type(screen.getByRole("textbox", { name: "Prefix to type" }), "_week");
    fireEvent.change(screen.getByRole("textbox", { name: /^Text/ }), { target: { value: "SELECT 7" } });
    await click("Save snippet");
    const made = await screen.findByRole("option", { name: /Last week/ });
    expect(host.world.query.snippets.at(-1)).toMatchObject({ prefix: "reach_week", body: "SELECT 7" });
    expect(made).toHaveAttribute("aria-selected", "true");
    await click("Delete");
    await waitFor(() => expect(screen.queryByRole("option", { name: /Last week/ })).toBeNull());
    await click("Undo");
    expect(await screen.findByRole("option", { name: /Last week/ })).toBeInTheDocument();
  });

  it("those that come with the app are read only, and can be copied", async () => {
    show("/query");
    await click("Snippets");
    fireEvent.click(await screen.findByRole("option", { name: /Reach and frequency/ }));
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveAttribute("readonly");
    expect(screen.queryByRole("button", { name: "Delete" })).toBeNull();
    await click("Make one of my own from it");
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Reach and frequency, mine");
  });
});
