import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Diagnostic } from "@/ipc";
import { setTables } from "./colours";
import { completion } from "./completion";
import { type Calls, extensionsFor, offering, vimming, wrapping } from "./extensions";
import { setDiagnostics } from "./findings";
import { nextSize, USUAL_SIZE, useEditorPreferences } from "./preferences";
import { closeCards } from "./services";
import { vimKeys } from "./vim";

interface EditorProps extends Omit<Calls, "onSize"> {
  /** The tab's id: another one is another text with its own history. */
  id: string;
  diagnostics: Diagnostic[];
  tables: ReadonlySet<string>;
  view: RefObject<EditorView | null>;
}

interface Kept {
  state: EditorState;
  scroll: number;
}

const nothing = () => undefined;
const latest: { current: Calls } = {
  current: {
    sql: "",
    instances: [],
    kept: null,
    snippets: [],
    onChange: nothing,
    onSelect: nothing,
    onRun: nothing,
    onRunAll: nothing,
    onSave: nothing,
    onMode: nothing,
    onSize: nothing,
    onSay: nothing,
    onFail: nothing,
  },
};

/** Undo history and scroll of tabs that are not in front, for as long as the window lives. */
const kept = new Map<string, Kept>();
export const forgetEditor = (id: string): void => void kept.delete(id);

export function Editor(props: EditorProps) {
  const { id, sql, diagnostics, tables, view } = props;
  const place = useRef<HTMLDivElement>(null);
  const { size, setSize, wrap, offer, vim } = useEditorPreferences();
  latest.current = { ...props, onSize: (by) => setSize(by === 0 ? USUAL_SIZE : nextSize(size, by)) };

  // Before it is painted; the first question for a place makes the editor measure its lines at once.
  useLayoutEffect(() => {
    const parent = place.current;
    if (!parent) return;
    const before = kept.get(id);
    const state =
      before && before.state.doc.toString() === latest.current.sql
        ? before.state
        : EditorState.create({ doc: latest.current.sql, extensions: extensionsFor(latest) });
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

  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made anew with the id
  useEffect(() => {
    const editor = view.current;
    if (!vim) {
      editor?.dispatch({ effects: vimming.reconfigure([]) });
      latest.current.onMode(null);
      return;
    }
    vimKeys({ onMode: (mode) => latest.current.onMode(mode), onSave: () => latest.current.onSave() }).then(
      (keys) => editor === view.current && editor?.dispatch({ effects: vimming.reconfigure(keys) }),
      (thrown: unknown) => latest.current.onFail(thrown),
    );
  }, [vim, id, view]);

  // In the frame in which the report is drawn, not the one after.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made anew with the id
  useLayoutEffect(() => {
    view.current?.dispatch({ effects: setDiagnostics.of(diagnostics) });
  }, [diagnostics, id, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the view is made anew with the id
  useEffect(() => {
    view.current?.dispatch({ effects: setTables.of(tables) });
  }, [tables, id, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: lines are as high as their text
  useLayoutEffect(() => view.current?.requestMeasure(), [size, view]);

  return (
    <div
      ref={place}
      className="min-h-0 flex-1 overflow-hidden"
      style={{ fontSize: size, lineHeight: `${size + 7}px` }}
    />
  );
}
