import { useQuery } from "@tanstack/react-query";
import { InstancePicker } from "@/features/query/InstancePicker";
import type { CheckReport } from "@/ipc";
import { queries } from "@/ipc/queries";
import { ChosenWorkflow } from "./ChosenWorkflow";
import { type Draft, ofTab, ofWorkflow } from "./draft";
import { Choice, TextField } from "./fields";
import type { StepProps } from "./ScheduleForm";
import { SqlField } from "./SqlField";
import { WorkflowChoice } from "./WorkflowChoice";

/** What runs, and where: a saved workflow, or SQL of the schedule's own. */
export function StepWorkflow({ draft, change, faults, report }: StepProps & { report: CheckReport | null }) {
  // What runs over kept results runs nowhere else.
  const tabs = (useQuery(queries.tabs()).data ?? []).filter(({ target }) => target !== "kept");
  const from = tabs.find((tab) => tab.sql === draft.sql && tab.sql.trim() !== "")?.id ?? "";
  const named = draft.name.trim() !== "" && !tabs.some((tab) => tab.title === draft.name);
  /** A name of the schedule's own stays. */
  const take = ({ name, ...rest }: Partial<Draft>) => change({ ...rest, ...(!named && name && { name }) });
  const takeTab = (id: string) => {
    const tab = tabs.find((entry) => entry.id === id);
    if (tab) take(ofTab(tab));
  };
  return (
    <div className="schedule-form">
      <TextField
        label="Name"
        wrap="wide"
        placeholder="Such as Pacing, all clients"
        value={draft.name}
        fault={faults.name}
        onChange={(name) => change({ name })}
      />
      {draft.workflow_id !== null ? (
        <ChosenWorkflow id={draft.workflow_id} draft={draft} report={report} change={change} />
      ) : (
        <>
          <WorkflowChoice onChoose={(workflow) => take(ofWorkflow(workflow))} />
          {tabs.length > 0 && (
            <Choice
              label="Query"
              hint="or an open one, or pasted below"
              className="wide"
              value={from}
              options={[
                { value: "", word: draft.sql.trim() === "" ? "Choose an open query" : "As written below" },
                ...tabs.map((tab) => ({ value: tab.id, word: tab.title })),
              ]}
              onChange={takeTab}
            />
          )}
          <SqlField
            sql={draft.sql}
            hint="the schedule keeps its own copy"
            report={report}
            fault={faults.sql}
            onChange={(sql) => change({ sql })}
          />
        </>
      )}
      <InstancePicker chosen={draft.instance_ids} onChange={(instance_ids) => change({ instance_ids })} />
      {faults.instances && <p className="wrong wide -mt-3">{faults.instances}</p>}
    </div>
  );
}
