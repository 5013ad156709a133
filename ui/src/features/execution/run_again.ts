// What can be begun from a run: the same once more, with changes, for those of its batch that failed, or as a schedule.
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { copyText } from "@/components/Copy";
import { localZone, plural, shortWindow } from "@/components/format";
import { isFailed } from "@/components/State";
import { useToast } from "@/components/Toast";
import { useNewTab } from "@/features/query/tabs";
import { dayNumber } from "@/features/query/windows";
import { useBeginSchedule } from "@/features/schedule/begin";
import { ofQueryWindow } from "@/features/schedule/form/window";
import { api, type ExecutionDetail, type ExecutionSummary } from "@/ipc";
import { fixedWindow } from "./same_window";
import { limitTime } from "./time_limit";

/** The runs of a batch that failed or were refused. */
export const failedOf = (batch: readonly ExecutionSummary[]): ExecutionSummary[] =>
  batch.filter((run) => isFailed(run.state));

/** A schedule covers as many days as the run did, ever new ones: the same dates each time would tell nothing new. */
function scheduleOf(run: ExecutionDetail) {
  const window = fixedWindow(run);
  const days = dayNumber(window.end) - dayNumber(window.start) + 1;
  return {
    name: run.name,
    sql: run.sql,
    instance_ids: [run.instance_id],
    parameter_values: run.parameter_values,
    window: ofQueryWindow({ kind: "last_days", days }),
  };
}

interface Again {
  /** Where it runs: on its own instance, or on those of its batch. */
  instances: string[];
  /** The text, where it is another one than was sent. */
  sql?: string;
  /** The time limit in minutes, where it is another one than it had. */
  minutes?: number;
}

/** Zones have several names: those of the system and of Amazon's request may differ for the same one. */
function zoneName(zone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return zone;
  }
}

/** What a query that is opened from a run does not take over from it; null where it takes over all. */
export function notTakenOver(
  run: Pick<ExecutionDetail, "time_zone" | "time_limit_minutes">,
  here: string,
): string | null {
  const { time_zone, time_limit_minutes } = run;
  const zone = zoneName(time_zone) !== zoneName(here) && `It ran in ${time_zone}; here the dates are read in ${here}.`;
  const limit = time_limit_minutes !== null && `Its time limit of ${limitTime(time_limit_minutes)} is not taken over.`;
  return [zone, limit].filter(Boolean).join(" ") || null;
}

export function useRunAgain(run: ExecutionDetail) {
  const navigate = useNavigate();
  const newTab = useNewTab();
  const toast = useToast();
  const beginSchedule = useBeginSchedule();
  const submit = useMutation({
    mutationFn: ({ instances, sql, minutes }: Again) =>
      api.submitExecutions({
        name: run.name,
        sql: sql ?? run.sql,
        instance_ids: instances,
        window: fixedWindow(run),
        time_zone: run.time_zone,
        parameter_values: run.parameter_values,
        time_limit_minutes: minutes ?? run.time_limit_minutes,
        // A text that was corrected is not the workflow any more.
        workflow_id: sql === undefined ? run.workflow_id : null,
        ...(run.file && { export: run.file.export }),
      }),
    onSuccess: (made, { sql, minutes }, _kept, { client }) => {
      void client.invalidateQueries({ queryKey: ["executions"] });
      const [first] = made;
      if (!first) return;
      const where = made.length === 1 ? first.instance_name : plural(made.length, "instance");
      const again = minutes === undefined ? "started again" : `started again with ${limitTime(minutes)}`;
      const what = sql === undefined ? again : "started with the correction";
      toast.show({ text: `${run.name}, ${where}: ${what}, over ${shortWindow(run.window_words)}` });
      void navigate({ to: "/executions/$id", params: { id: first.id }, search: true });
    },
  });
  const openInQuery = (sql: string = run.sql) =>
    newTab({
      title: run.name,
      sql,
      instance_ids: [run.instance_id],
      window: fixedWindow(run),
      parameter_values: run.parameter_values,
      ...(run.file && { export: run.file.export }),
    })
      .then(() => navigate({ to: "/query" }))
      .then(() => {
        const text = notTakenOver(run, localZone());
        if (text !== null) toast.show({ text });
      })
      .catch(toast.fail);
  const copyJson = () =>
    copyText(JSON.stringify(run, null, 2)).then(() =>
      toast.show({ text: `${run.name}, ${run.instance_name}: copied as JSON, without its rows` }),
    );
  return {
    submit,
    again: () => submit.mutate({ instances: [run.instance_id] }),
    corrected: (sql: string) => submit.mutate({ instances: [run.instance_id], sql }),
    longer: (minutes: number) => submit.mutate({ instances: [run.instance_id], minutes }),
    failedAgain: (batch: readonly ExecutionSummary[]) =>
      submit.mutate({ instances: [...new Set(failedOf(batch).map((failed) => failed.instance_id))] }),
    openInQuery: (sql?: string) => void openInQuery(sql),
    schedule: () => beginSchedule(scheduleOf(run)),
    copyJson: () => void copyJson(),
  };
}

export type RunAgain = ReturnType<typeof useRunAgain>;
