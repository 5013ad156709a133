import type { EditorView } from "@codemirror/view";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useMemo, useState } from "react";
import { useActions } from "@/app/actions";
import { Button } from "@/components/Button";
import { keyName, useKeys } from "@/components/keys";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import type { AppError, KeptTable, QueryTab, RunFinding, Snippet } from "@/ipc";
import { queries } from "@/ipc/queries";
import type { BelowView } from "./Below";
import { BelowText } from "./BelowText";
import { counts, useShown } from "./check";
import { EditorBar, outlineKeys, useOutline } from "./EditorBar";
import { editorActions } from "./editor/actions";
import { Editor } from "./editor/Editor";
import { goTo, goToNext, replaceFinding } from "./editor/findings";
import { rangeOf } from "./editor/place";
import type { VimMode } from "./editor/vim";
import { useKeptCheck } from "./kept_check";
import { useKeptRun, useRunKept } from "./kept_runs";
import { ProblemBar } from "./ProblemBar";
import { type Caret, caretOf, selectedQuery, TOP } from "./run";
import { only, onlyPart, statementsOf } from "./statements";

const NO_INSTANCES: string[] = [];
const NO_TABLES: KeptTable[] = [];
const NO_SNIPPETS: Snippet[] = [];
const NO_FINDINGS: RunFinding[] = [];
const SCHEMAS: ReadonlySet<string> = new Set(["latest", "runs", "result"]);

interface KeptWorkbenchProps {
  tab: QueryTab;
  head: ReactNode;
  below: BelowView;
  onBelow: (view: BelowView) => void;
  onSave: () => void;
  view: RefObject<EditorView | null>;
  update: (change: Partial<QueryTab>) => void;
  failure: AppError | null;
}

/** A query over kept results: its text, what is wrong with it, and what it brought. */
export function KeptWorkbench({ tab, head, below, onBelow, onSave, view, update, failure }: KeptWorkbenchProps) {
  const toast = useToast();
  const [mode, setMode] = useState<VimMode | null>(null);
  const [caret, setCaret] = useState<Caret>(TOP);
  const parts = useMemo(() => statementsOf(tab.sql), [tab.sql]);
  const index = Math.min(caret.index, Math.max(0, parts.length - 1));
  const text = useMemo(() => onlyPart(tab.sql, parts, index), [tab.sql, parts, index]);
  const checked = useKeptCheck(text);
  const diagnostics = useShown(checked, text, null);
  const kept = useQuery(queries.keptTables()).data;
  const snippets = useQuery(queries.snippets()).data ?? NO_SNIPPETS;
  const outline = useOutline(view);
  const working = useKeptRun(tab.id)?.state === "working";
  const run = useRunKept(tab);

  // What was said of an older text keeps no newer one from running.
  const errors = checked.sql === text && checked.report ? counts(checked.report).errors : 0;
  const blocker =
    tab.sql.trim() === ""
      ? "Write a query first"
      : errors > 0 && !caret.selected
        ? "Errors must be mended first"
        : null;
  const word = caret.selected ? "Run selection" : parts.length > 1 ? `Run statement ${index + 1}` : "Run";
  const runNow = () => {
    if (working) return;
    if (blocker) return toast.show({ text: `${blocker}.`, tone: "danger" });
    const editor = view.current;
    // All else is blanked out, so that places in it are places in the text.
    const selected = editor && selectedQuery(editor) !== null ? editor.state.selection.main : null;
    run(selected ? only(tab.sql, selected) : text);
    onBelow("result");
  };
  const goError = () => view.current && goToNext(view.current);
  useKeys({
    "mod+enter": runNow,
    "mod+shift+enter": runNow,
    f8: goError,
    "alt+enter": () => view.current && replaceFinding(view.current),
  });
  useActions([
    { word: `${word} over kept results`, keys: keyName("Enter"), disabled: blocker !== null || working, run: runNow },
    { word: "Go to the next error", keys: "F8", disabled: diagnostics.length === 0, run: goError },
    ...editorActions(view),
    { word: "Outline", keys: outlineKeys(), run: outline.open },
  ]);

  return (
    <section className="pane" aria-label="Editor">
      {head}
      <EditorBar
        view={view}
        outline={outline}
        mode={mode}
        tab={tab}
        edited={false}
        atAmazon={null}
        onTarget={(target) => update({ target })}
      >
        <Button
          look="primary"
          size="s"
          disabled={blocker !== null || working}
          title={blocker ?? `${word}, ${keyName("Enter")}`}
          onClick={runNow}
        >
          {working ? "Running" : word}
        </Button>
      </EditorBar>
      {failure && (
        <div className="p-2">
          <Problem error={failure} />
        </div>
      )}
      <Editor
        id={tab.id}
        sql={tab.sql}
        diagnostics={diagnostics}
        tables={SCHEMAS}
        instances={NO_INSTANCES}
        kept={kept ?? NO_TABLES}
        snippets={snippets}
        view={view}
        onChange={(sql) => update({ sql })}
        onSelect={({ doc, selection: { main } }) => {
          const next = caretOf(doc.toString(), main);
          setCaret((now) => (now.index === next.index && now.selected === next.selected ? now : next));
        }}
        onRun={runNow}
        onRunAll={runNow}
        onSave={onSave}
        onMode={setMode}
        onSay={(said) => toast.show({ text: said })}
        onFail={toast.fail}
      />
      <ProblemBar
        checked={checked}
        aboutRun={NO_FINDINGS}
        {...(kept?.length === 0 ? { nothing: "No result is kept yet. Run a query at Amazon first." } : {})}
        onReplace={() => view.current && replaceFinding(view.current)}
        onGo={goError}
        onChoose={null}
      />
      <BelowText
        view={below}
        tab={tab}
        editor={view}
        onView={onBelow}
        onGo={(place) => view.current && goTo(view.current, rangeOf(view.current.state.doc, place))}
      />
    </section>
  );
}
