import { useQuery } from "@tanstack/react-query";
import { CircleX, TriangleAlert } from "lucide-react";
import { InstancePicker } from "@/features/query/InstancePicker";
import type { CheckReport } from "@/ipc";
import { queries } from "@/ipc/queries";
import { ofTab } from "./draft";
import { Choice, Labelled, TextField } from "./fields";
import type { StepProps } from "./ScheduleForm";

/** What runs, and where. */
export function StepWorkflow({ draft, change, faults, report }: StepProps & { report: CheckReport | null }) {
  const tabs = useQuery(queries.tabs()).data ?? [];
  const from = tabs.find((tab) => tab.sql === draft.sql && tab.sql.trim() !== "")?.id ?? "";
  const named = draft.name.trim() !== "" && !tabs.some((tab) => tab.title === draft.name);
  const take = (id: string) => {
    const tab = tabs.find((entry) => entry.id === id);
    if (!tab) return;
    const { name, ...rest } = ofTab(tab);
    change({ ...rest, ...(!named && { name }) });
  };
  const first = report?.diagnostics.find((entry) => entry.severity === "error");
  const warnings = report?.diagnostics.filter((entry) => entry.severity === "warning").length ?? 0;
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
      {tabs.length > 0 && (
        <Choice
          label="Query"
          hint="from an open one, or pasted below"
          className="wide"
          value={from}
          options={[
            { value: "", word: draft.sql.trim() === "" ? "Choose an open query" : "As written below" },
            ...tabs.map((tab) => ({ value: tab.id, word: tab.title })),
          ]}
          onChange={take}
        />
      )}
      <Labelled
        label="SQL"
        hint="the schedule keeps its own copy"
        className="wide"
        fault={first ? undefined : faults.sql}
      >
        {({ id, describedBy, invalid }) => (
          <textarea
            id={id}
            className="field"
            spellCheck={false}
            value={draft.sql}
            aria-invalid={invalid || first !== undefined}
            aria-describedby={describedBy}
            onChange={(event) => change({ sql: event.target.value })}
          />
        )}
      </Labelled>
      {first && (
        <p role="alert" className="wide -mt-2 flex items-start gap-1.5 text-t12 text-red">
          <CircleX size={14} className="mt-px" aria-hidden />
          Line {first.line}: {first.message} {first.help}
        </p>
      )}
      {!first && warnings > 0 && (
        <p className="wide -mt-2 flex items-start gap-1.5 text-t12 text-label">
          <TriangleAlert size={14} className="mt-px text-amber" aria-hidden />
          {warnings === 1 ? "One thing" : `${warnings} things`} to know about this query: open it in Query to see it.
        </p>
      )}
      <InstancePicker chosen={draft.instance_ids} onChange={(instance_ids) => change({ instance_ids })} />
      {faults.instances && <p className="wrong wide -mt-3">{faults.instances}</p>}
    </div>
  );
}
