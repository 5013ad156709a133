// What the one editor is made of, and how it speaks to the place around it.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
  tooltips,
} from "@codemirror/view";
import { pageNonce } from "@/app/nonce";
import type { KeptTable, Snippet } from "@/ipc";
import { forInstances, talk } from "./ask";
import { colours } from "./colours";
import { completion } from "./completion";
import { element } from "./element";
import { finding } from "./find";
import { findings, goToNext, replaceFinding } from "./findings";
import { folding } from "./folding";
import { keptAtHand } from "./kept_names";
import { look } from "./look";
import { services } from "./services";
import { snippetsAtHand } from "./snippets";
import { statementMark } from "./statement_mark";
import { typeOver } from "./typing";
import type { VimMode } from "./vim";

/** What the editor calls. Kept states outlive the component that made them, so they must not hold on to it. */
export interface Calls {
  sql: string;
  instances: string[];
  /** Tables of kept results, for a query over those; null for one for Amazon. */
  kept: KeptTable[] | null;
  snippets: Snippet[];
  onChange: (sql: string) => void;
  /** Another caret or selection. */
  onSelect: (state: EditorState) => void;
  onRun: () => void;
  onRunAll: () => void;
  onSave: () => void;
  /** How Vim's keys are in the moment; null where they are off. */
  onMode: (mode: VimMode | null) => void;
  /** Larger or smaller text; 0 for the usual size. */
  onSize: (by: 1 | -1 | 0) => void;
  onSay: (text: string) => void;
  onFail: (thrown: unknown) => void;
}

export const wrapping = new Compartment();
export const offering = new Compartment();
export const vimming = new Compartment();

export function extensionsFor(latest: { current: Calls }): Extension {
  const asks = (what: (calls: Calls) => void) => () => {
    what(latest.current);
    return true;
  };
  return [
    // Before all other keys.
    vimming.of([]),
    EditorView.cspNonce.of(pageNonce()),
    keymap.of([
      { key: "Mod-Enter", run: asks((calls) => calls.onRun()) },
      { key: "Mod-Shift-Enter", run: asks((calls) => calls.onRunAll()) },
      { key: "Mod-=", run: asks((calls) => calls.onSize(1)) },
      { key: "Mod-+", run: asks((calls) => calls.onSize(1)) },
      { key: "Mod--", run: asks((calls) => calls.onSize(-1)) },
      { key: "Mod-0", run: asks((calls) => calls.onSize(0)) },
      { key: "F8", run: goToNext },
      { key: "Alt-Enter", run: replaceFinding },
    ]),
    lineNumbers(),
    findings,
    history(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(2),
    indentUnit.of("  "),
    EditorState.languageData.of(() => [{ commentTokens: { line: "--", block: { open: "/*", close: "*/" } } }]),
    bracketMatching(),
    closeBrackets(),
    typeOver,
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    colours,
    folding,
    statementMark,
    offering.of(completion(true)),
    talk.of({
      say: (text) => latest.current.onSay(text),
      fail: (thrown) => latest.current.onFail(thrown),
    }),
    forInstances.of(() => latest.current.instances),
    keptAtHand.of(() => latest.current.kept),
    snippetsAtHand.of(() => latest.current.snippets),
    services,
    // What stands over the text covers no other pane.
    tooltips({
      tooltipSpace: (editor) => {
        const { left, right } = editor.dom.getBoundingClientRect();
        return { top: 0, left, right, bottom: window.innerHeight };
      },
    }),
    wrapping.of([]),
    finding,
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    placeholder(() => {
      const table = latest.current.kept ? 'latest."…"' : "dsp_impressions";
      return element("span", "", `SELECT … FROM ${table}`);
    }),
    EditorView.contentAttributes.of({ "aria-label": "SQL", tabindex: "0" }),
    look,
    EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
      if (docChanged || selectionSet) latest.current.onSelect(state);
      if (docChanged) latest.current.onChange(state.doc.toString());
    }),
  ];
}
