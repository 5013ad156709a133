import { useQuery } from "@tanstack/react-query";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { CopyButton } from "@/components/Copy";
import { formatDayYear, formatExact } from "@/components/format";
import { Problem } from "@/components/Problem";
import { SqlView } from "@/components/SqlView";
import { TagField } from "@/components/TagField";
import { useToast } from "@/components/Toast";
import { showValue } from "@/features/query/parameters";
import { useWindow } from "@/features/query/WindowPicker";
import { asAppError, type WorkflowDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useRewrite, useWorkflowChanges } from "./changes";
import { useTags } from "./tags";
import { nameIn, windowWords } from "./words";

/** What a workflow says: what for, over which dates, on which instances, and its query. */
export function OverviewTab({ workflow }: { workflow: WorkflowDetail }) {
  const { id, tags, spec, created_at, changed_at } = workflow;
  const instances = useQuery(queries.instances()).data;
  const dates = useWindow(spec.window).data;
  const known = useTags();
  const { tag } = useWorkflowChanges();
  const parameters = Object.entries(spec.parameter_values);
  const name = nameIn(instances);
  return (
    <>
      <Description workflow={workflow} />
      <dl className="facts grid-cols-[92px_minmax(0,1fr)]">
        <dt className="pt-1">Tags</dt>
        <dd>
          <TagField
            label="Tags"
            known={known}
            tags={tags}
            onAdd={(add) => tag.mutate({ ids: [id], add, remove: [] })}
            onRemove={(gone) => tag.mutate({ ids: [id], add: [], remove: [gone] })}
          />
        </dd>
        <dt>Dates</dt>
        <dd>
          {windowWords(spec.window)}
          {dates && <span className="text-hint"> (today {dates.words})</span>}
        </dd>
        <dt>Instances</dt>
        <dd>
          {spec.instance_ids.length === 0 ? "none yet" : spec.instance_ids.slice(0, 6).map(name).join(", ")}
          {spec.instance_ids.length > 6 && (
            <span className="text-hint" title={spec.instance_ids.slice(6).map(name).join("\n")}>
              {" "}
              and {spec.instance_ids.length - 6} more
            </span>
          )}
        </dd>
        <dt>Parameters</dt>
        <dd>
          {parameters.length === 0 && "none"}
          {parameters.map(([parameter, value], i) => (
            <span key={parameter}>
              {i > 0 && ", "}
              <span className="mono">{parameter}</span> {showValue(value)}
            </span>
          ))}
        </dd>
        <dt>Changed</dt>
        <dd>
          <span title={formatExact(changed_at)}>{formatDayYear(changed_at)}</span>
          <span className="text-hint" title={formatExact(created_at)}>
            {" "}
            (made {formatDayYear(created_at)})
          </span>
        </dd>
        <dt>Id</dt>
        <dd className="flex items-center gap-1">
          <span className="mono select-text">{id}</span>
          <CopyButton text={id} label="Copy the id" iconOnly />
        </dd>
      </dl>
      <section aria-label="Query" className="grid grid-cols-[minmax(0,1fr)] gap-2">
        <div className="flex items-center gap-2">
          <h3 className="font-strong">Query</h3>
          <span className="flex-1" />
          <CopyButton text={spec.sql} label="Copy the SQL" />
        </div>
        {spec.sql.trim() === "" ? (
          <p className="text-label">Nothing is written yet. Open it in Query or edit it.</p>
        ) : (
          <SqlView sql={spec.sql} label="SQL of the workflow" />
        )}
      </section>
    </>
  );
}

/** What it is for, which can be written where it stands. */
function Description({ workflow }: { workflow: WorkflowDetail }) {
  const [text, setText] = useState<string | null>(null);
  const rewrite = useRewrite(workflow);
  const toast = useToast();
  const { description } = workflow;
  const save = () => {
    const next = text?.trim() ?? "";
    if (next === description) return setText(null);
    rewrite.mutate(
      { description: next },
      {
        onSuccess: () => {
          setText(null);
          toast.show({ text: `Description of ${workflow.name} saved` });
        },
      },
    );
  };
  if (text === null) {
    return (
      <div className="flex items-start gap-2">
        <p className={`min-w-0 flex-1 break-words whitespace-pre-line ${description ? "" : "text-hint"}`}>
          {description || "No description"}
        </p>
        <IconButton label="Edit the description" onClick={() => setText(description)}>
          <Pencil size={14} aria-hidden />
        </IconButton>
      </div>
    );
  }
  return (
    <div className="grid gap-2">
      <textarea
        // The button that opened it is gone: the focus goes where one writes.
        // biome-ignore lint/a11y/noAutofocus: see above
        autoFocus
        className="field prose-field"
        aria-label="Description"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") setText(null);
          else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
        }}
      />
      {rewrite.isError && <Problem error={asAppError(rewrite.error)} />}
      <div className="flex justify-end gap-2">
        <Button size="s" onClick={() => setText(null)}>
          Cancel
        </Button>
        <Button size="s" look="primary" disabled={rewrite.isPending} onClick={save}>
          Save
        </Button>
      </div>
    </div>
  );
}
