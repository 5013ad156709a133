import type { EditorView } from "@codemirror/view";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, type RefObject, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { useActions } from "@/app/actions";
import { plural } from "@/components/format";
import { keyName, useKeys } from "@/components/keys";
import { Problem } from "@/components/Problem";
import { useTableNames } from "@/components/SqlView";
import { useToast } from "@/components/Toast";
import { useBeginSchedule } from "@/features/schedule/begin";
import { ofTab } from "@/features/schedule/form/draft";
import { type AppError, asAppError, type FindingSubject, type QueryTab, type Snippet } from "@/ipc";
import { queries } from "@/ipc/queries";
import type { BelowView } from "./Below";
import { BelowText } from "./BelowText";
import { askAbout, counts, useCheck, useShown } from "./check";
import { useCompileFinding } from "./compiles";
import { EditorBar, outlineKeys, useOutline } from "./EditorBar";
import { editorActions } from "./editor/actions";
import { Editor } from "./editor/Editor";
import { goTo, goToNext, replaceFinding } from "./editor/findings";
import { rangeOf } from "./editor/place";
import type { VimMode } from "./editor/vim";
import { Inspector, type Side } from "./Inspector";
import { focusInstances } from "./InstancePicker";
import { useKeptAnswers } from "./KeptAlready";
import { ProblemBar } from "./ProblemBar";
import { missing } from "./parameters";
import { allWord, answeredWord } from "./RunButton";
import { type Place, useRemoteFinding } from "./remote_error";
import { allOf, type Caret, caretOf, requestOf, selectedQuery, TOP, useRun } from "./run";
import { useBatch } from "./runs";
import { checkedText, onlyPart, statementsOf } from "./statements";
import { focusWindow, useRunFindings, useWindow } from "./WindowPicker";
import { windowFault } from "./windows";

const NO_TABLES: string[] = [];
const NO_SNIPPETS: Snippet[] = [];

interface WorkbenchProps {
  tab: QueryTab;
  head: ReactNode;
  inspector: boolean;
  below: BelowView;
  onBelow: (view: BelowView) => void;
  edited: boolean;
  onSave: () => void;
  view: RefObject<EditorView | null>;
  update: (change: Partial<QueryTab>) => void;
  failure: AppError | null;
}

/** One query: its text, what was found in it, where and when it runs, and what came of it. */
export function Workbench({
  tab,
  head,
  inspector,
  below,
  onBelow,
  edited,
  onSave,
  view,
  update,
  failure,
}: WorkbenchProps) {
  const beginSchedule = useBeginSchedule();
  const toast = useToast();
  const [side, setSide] = useState<Side>("configure");
  const [mode, setMode] = useState<VimMode | null>(null);
  const [caret, setCaret] = useState<Caret>(TOP);
  const parts = useMemo(() => statementsOf(tab.sql), [tab.sql]);
  const index = Math.min(caret.index, Math.max(0, parts.length - 1));
  const text = useMemo(() => onlyPart(tab.sql, parts, index), [tab.sql, parts, index]);
  const checked = useCheck(text, tab.instance_ids);
  const tables = useTableNames(tab.instance_ids);
  const instances = useQuery(queries.instances()).data;
  const snippets = useQuery(queries.snippets()).data ?? NO_SNIPPETS;
  const { data: dates, isError: undated } = useWindow(tab.window);
  const outline = useOutline(view);
  const ofRun = useRemoteFinding(useBatch(tab.id), tab.sql);
  const remote = useCompileFinding(tab.id, tab.sql) ?? ofRun;
  const diagnostics = useShown(checked, text, remote);

  const { report } = checked;
  const aboutRun = useRunFindings(report?.tables ?? NO_TABLES, tab);
  const errors = report ? counts(report).errors : 0;
  const targets = useMemo(
    () => (instances ?? []).filter((instance) => tab.instance_ids.includes(instance.id)),
    [instances, tab.instance_ids],
  );
  const absent = report ? missing(report.parameters, tab.parameter_values) : [];
  const reuse = (useQuery(queries.settings()).data?.reuse_results_hours ?? null) !== null;
  const run = useRun({
    tab,
    instances: targets.map((instance) => instance.id),
    report,
    reuse,
    onSent: () => onBelow("result"),
    onFail: (thrown) => {
      if (asAppError(thrown).details?.line) setSide("review");
      if (!inspector) toast.fail(thrown);
    },
  });

  /** What keeps any text from being run now, and what keeps the statement at the caret from it. */
  const unready =
    windowFault(tab.window) || undated
      ? "The window needs mending"
      : targets.length === 0
        ? "Choose at least one instance"
        : null;
  const blocker =
    tab.sql.trim() === ""
      ? "Write a query first"
      : caret.selected
        ? unready
        : errors > 0
          ? "Errors must be mended first"
          : (unready ??
            (absent.length > 0 ? `${absent.map((parameter) => parameter.name).join(", ")} needs a value` : null));
  const known = blocker === null && !caret.selected && checked.sql === text ? report : null;
  const request = useMemo(() => {
    const one = allOf(tab.title, tab.sql, parts)[index];
    const ids = targets.map((instance) => instance.id);
    return known && one ? requestOf(tab, one, ids, known) : null;
  }, [tab, parts, index, targets, known]);
  const answers = useKeptAnswers(reuse || (inspector && side === "review") ? request : null);
  const what = caret.selected ? "Run selection" : parts.length > 1 ? `Run statement ${index + 1}` : "Run";
  // Beside *Go to error* there is no room for more.
  const short = targets.length === 0 || (errors > 0 && parts.length > 1 && !caret.selected);
  const onAll = `on ${plural(targets.length, "instance")}`;
  const runWord = short
    ? what
    : reuse && answers.length > 0
      ? answeredWord(what, answers.length, targets.length)
      : `${what} ${onAll}`;
  const runNow = (anew = false) => {
    if (run.isPending) return;
    if (blocker) return toast.show({ text: `${blocker}.`, tone: "danger" });
    const selected = selectedQuery(view.current);
    if (selected !== null) return run.start(allOf(`${tab.title}, selection`, selected), false, reuse && !anew);
    const one = allOf(tab.title, tab.sql, parts)[index];
    // The last keystrokes may not have been checked yet; the host checks again before anything is sent.
    if (one) run.start([one], true, reuse && !anew);
  };
  const runAll = () => {
    if (run.isPending) return;
    if (parts.length < 2) return runNow();
    if (unready) toast.show({ text: `${unready}.`, tone: "danger" });
    else run.start(allOf(tab.title, tab.sql, parts), false);
  };
  const goError = () => view.current && goToNext(view.current);
  const replace = () => view.current && replaceFinding(view.current);
  const choose = (subject: FindingSubject) => {
    flushSync(() => setSide("configure"));
    if (subject === "window") focusWindow();
    else focusInstances();
  };
  const go = (place: Place) => {
    if (view.current) goTo(view.current, rangeOf(view.current.state.doc, place));
  };
  const schedule = () => beginSchedule(ofTab(tab));
  useKeys({ "mod+enter": () => runNow(), "mod+shift+enter": runAll, f8: goError, "alt+enter": replace });
  useActions([
    { word: runWord, keys: keyName("Enter"), disabled: blocker !== null, run: () => runNow() },
    ...(reuse ? [{ word: `Run anew ${onAll}`, disabled: blocker !== null, run: () => runNow(true) }] : []),
    ...(parts.length > 1 ? [{ word: allWord(parts.length), keys: keyName("Shift Enter"), run: runAll }] : []),
    { word: "Schedule this query", disabled: tab.sql.trim() === "", run: schedule },
    { word: "Go to the next error", keys: "F8", disabled: diagnostics.length === 0, run: goError },
    { word: "Take the suggested replacement", keys: "Alt Enter", run: replace },
    ...editorActions(view),
    { word: "Outline", keys: outlineKeys(), run: outline.open },
  ]);

  return (
    <>
      <section className="pane" aria-label="Editor">
        {head}
        <EditorBar
          view={view}
          outline={outline}
          mode={mode}
          tab={tab}
          edited={edited}
          atAmazon={{ onSave, onSchedule: schedule }}
          onTarget={(target) => update({ target })}
        />
        {failure && (
          <div className="p-2">
            <Problem error={failure} />
          </div>
        )}
        <Editor
          id={tab.id}
          sql={tab.sql}
          diagnostics={diagnostics}
          tables={tables}
          instances={tab.instance_ids}
          kept={null}
          snippets={snippets}
          view={view}
          onChange={(sql) => {
            askAbout(checkedText(sql, view.current?.state.selection.main.head ?? 0), tab.instance_ids);
            update({ sql });
          }}
          onSelect={({ doc, selection: { main } }) => {
            const next = caretOf(doc.toString(), main);
            setCaret((now) => (now.index === next.index && now.selected === next.selected ? now : next));
          }}
          onRun={() => runNow()}
          onRunAll={runAll}
          onSave={onSave}
          onMode={setMode}
          onSay={(text) => toast.show({ text })}
          onFail={toast.fail}
        />
        <ProblemBar
          checked={checked}
          aboutRun={aboutRun}
          onReplace={replace}
          onGo={goError}
          onChoose={inspector ? choose : null}
        />
        <BelowText view={below} tab={tab} editor={view} onView={onBelow} onGo={go} />
      </section>
      {inspector && (
        <Inspector
          tab={tab}
          sql={text.trim()}
          side={side}
          onSide={setSide}
          report={report}
          errors={errors}
          selected={caret.selected}
          findings={diagnostics.length + aboutRun.length}
          aboutRun={aboutRun}
          targets={targets}
          dates={dates}
          request={request}
          answers={answers}
          reuse={reuse}
          run={{
            word: runWord,
            statements: parts.length,
            blocker,
            sending: run.isPending,
            anew: reuse ? `Run anew ${onAll}` : null,
            error: run.error ? asAppError(run.error) : null,
          }}
          update={update}
          onGo={go}
          onGoError={goError}
          onChoose={choose}
          onRun={() => runNow()}
          onRunAll={runAll}
          onRunAnew={() => runNow(true)}
        />
      )}
    </>
  );
}
