import { history, undo } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hostError } from "@/ipc/browser";
import { type FakeHost, fakeHost } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { talk } from "./ask";
import { goToDefinition } from "./definition";
import { changesBetween, formatText } from "./layout";
import { explain } from "./names";
import { startRename } from "./rename";
import { closeCards, services } from "./services";
import { argumentPlaces } from "./signature";
import { typeOver } from "./typing";

const SQL = "WITH seen AS (\n  SELECT campaign FROM dsp_impressions\n)\nSELECT seen.campaign FROM seen";

const views: EditorView[] = [];
let host: FakeHost;
const say = vi.fn<(text: string) => void>();
beforeEach(() => {
  host = fakeHost();
  installHost(host);
  say.mockClear();
});
afterEach(() => {
  for (const view of views.splice(0)) view.destroy();
});

function editor(doc: string, caret = 0): EditorView {
  const extensions = [talk.of({ say, fail: vi.fn() }), services, typeOver, history()];
  const state = EditorState.create({ doc, selection: { anchor: caret }, extensions });
  const view = new EditorView({ state, parent: document.body });
  views.push(view);
  return view;
}

const shown = <T extends Element = HTMLElement>(view: EditorView, what: string): Promise<T> =>
  waitFor(() => {
    const found = view.dom.querySelector<T>(what);
    if (!found) throw new Error(`${what} is not shown`);
    return found;
  });

const type = (view: EditorView, text: string) =>
  view.dispatch(view.state.update(view.state.replaceSelection(text), { userEvent: "input.type" }));

describe("a layout", () => {
  const laidOut = (before: string, after: string) => {
    const changes = changesBetween(before, after);
    return { changes, text: EditorState.create({ doc: before }).update({ changes }).newDoc.toString() };
  };
  it("changes only what differs", () => {
    const { changes, text } = laidOut("select  a,b -- c\nfrom t", "SELECT\n  a,\n  b -- c\nFROM\n  t\n");
    expect(text).toBe("SELECT\n  a,\n  b -- c\nFROM\n  t\n");
    expect(changes).not.toContainEqual(expect.objectContaining({ from: 0, to: 24 }));
    expect(laidOut(SQL, SQL).changes).toEqual([]);
  });
  it("takes the place of a text that is another one", () => {
    for (const [before, after] of [
      ["a b", "a c"],
      ["a", "a b"],
      ["a b", "a"],
      ["", "x"],
      ["x", ""],
    ] as const) {
      expect(laidOut(before, after).text).toBe(after);
    }
  });
  it("leaves the caret in its word, and is one step to undo", async () => {
    const untidy = "select campaign from dsp_impressions";
    host.answer("format_sql", () => "SELECT\n  campaign\nFROM\n  dsp_impressions\n");
    const view = editor(untidy, untidy.indexOf("paign"));
    formatText(view);
    await waitFor(() => expect(view.state.doc.lines).toBe(5));
    expect(view.state.sliceDoc(view.state.selection.main.head).startsWith("paign")).toBe(true);
    undo(view);
    expect(view.state.doc.toString()).toBe(untidy);
    host.answer("format_sql", () => untidy);
    formatText(view);
    await waitFor(() => expect(say).toHaveBeenCalledWith(expect.stringMatching(/already/)));
  });
  it("is dropped when the text changed meanwhile", async () => {
    const view = editor("select 1");
    formatText(view);
    type(view, "x");
    await new Promise((done) => setTimeout(done));
    expect(view.state.doc.toString()).toBe("xselect 1");
    expect(say).not.toHaveBeenCalled();
  });
});

describe("another name", () => {
  it("is asked for where the name stands, and changes all its places in one step", async () => {
    const view = editor(SQL, SQL.lastIndexOf("seen"));
    startRename(view);
    const input = await shown<HTMLInputElement>(view, ".cm-rename input");
    expect(document.activeElement).toBe(input);
    expect(input).toHaveAccessibleName("New name of seen");
    expect(view.dom.querySelectorAll(".cm-rename-place")).toHaveLength(3);
    await userEvent.keyboard("clicked{Enter}");
    await waitFor(() => expect(view.state.doc.toString()).toBe(SQL.replaceAll("seen", "clicked")));
    expect(view.dom.querySelector(".cm-rename")).toBeNull();
    expect(document.activeElement).toBe(view.contentDOM);
    undo(view);
    expect(view.state.doc.toString()).toBe(SQL);
  });
  it("that is taken is told where it was written", async () => {
    host.answer("rename_sql", () => {
      throw hostError("query.name_taken", "“b” is already used in this query.", "Choose another name.");
    });
    const view = editor(SQL, 6);
    startRename(view);
    const input = await shown<HTMLInputElement>(view, ".cm-rename input");
    await userEvent.keyboard("b{Enter}");
    const fault = await waitFor(() => {
      const alert = view.dom.querySelector(".cm-rename [role=alert]:not([hidden])");
      expect(alert).toHaveTextContent("“b” is already used in this query. Choose another name.");
      return alert;
    });
    expect(input).toHaveAttribute("aria-invalid", "true");
    await userEvent.keyboard("c");
    expect(fault).not.toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(view.dom.querySelector(".cm-rename")).toBeNull();
    expect(document.activeElement).toBe(view.contentDOM);
    expect(view.state.doc.toString()).toBe(SQL);
  });
  it("is not asked for where nothing has a name of its own", async () => {
    const view = editor(SQL, SQL.indexOf("campaign"));
    startRename(view);
    await waitFor(() => expect(say).toHaveBeenCalledWith(expect.stringMatching(/^Only aliases/)));
    expect(view.dom.querySelector(".cm-rename")).toBeNull();
  });
});

describe("a definition", () => {
  it("is gone to and chosen", async () => {
    const view = editor(SQL, SQL.lastIndexOf("seen"));
    goToDefinition(view);
    await waitFor(() => expect(view.state.selection.main.from).toBe(5));
    expect(view.state.sliceDoc(view.state.selection.main.from, view.state.selection.main.to)).toBe("seen");
  });
  it("that the query does not hold is said to be elsewhere", async () => {
    const view = editor(SQL, SQL.indexOf("campaign"));
    goToDefinition(view);
    await waitFor(() => expect(say).toHaveBeenCalledWith("The query does not give this name itself."));
  });
  it("that was superseded says nothing", async () => {
    host.answer("definition_sql", () => {
      throw hostError("query.superseded", "Superseded.", "Nothing.");
    });
    const view = editor(SQL, 6);
    goToDefinition(view);
    await new Promise((done) => setTimeout(done));
    expect(say).not.toHaveBeenCalled();
    expect(view.state.selection.main.empty).toBe(true);
  });
});

describe("what is known of a name", () => {
  it("is shown by key with kind, type, threshold and description, and read out", async () => {
    const view = editor("SELECT city_name FROM dsp_impressions", 16);
    explain(view);
    const card = await shown(view, ".cm-name-tip");
    expect(card).toHaveTextContent("dsp_impressions.city_name");
    expect(card).toHaveTextContent("STRING");
    expect(card).toHaveTextContent("Threshold HIGH: needs 100 users");
    expect(card).toHaveTextContent("city name.");
    await waitFor(() => expect(view.dom.querySelector("[aria-live]")).toHaveTextContent(/threshold high/));
    expect(closeCards(view)).toBe(true);
    expect(view.dom.querySelector(".cm-name-tip")).toBeNull();
    expect(closeCards(view)).toBe(false);
  });
  it("lists the columns of a common table expression", async () => {
    const view = editor(SQL, SQL.lastIndexOf("seen"));
    explain(view);
    const card = await shown(view, ".cm-name-columns");
    expect(card.querySelectorAll("li")[0]).toHaveTextContent("campaignSTRING");
  });
  it("is said to be nothing where nothing stands", async () => {
    explain(editor("SELECT 1", 8));
    await waitFor(() => expect(say).toHaveBeenCalledWith("Nothing is known of what stands here."));
  });
});

describe("the arguments of a call", () => {
  it("come with its parenthesis, follow the caret, and go with the call", async () => {
    const view = editor("SELECT ROUND", 12);
    type(view, "(");
    expect((await shown(view, ".cm-signature strong")).textContent).toBe("x");
    type(view, "1, ");
    await waitFor(() => expect(view.dom.querySelector(".cm-signature strong")).toHaveTextContent("digits"));
    type(view, "2)");
    await waitFor(() => expect(view.dom.querySelector(".cm-signature")).toBeNull());
  });
  it("come also when one types on before they are known", async () => {
    const view = editor("SELECT ROUND", 12);
    let answer = (_help: unknown) => undefined as unknown;
    host.answer("signature_sql", () => new Promise((known) => (answer = known)));
    type(view, "(");
    await waitFor(() => expect(host.calls.filter((call) => call.command === "signature_sql")).toHaveLength(1));
    type(view, "1");
    answer({ signature: "ROUND(x, digits)", documentation: "", parameters: ["x", "digits"], active: 1 });
    await waitFor(() => expect(host.calls.filter((call) => call.command === "signature_sql")).toHaveLength(2));
    answer({ signature: "ROUND(x, digits)", documentation: "", parameters: ["x", "digits"], active: 0 });
    expect((await shown(view, ".cm-signature strong")).textContent).toBe("x");
  });
  it("stay away after Escape until the next one begins", async () => {
    const view = editor("SELECT ROUND", 12);
    type(view, "(");
    await shown(view, ".cm-signature");
    expect(closeCards(view)).toBe(true);
    type(view, "1");
    await new Promise((done) => setTimeout(done, 80));
    expect(view.dom.querySelector(".cm-signature")).toBeNull();
    type(view, ",");
    await shown(view, ".cm-signature");
  });
  it("are found where they stand in the signature", () => {
    const found = (signature: string, parameters: string[]) =>
      argumentPlaces({ signature, parameters, active: 0, documentation: "" }).map(({ from, to }) =>
        signature.slice(from, to),
      );
    expect(found("LOG(base, x)", ["base", "x"])).toEqual(["base", "x"]);
    const extend = ["'table'", "'P14D'", "'P1D'"];
    expect(found("TABLE(EXTEND_TIME_WINDOW('table', 'P14D', 'P1D'))", extend)).toEqual(extend);
  });
});

describe("composing over a selection", () => {
  it("takes the selection away before the browser may, in one step with what is composed", () => {
    const view = editor("SELECT x");
    view.dispatch({ selection: { anchor: 0, head: 8 } });
    view.contentDOM.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
    expect(view.state.doc.toString()).toBe("");
    view.dispatch(view.state.update(view.state.replaceSelection("に"), { userEvent: "input.type.compose.start" }));
    undo(view);
    expect(view.state.doc.toString()).toBe("SELECT x");
  });
  it("with nothing chosen changes nothing", () => {
    const view = editor("SELECT x", 3);
    view.contentDOM.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
    expect(view.state.doc.toString()).toBe("SELECT x");
  });
});
