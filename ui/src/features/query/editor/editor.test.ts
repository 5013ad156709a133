import { history } from "@codemirror/commands";
import { EditorState, Text } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { afterEach, describe, expect, it } from "vitest";
import type { Diagnostic } from "@/ipc";
import { findings, found, goToNext, replaceFinding, setDiagnostics, shortWords } from "./findings";
import { offsetOf, placeOf, rangeOf } from "./place";
import { typeOver } from "./typing";

const views: EditorView[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.destroy();
});

function editor(doc: string): EditorView {
  const state = EditorState.create({ doc, extensions: [findings, history(), typeOver] });
  const view = new EditorView({ state, parent: document.body });
  views.push(view);
  return view;
}

const finding = (line: number, column: number, end: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  severity: "error",
  code: "unknown_column",
  message: "No such column.",
  line,
  column,
  end_line: line,
  end_column: end,
  help: null,
  replacement: null,
  ...more,
});

describe("places", () => {
  const doc = Text.of(["a😀b", "cd"]);
  it("count characters, not halves of them", () => {
    expect(offsetOf(doc, 1, 3)).toBe(3);
    expect(placeOf(doc, 3)).toEqual({ line: 1, column: 3 });
  });
  it("beyond the text fall on its end", () => expect(offsetOf(doc, 9, 9)).toBe(doc.length));
  it("without width are widened to be seen", () => {
    expect(rangeOf(doc, finding(2, 1, 1))).toEqual({ from: 5, to: 6 });
    expect(rangeOf(doc, finding(2, 3, 3))).toEqual({ from: 6, to: 7 });
  });
});

describe("findings", () => {
  it("move with the text until the next check", () => {
    const view = editor("SELECT x");
    view.dispatch({ effects: setDiagnostics.of([finding(1, 8, 9)]) });
    view.dispatch({ changes: { from: 0, insert: "-- \n" } });
    expect(view.state.field(found).findings.map(({ from, to }) => view.state.sliceDoc(from, to))).toEqual(["x"]);
  });
  it("are walked through, errors first, from the top again", () => {
    const view = editor("SELECT x,\ny,\nz");
    const all = [finding(1, 8, 9), finding(2, 1, 2, { severity: "warning" }), finding(3, 1, 2)];
    view.dispatch({ effects: setDiagnostics.of(all) });
    const chosen = () => view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to);
    const walk = [0, 0, 0].map(() => goToNext(view) && chosen());
    expect(walk).toEqual(["x", "z", "x"]);
  });
  it("are mended by their replacement, as one step to undo", () => {
    const view = editor("SELECT imp");
    view.dispatch({ effects: setDiagnostics.of([finding(1, 8, 11, { replacement: "impressions" })]) });
    expect(replaceFinding(view)).toBe(true);
    expect(view.state.doc.toString()).toBe("SELECT impressions");
  });
  it("say as much behind the line as fits there", () => {
    expect(shortWords({ message: "No column a.", help: "Did you mean b?" })).toBe("No column a. Did you mean b?");
    expect(shortWords({ message: "No column a.", help: "x".repeat(80) })).toBe("No column a.");
  });
});

describe("typing over a selection", () => {
  const type = (view: EditorView, data: string) => {
    const event = new InputEvent("beforeinput", { inputType: "insertText", data, bubbles: true, cancelable: true });
    view.contentDOM.dispatchEvent(event);
    return event.defaultPrevented;
  };
  it("never reaches the browser's own editing", () => {
    const view = editor("SELECT x");
    view.dispatch({ selection: { anchor: 0, head: 6 } });
    expect(type(view, "s")).toBe(true);
    expect(view.state.doc.toString()).toBe("s x");
    expect(view.state.selection.main.head).toBe(1);
  });
  it("leaves plain typing to the editor", () => {
    const view = editor("SELECT x");
    expect(type(view, "s")).toBe(false);
  });
});
