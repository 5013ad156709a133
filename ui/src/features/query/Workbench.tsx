import type { EditorView } from "@codemirror/view";
import * as Tabs from "@radix-ui/react-tabs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CircleX } from "lucide-react";
import { type ReactNode, type RefObject, useState } from "react";
import { flushSync } from "react-dom";
import { useActions } from "@/app/actions";
import { Button } from "@/components/Button";
import { localZone, plural } from "@/components/format";
import { keyName, useKeys } from "@/components/keys";
import { Problem } from "@/components/Problem";
import { useTableNames } from "@/components/SqlView";
import { useToast } from "@/components/Toast";
import { ofTab } from "@/features/schedule/form/draft";
import { beginNew, changeDraft, NEW } from "@/features/schedule/form/drafts";
import { type AppError, api, asAppError, type FindingSubject, type QueryTab } from "@/ipc";
import { queries } from "@/ipc/queries";
import { askAbout, counts, useCheck, useShown } from "./check";
import { EditorBar, outlineKeys, useOutline } from "./EditorBar";
import { editorActions } from "./editor/actions";
import { Editor } from "./editor/Editor";
import { goTo, goToNext, replaceFinding } from "./editor/findings";
import { rangeOf } from "./editor/place";
import { focusInstances, InstancePicker } from "./InstancePicker";
import { ParameterFields } from "./ParameterFields";
import { ProblemBar } from "./ProblemBar";
import { missing, used } from "./parameters";
import { Results } from "./Results";
import { Review } from "./Review";
import { type Place, useRemoteFinding } from "./remote_error";
import { rememberBatch, useBatch } from "./runs";
import { keeper } from "./tabs";
import { focusWindow, useRunFindings, useWindow, WindowPicker } from "./WindowPicker";
import { windowFault } from "./windows";

const NO_TABLES: string[] = [];

interface WorkbenchProps {
  tab: QueryTab;
  head: ReactNode;
  inspector: boolean;
  view: RefObject<EditorView | null>;
  update: (change: Partial<QueryTab>) => void;
  failure: AppError | null;
}

/** One query: its text, what was found in it, where and when it runs, and what came of it. */
export function Workbench({ tab, head, inspector, view, update, failure }: WorkbenchProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const [side, setSide] = useState("configure");
  const checked = useCheck(tab.sql, tab.instance_ids);
  const tables = useTableNames(tab.instance_ids);
  const instances = useQuery(queries.instances()).data;
  const dates = useWindow(tab.window).data;
  const outline = useOutline(view);
  const remote = useRemoteFinding(useBatch(tab.id), tab.sql);
  const diagnostics = useShown(checked, tab.sql, remote);

  const { report } = checked;
  const aboutRun = useRunFindings(report?.tables ?? NO_TABLES, tab);
  const errors = report ? counts(report).errors : 0;
  const targets = (instances ?? []).filter((instance) => tab.instance_ids.includes(instance.id));
  const absent = report ? missing(report.parameters, tab.parameter_values) : [];

  const run = useMutation({
    mutationFn: async () => {
      await keeper.flush();
      return api.submitExecutions({
        name: tab.title,
        sql: tab.sql,
        instance_ids: targets.map((instance) => instance.id),
        window: tab.window,
        time_zone: localZone(),
        parameter_values: used(report?.parameters ?? [], tab.parameter_values),
      });
    },
    onSuccess: (made) => {
      const first = made[0];
      if (first) rememberBatch(tab.id, first.batch_id);
      void client.invalidateQueries({ queryKey: ["executions"] });
      void client.invalidateQueries({ queryKey: ["status"] });
    },
    onError: (thrown) => {
      if (asAppError(thrown).details?.line) setSide("review");
    },
  });

  const blocker =
    tab.sql.trim() === ""
      ? "Write a query first"
      : errors > 0
        ? "Errors must be mended first"
        : windowFault(tab.window)
          ? "The window needs mending"
          : targets.length === 0
            ? "Choose at least one instance"
            : absent.length > 0
              ? `${absent.map((parameter) => parameter.name).join(", ")} needs a value`
              : null;
  const runWord = targets.length === 0 ? "Run" : `Run on ${plural(targets.length, "instance")}`;
  const runNow = () => {
    if (run.isPending) return;
    if (blocker) toast.show({ text: `${blocker}.`, tone: "danger" });
    // The last keystrokes may not have been checked yet; the host checks again before anything is sent.
    else run.mutate();
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
  const schedule = () => {
    const before = beginNew(ofTab(tab));
    if (before) {
      toast.show({
        text: `${before.name.trim() || "A schedule"}, not saved yet, made room for this one`,
        action: { word: "Bring it back", run: () => changeDraft(NEW, before) },
      });
    }
    void navigate({ to: "/schedules/new" });
  };
  useKeys({ "mod+enter": runNow, f8: goError, "alt+enter": replace });
  useActions([
    { word: runWord, keys: keyName("Enter"), disabled: blocker !== null, run: runNow },
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
        <EditorBar view={view} outline={outline} onSchedule={schedule} />
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
          view={view}
          onChange={(sql) => {
            askAbout(sql, tab.instance_ids);
            update({ sql });
          }}
          onRun={runNow}
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
        <Results tabId={tab.id} sql={tab.sql} onGo={go} />
      </section>
      {inspector && (
        <Tabs.Root value={side} onValueChange={setSide} asChild>
          <aside className="pane pane-grey inspector" aria-label="Configure and review">
            <Tabs.List className="tab-strip" aria-label="Before the run">
              <Tabs.Trigger value="configure">Configure</Tabs.Trigger>
              <Tabs.Trigger value="review">
                Review
                {errors > 0 ? (
                  <span className="state state-failed gap-[3px]! text-t12">
                    <CircleX size={12} role="img" aria-label="errors" />
                    {errors}
                  </span>
                ) : (
                  diagnostics.length + aboutRun.length > 0 && (
                    <span className="text-t12 text-hint">{diagnostics.length + aboutRun.length}</span>
                  )
                )}
              </Tabs.Trigger>
            </Tabs.List>
            <Tabs.Content value="configure" className="scroll" tabIndex={-1}>
              <InstancePicker chosen={tab.instance_ids} onChange={(instance_ids) => update({ instance_ids })} />
              <WindowPicker window={tab.window} onChange={(window) => update({ window })} />
              <ParameterFields
                parameters={report?.parameters ?? []}
                values={tab.parameter_values}
                onChange={(parameter_values) => update({ parameter_values })}
              />
            </Tabs.Content>
            <Tabs.Content value="review" className="scroll" tabIndex={-1}>
              <Review
                report={report}
                aboutRun={aboutRun}
                instances={targets}
                dates={dates}
                onGo={go}
                onChoose={choose}
              />
            </Tabs.Content>
            {run.isError && (
              <div className="p-3">
                <Problem error={asAppError(run.error)} />
              </div>
            )}
            <div className="pane-foot">
              <div className="min-w-0 flex-1">
                {errors > 0 ? (
                  <Button onClick={goError}>
                    <CircleX size={14} className="text-red" aria-hidden />
                    Go to error<kbd aria-hidden="true">F8</kbd>
                  </Button>
                ) : (
                  blocker && tab.sql.trim() !== "" && <p className="hint line-clamp-2">{blocker}.</p>
                )}
              </div>
              <Button
                look="primary"
                className="min-w-42"
                disabled={blocker !== null || run.isPending}
                title={blocker ?? `${runWord}, ${keyName("Enter")}`}
                onClick={runNow}
              >
                {run.isPending ? "Sending" : runWord}
              </Button>
            </div>
          </aside>
        </Tabs.Root>
      )}
    </>
  );
}
