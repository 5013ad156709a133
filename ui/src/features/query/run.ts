// Sends what is to be run: the statement at the caret, what is selected, or all statements one after another.
import type { SelectionRange } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { localZone, plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { api, type CheckReport, type QueryTab } from "@/ipc";
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

interface RunOf {
  tab: QueryTab;
  /** Our ids of the instances that are reached. */
  instances: string[];
  /** What was found in the statement at the caret. */
  report: CheckReport | null;
  /** Something was sent, and its result is to be looked at. */
  onSent: () => void;
  onFail: (thrown: unknown) => void;
}

export function useRun({ tab, instances, report, onSent, onFail }: RunOf) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async ({ what, checked }: { what: Sent[]; checked: boolean }) => {
      await keeper.flush();
      for (const [i, { name, sql }] of what.entries()) {
        // Its own parameters; those of the statement at the caret are known.
        const about = checked && report ? report : await api.checkSql(sql, tab.instance_ids);
        const made = await api
          .submitExecutions({
            name,
            sql,
            instance_ids: instances,
            window: tab.window,
            time_zone: localZone(),
            parameter_values: used(about.parameters, tab.parameter_values),
            workflow_id: tab.workflow_id,
          })
          .catch((thrown: unknown) => {
            if (i > 0) toast.show({ text: `${i} of ${plural(what.length, "statement")} were sent.`, tone: "danger" });
            throw thrown;
          });
        const first = made[0];
        if (first) rememberBatch(tab.id, first.batch_id);
        onSent();
      }
      return what.length;
    },
    onSuccess: (count) => {
      if (count > 1) toast.show({ text: `${count} statements sent. The last one opens here, all are in Executions.` });
    },
    onError: onFail,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["executions"] });
      void client.invalidateQueries({ queryKey: ["status"] });
    },
  });
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
