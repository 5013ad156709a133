import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { Problem } from "@/components/Problem";
import { TagField } from "@/components/TagField";
import { useToast } from "@/components/Toast";
import { BrandValues } from "@/features/query/BrandValues";
import { useCheck } from "@/features/query/check";
import { InstancePicker } from "@/features/query/InstancePicker";
import { ParameterFields } from "@/features/query/ParameterFields";
import { used } from "@/features/query/parameters";
import { WindowPicker } from "@/features/query/WindowPicker";
import { Choice, Labelled, TextField } from "@/features/schedule/form/fields";
import { SqlField } from "@/features/schedule/form/SqlField";
import { api, asAppError, type CheckReport } from "@/ipc";
import { queries } from "@/ipc/queries";
import { forgetWorkflows } from "./changes";
import { changeDraft, type Draft, dropDraft, faultsOf, isChanged, ofTab, toSpec } from "./draft";
import { STATUSES } from "./filter";
import { useTags } from "./tags";

interface FormProps {
  /** Under which the draft is kept: the workflow's id, or that of a new one. */
  draftKey: string;
  draft: Draft;
  onClose: () => void;
  onSaved: (id: string) => void;
}

/** A workflow is written here: its name and query, and where and over which dates it runs if nothing else is said. */
export function WorkflowForm({ draftKey, draft, onClose, onSaved }: FormProps) {
  const isNew = draft.version === null;
  // What runs over kept results runs nowhere else.
  const tabs = (useQuery(queries.tabs()).data ?? []).filter(({ target }) => target !== "kept");
  const known = useTags();
  const [leaving, setLeaving] = useState(false);
  // What was never written is not told to be wrong yet.
  const [tried, setTried] = useState(!isNew);
  const change = (next: Partial<Draft>) => changeDraft(draftKey, next);
  const { report } = useCheck(draft.sql, draft.instance_ids);
  const save = useSave(draftKey, draft, report, onSaved);
  const faults = faultsOf(draft);
  const wrong = Object.values(faults)[0];
  const shown = tried ? faults : {};
  const from = tabs.find((tab) => tab.sql === draft.sql && tab.sql.trim() !== "")?.id ?? "";
  const take = (id: string) => {
    const tab = tabs.find((entry) => entry.id === id);
    if (!tab) return;
    const { name, ...rest } = ofTab(tab);
    const named = draft.name.trim() !== "" && !tabs.some(({ title }) => title === draft.name);
    change({ ...rest, ...(!named && name && { name }) });
  };
  const leave = () => {
    dropDraft(draftKey);
    onClose();
  };
  const go = () => {
    setTried(true);
    if (!wrong) save.mutate();
  };
  return (
    <section className="pane pane-grey" aria-label={isNew ? "New workflow" : "Edit workflow"}>
      <div className="place-head pl-5!">
        <h2 className="cut text-t14 font-strong">{isNew ? "New workflow" : "Edit"}</h2>
        <span className="flex-1" />
        <IconButton label="Close" onClick={() => (isChanged(draftKey) ? setLeaving(true) : leave())}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="detail">
        <div className="schedule-form">
          <TextField
            label="Name"
            wrap="col-span-2"
            placeholder="Such as Reach by city"
            value={draft.name}
            fault={shown.name}
            onChange={(name) => change({ name })}
          />
          <Choice label="Status" value={draft.status} options={STATUSES} onChange={(status) => change({ status })} />
          <Labelled label="Description" className="wide">
            {({ id }) => (
              <textarea
                id={id}
                className="field prose-field"
                value={draft.description}
                onChange={(event) => change({ description: event.target.value })}
              />
            )}
          </Labelled>
          <div className="wide">
            <p className="label">Tags</p>
            <TagField
              label="Tags"
              known={known}
              tags={draft.tags}
              onAdd={(add) => change({ tags: [...draft.tags, ...add] })}
              onRemove={(gone) => change({ tags: draft.tags.filter((tag) => tag !== gone) })}
            />
          </div>
          {isNew && tabs.length > 0 && (
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
          <SqlField
            sql={draft.sql}
            hint="kept also with errors in it"
            report={report}
            fault={shown.sql}
            onChange={(sql) => change({ sql })}
          />
          <InstancePicker
            chosen={draft.instance_ids}
            onChange={(instance_ids) => change({ instance_ids })}
            ofBrand={(brand) => (
              <BrandValues
                brand={brand}
                parameters={report?.parameters ?? []}
                values={draft.parameter_values}
                onChange={(parameter_values) => change({ parameter_values })}
              />
            )}
          />
          <WindowPicker window={draft.window} onChange={(window) => change({ window })} />
          <ParameterFields
            parameters={report?.parameters ?? []}
            values={draft.parameter_values}
            onChange={(parameter_values) => change({ parameter_values })}
          />
        </div>
      </div>
      {save.isError && (
        <div className="px-5 pb-3">
          <Problem error={asAppError(save.error)} about="What you wrote is kept here.">
            {asAppError(save.error).code === "workflow.changed" && (
              <Button size="s" onClick={leave}>
                Look at it again
              </Button>
            )}
          </Problem>
        </div>
      )}
      <div className="pane-foot pr-5! pl-5!">
        <p className="hint min-w-0 flex-1 text-right">
          {tried && wrong ? `${wrong}.` : isNew ? "" : "the query as it was stays as a version"}
        </p>
        <Button look="primary" disabled={save.isPending || (tried && wrong !== undefined)} onClick={go}>
          {save.isPending ? "Saving" : isNew ? "Save workflow" : "Save"}
        </Button>
      </div>
      <Confirm
        open={leaving}
        title={isNew ? "Leave this workflow unsaved?" : "Leave these changes unsaved?"}
        keep="Go on writing"
        go={isNew ? "Discard it" : "Discard them"}
        danger
        onKeep={() => setLeaving(false)}
        onGo={() => {
          setLeaving(false);
          leave();
        }}
      >
        {isNew ? "What you wrote goes." : "The workflow stays as it was saved last."}
      </Confirm>
    </section>
  );
}

function useSave(key: string, draft: Draft, report: CheckReport | null, onSaved: (id: string) => void) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async () => {
      const spec = toSpec(draft);
      if (report) spec.parameter_values = used(report.parameters, draft.parameter_values);
      if (draft.version === null) return api.createWorkflow(spec);
      await api.updateWorkflow(key, draft.version, spec);
      return key;
    },
    onSuccess: async (id) => {
      dropDraft(key);
      await client.invalidateQueries({ queryKey: ["workflows"] });
      forgetWorkflows(client);
      toast.show({ text: `${draft.name.trim()} saved` });
      onSaved(id);
    },
  });
}
