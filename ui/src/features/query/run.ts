// Sends what is to be run: the statement at the caret, what is selected, or all statements one after another.
import type { SelectionRange } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { localZone, plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { api, type CheckReport, type QueryTab, type SubmitRequest } from "@/ipc";
import { used } from "./parameters";
import { rememberBatch } from "./runs";
import { indexAt, isQuery, type Part, statementsOf } from "./statements";
import { keeper } from "./tabs";

export interface Sent {
  name: string;
  sql: string;
}

export const selectedText = ({ state }: EditorView): string =>
  state.sliceDoc(state.selection.main.from, state.selection.main.to);

/** What is selected, if it could be run by itself. */
export function selectedQuery(view: EditorView | null): string | null {
  if (!view) return null;
  const text = selectedText(view);
  return isQuery(text) ? text : null;
}

/** All statements of a text, each with a name that tells it from the others. */
export function allOf(title: string, sql: string, parts: readonly Part[] = statementsOf(sql)): Sent[] {
  if (parts.length < 2) return [{ name: title, sql }];
  return parts.map(({ from, to }, i) => ({ name: `${title}, statement ${i + 1}`, sql: sql.slice(from, to) }));
}

/** What is sent to run a text of a tab on these instances. */
export const requestOf = (
  tab: QueryTab,
  { name, sql }: Sent,
  instances: string[],
  about: CheckReport,
): SubmitRequest => ({
  name,
  sql,
  instance_ids: instances,
  window: tab.window,
  time_zone: localZone(),
  parameter_values: used(about.parameters, tab.parameter_values),
  workflow_id: tab.workflow_id,
  ...(tab.export && { export: tab.export }),
});

interface RunOf {
  tab: QueryTab;
  /** Our ids of the instances that are reached. */
  instances: string[];
  /** What was found in the statement at the caret. */
  report: CheckReport | null;
  /** Kept results answer where they can. */
  reuse: boolean;
}

interface Run extends RunOf {
  what: Sent[];
  /** It is the statement at the caret, whose parameters are known. */
  checked: boolean;
}

interface Callbacks {
  /** Something was sent, or is kept, and its result is to be looked at. */
  onSent: () => void;
  onFail: (thrown: unknown) => void;
}

export function useRun({ onSent, onFail, ...now }: RunOf & Callbacks) {
  const client = useQueryClient();
  const toast = useToast();
  const mutation = useMutation({
    mutationFn: async ({ tab, instances, report, reuse, what, checked }: Run) => {
      await keeper.flush();
      const done = { sent: 0, kept: 0 };
      for (const [i, one] of what.entries()) {
        // Its own parameters; those of the statement at the caret are known.
        const about = checked && report ? report : await api.checkSql(one.sql, tab.instance_ids);
        const { made, kept } = await answered(requestOf(tab, one, instances, about), reuse).catch((thrown: unknown) => {
          if (i > 0) toast.show({ text: `${i} of ${plural(what.length, "statement")} were sent.`, tone: "danger" });
          throw thrown;
        });
        rememberBatch(
          tab.id,
          made[0]?.batch_id ?? null,
          kept.map((run) => run.execution_id),
        );
        done.sent += made.length;
        done.kept += kept.length;
        onSent();
      }
      return done;
    },
    onSuccess: (done, run) => {
      const text = doneWords(done, run.what.length);
      if (!text) return;
      const anew = { word: "Run anew", run: () => mutation.mutate({ ...run, reuse: false }) };
      toast.show({ text, ...(done.sent === 0 && { action: anew }) });
    },
    onError: onFail,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["executions"] });
      void client.invalidateQueries({ queryKey: ["status"] });
    },
  });
  return {
    isPending: mutation.isPending,
    error: mutation.error,
    /** Runs texts of the tab as it is now. */
    start: (what: Sent[], checked: boolean, reuse: boolean = now.reuse) =>
      mutation.mutate({ ...now, what, checked, reuse }),
  };
}

/** Runs a query on the instances that have no kept result of it, or on all. */
async function answered(request: SubmitRequest, reuse: boolean) {
  const kept = reuse ? await api.keptAnswers(request) : [];
  const has = new Set(kept.map((run) => run.instance_id));
  const instance_ids = request.instance_ids.filter((id) => !has.has(id));
  const made = instance_ids.length === 0 ? [] : await api.submitExecutions({ ...request, instance_ids });
  return { made, kept };
}

/** What was done that nobody sees at once; null where all of it is seen. */
function doneWords({ sent, kept }: { sent: number; kept: number }, statements: number): string | null {
  const answers = `${plural(kept, "kept result")} ${kept === 1 ? "answers" : "answer"}`;
  if (sent === 0) return `Nothing was run: ${answers} it.`;
  if (statements > 1) {
    const others = kept === 0 ? "" : ` ${answers} the rest.`;
    return `${statements} statements sent.${others} The last one opens here, all are in Executions.`;
  }
  return kept === 0 ? null : `${plural(sent, "run")} sent; ${answers} for the other instances.`;
}

/** Which statement the caret is in, and whether something is selected that would run instead. */
export interface Caret {
  index: number;
  selected: boolean;
}

export const TOP: Caret = { index: 0, selected: false };

export const caretOf = (sql: string, { from, to, head }: Pick<SelectionRange, "from" | "to" | "head">): Caret => ({
  index: indexAt(sql, statementsOf(sql), head),
  selected: from < to && isQuery(sql.slice(from, to)),
});
