import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
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
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { pageNonce } from "@/app/nonce";
import type { Diagnostic } from "@/ipc";
import { forInstances, talk } from "./ask";
import { colours, setTables } from "./colours";
import { completion } from "./completion";
import { findings, goToNext, replaceFinding, setDiagnostics } from "./findings";
import { look } from "./look";
import { useEditorPreferences } from "./preferences";
import { closeCards, services } from "./services";
import { statementMark } from "./statement_mark";
import { typeOver } from "./typing";

interface EditorProps {
  /** The tab's id: another one is another text with its own history. */
  id: string;
  sql: string;
  diagnostics: Diagnostic[];
  tables: ReadonlySet<string>;
  /** The instances that it is written for. */
  instances: string[];
  onChange: (sql: string) => void;
  /** Another caret or selection. */
  onSelect: (state: EditorState) => void;
  onRun: () => void;
  onRunAll: () => void;
  onSay: (text: string) => void;
  onFail: (thrown: unknown) => void;
  view: RefObject<EditorView | null>;
}

interface Kept {
  state: EditorState;
  scroll: number;
}

const wrapping = new Compartment();
const offering = new Compartment();

/** What the one editor calls. Kept states outlive the component that made them, so they must not hold on to it. */
type Called = Pick<
  EditorProps,
  "onChange" | "onSelect" | "onRun" | "onRunAll" | "onSay" | "onFail" | "sql" | "instances"
>;
const nothing = () => undefined;
const latest: { current: Called } = {
  current: {
    onChange: nothing,
    onSelect: nothing,
    onRun: nothing,
    onRunAll: nothing,
    onSay: nothing,
    onFail: nothing,
    sql: "",
    instances: [],
  },
};

const asked = (what: () => void): boolean => {
  what();
  return true;
};

/** Undo history and scroll of tabs that are not in front, for as long as the window lives. */
const kept = new Map<string, Kept>();
export const forgetEditor = (id: string): void => void kept.delete(id);

export function Editor(props: EditorProps) {
  const { id, sql, diagnostics, tables, view } = props;
  const place = useRef<HTMLDivElement>(null);
  latest.current = props;
  const { size, wrap, offer } = useEditorPreferences();

  // Before it is painted; the first question for a place makes the editor measure its lines at once.
  useLayoutEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const extensions: Extension[] = [
      EditorView.cspNonce.of(pageNonce()),
      keymap.of([
        { key: "Mod-Enter", run: () => asked(latest.current.onRun) },
        { key: "Mod-Shift-Enter", run: () => asked(latest.current.onRunAll) },
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
      statementMark,
      offering.of(completion(true)),
      talk.of({
        say: (text) => latest.current.onSay(text),
        fail: (thrown) => latest.current.onFail(thrown),
      }),
      forInstances.of(() => latest.current.instances),
      services,
      // What stands over the text covers no other pane.
      tooltips({
        tooltipSpace: (editor) => {
          const { left, right } = editor.dom.getBoundingClientRect();
          return { top: 0, left, right, bottom: window.innerHeight };
        },
      }),
      wrapping.of([]),
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
      placeholder("SELECT … FROM dsp_impressions"),
      EditorView.contentAttributes.of({ "aria-label": "SQL", tabindex: "0" }),
      look,
      EditorView.updateListener.of((update) => {
        if (update.docChanged || update.selectionSet) latest.current.onSelect(update.state);
        if (update.docChanged) latest.current.onChange(update.state.doc.toString());
      }),
    ];
    const before = kept.get(id);
    const state =
      before && before.state.doc.toString() === latest.current.sql
        ? before.state
        : EditorState.create({ doc: latest.current.sql, extensions });
    const editor = new EditorView({ state, parent });
    editor.coordsAtPos(0);
    if (before) editor.scrollDOM.scrollTop = before.scroll;
    view.current = editor;
    latest.current.onSelect(state);
    return () => {
      closeCards(editor);
      kept.set(id, { state: editor.state, scroll: editor.scrollDOM.scrollTop });
      view.current = null;
      editor.destroy();
    };
  }, [id, view]);

  // A text that came from elsewhere (a run opened in Query, a defect mended on disk) replaces what is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made anew with the id
  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== sql) {
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: sql } });
    }
  }, [sql, id, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made anew with the id
  useEffect(() => {
    view.current?.dispatch({
      effects: [wrapping.reconfigure(wrap ? EditorView.lineWrapping : []), offering.reconfigure(completion(offer))],
    });
  }, [wrap, offer, id, view]);

  // In the frame in which the report is drawn, not the one after.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made anew with the id
  useLayoutEffect(() => {
    view.current?.dispatch({ effects: setDiagnostics.of(diagnostics) });
  }, [diagnostics, id, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made anew with the id
  useEffect(() => {
    view.current?.dispatch({ effects: setTables.of(tables) });
  }, [tables, id, view]);

  return (
    <div
      ref={place}
      className="min-h-0 flex-1 overflow-hidden"
      style={{ fontSize: size, lineHeight: `${size + 7}px` }}
    />
  );
}
