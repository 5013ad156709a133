import { foldable, foldCode, foldedRanges, unfoldAll } from "@codemirror/language";
import { openSearchPanel, SearchQuery, selectNextOccurrence } from "@codemirror/search";
import { EditorState, Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Calls, extensionsFor, vimming } from "./extensions";
import { countMatches, countWords, openReplace } from "./find";
import { foldsOf } from "./folding";
import { nextSize } from "./preferences";
import { vimKeys } from "./vim";

const views: EditorView[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.destroy();
});

const calls = (): Calls => ({
  sql: "",
  instances: [],
  kept: null,
  snippets: [],
  onChange: vi.fn(),
  onSelect: vi.fn(),
  onRun: vi.fn(),
  onRunAll: vi.fn(),
  onSave: vi.fn(),
  onMode: vi.fn(),
  onSize: vi.fn(),
  onSay: vi.fn(),
  onFail: vi.fn(),
});

function editor(doc: string, current = calls()): EditorView {
  const state = EditorState.create({ doc, extensions: extensionsFor({ current }) });
  const view = new EditorView({ state, parent: document.body });
  views.push(view);
  return view;
}

const field = (view: EditorView, name: string) => {
  const found = view.dom.querySelector<HTMLInputElement>(`[aria-label="${name}"]`);
  if (!found) throw new Error(`${name} is not shown`);
  return found;
};
const counted = (view: EditorView) => view.dom.querySelector(".cm-find-count")?.textContent;
const SQL = "SELECT reach, Reach, reached\nFROM reach";

describe("finding in the text", () => {
  it("says how many places there are, and which of them is selected", async () => {
    const view = editor(SQL);
    openSearchPanel(view);
    await userEvent.type(field(view, "Find in the text"), "reach");
    expect(counted(view)).toBe("4 matches");
    await userEvent.keyboard("{Enter}{Enter}");
    expect(counted(view)).toBe("2 of 4");
    await userEvent.click(field(view, "Match case"));
    await userEvent.click(field(view, "Whole words"));
    expect(counted(view)).toBe("2 matches");
    expect(field(view, "Match case")).toHaveAttribute("aria-pressed", "true");
  });
  it("says so where a pattern is none, and where nothing is found", () => {
    const state = EditorState.create({ doc: SQL });
    const words = (search: string, regexp = false) => {
      const query = new SearchQuery({ search, regexp });
      return countWords(query, countMatches(state, query));
    };
    expect(words("(", true)).toBe("not a valid pattern");
    expect(words("nothing")).toBe("no match");
    expect(words("r.a", true)).toBe("4 matches");
  });
  it("replaces one place or all of them", async () => {
    const view = editor(SQL);
    openReplace(view);
    await userEvent.type(field(view, "Find in the text"), "reach");
    await userEvent.type(field(view, "Replace by"), "x");
    await userEvent.keyboard("{Enter}");
    await userEvent.keyboard("{Enter}");
    expect(view.state.doc.toString()).toBe("SELECT x, Reach, reached\nFROM reach");
    await userEvent.click(
      [...view.dom.querySelectorAll("button")].find((each) => each.textContent === "Replace all") as HTMLElement,
    );
    expect(view.state.doc.toString()).toBe("SELECT x, x, xed\nFROM x");
    await userEvent.click(field(view, "Find in the text"));
    await userEvent.keyboard("{Escape}");
    expect(view.dom.querySelector(".cm-find")).toBeNull();
  });
  it("selects the next place like the selected one", () => {
    const view = editor("a b a");
    view.dispatch({ selection: { anchor: 0, head: 1 } });
    selectNextOccurrence(view);
    expect(view.state.selection.ranges).toHaveLength(2);
  });
});

describe("folding", () => {
  const folds = (sql: string) =>
    [...foldsOf(Text.of(sql.split("\n")))].map(([line, { from, to }]) => [line, sql.slice(from, to)]);
  it("takes parentheses, CASE and long comments, the longest of a line", () => {
    expect(folds("WITH a AS (\n  SELECT (1)\n)\nSELECT f(g(\n1),\n2)")).toEqual([
      [1, "\n  SELECT (1)\n"],
      [4, "g(\n1),\n2"],
    ]);
    expect(folds("SELECT CASE\n WHEN a THEN ')'\nEND")).toEqual([[1, "\n WHEN a THEN ')'\n"]]);
    expect(folds("/* a\n b */ SELECT 1")).toEqual([[1, " a\n b "]]);
  });
  it("passes over what is not closed yet", () => {
    expect(folds("SELECT (\n1")).toEqual([]);
    expect(folds("END ) SELECT (\n CASE )\n")).toEqual([[1, "\n CASE "]]);
  });
  it("hides a part of the text until it is unfolded", () => {
    const view = editor("WITH a AS (\n  SELECT 1\n)\nSELECT * FROM a");
    expect(foldable(view.state, 0, 11)).toEqual({ from: 11, to: 23 });
    foldCode(view);
    expect(foldedRanges(view.state).size).toBe(1);
    unfoldAll(view);
    expect(foldedRanges(view.state).size).toBe(0);
  });
});

describe("keys of the editor", () => {
  const press = (view: EditorView, key: string, more: KeyboardEventInit = {}) =>
    view.contentDOM.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  it("change the size of the text within what there is", () => {
    expect([nextSize(13, 1), nextSize(20, 1), nextSize(12, -1), nextSize(15, -1)]).toEqual([14, 20, 12, 14]);
    const current = calls();
    const view = editor("", current);
    press(view, "-", { ctrlKey: true });
    expect(current.onSize).toHaveBeenCalledWith(-1);
  });
  it("comment and duplicate lines", () => {
    const view = editor("SELECT 1");
    press(view, "/", { ctrlKey: true });
    expect(view.state.doc.toString()).toBe("-- SELECT 1");
    press(view, "ArrowDown", { altKey: true, shiftKey: true });
    expect(view.state.doc.lines).toBe(2);
  });
  it("are Vim's for those who want them, and the application's own stay what they are", async () => {
    const current = calls();
    const view = editor("SELECT 1\nFROM t", current);
    const keys = await vimKeys(current);
    view.dispatch({ effects: vimming.reconfigure(keys) });
    expect(current.onMode).toHaveBeenLastCalledWith("normal");
    press(view, "d");
    press(view, "d");
    expect(view.state.doc.toString()).toBe("FROM t");
    press(view, "i");
    await waitFor(() => expect(current.onMode).toHaveBeenLastCalledWith("insert"));
    press(view, "Escape");
    expect(current.onMode).toHaveBeenLastCalledWith("normal");
    press(view, "Enter", { ctrlKey: true });
    expect(current.onRun).toHaveBeenCalled();
    const heard = vi.fn();
    window.addEventListener("keydown", heard);
    press(view, "n", { ctrlKey: true });
    press(view, "f", { ctrlKey: true });
    window.removeEventListener("keydown", heard);
    expect(heard.mock.calls.filter(([event]) => event.key === "n" && !event.defaultPrevented)).toHaveLength(1);
    expect(view.dom.querySelector(".cm-find")).not.toBeNull();
  });
});
