import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { Workflow as WorkflowIcon } from "lucide-react";
import { type KeyboardEvent, useId, useState } from "react";
import { plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import type { WorkflowDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { Labelled } from "./fields";

/** How many workflows are offered at a time. */
const OFFERED = 8;

/** Looks for a saved workflow by name and takes it: a field with the matches below, as one types. */
export function WorkflowChoice({ onChoose }: { onChoose: (workflow: WorkflowDetail) => void }) {
  const client = useQueryClient();
  const toast = useToast();
  const [text, setText] = useState("");
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const list = useId();
  const found = useQuery({
    ...queries.workflows({
      text: text.trim(),
      filter: { kind: "status", has: false, status: "archived" },
      sort: text.trim() === "" ? "changed" : "name",
      descending: text.trim() === "",
      offset: 0,
      limit: OFFERED,
    }),
    placeholderData: keepPreviousData,
  }).data;
  const offered = found?.workflows ?? [];
  const here = Math.min(at, offered.length - 1);
  const take = (id: string | undefined) => {
    if (id === undefined) return;
    setOpen(false);
    client.fetchQuery({ ...queries.workflow(id), staleTime: 0 }).then(onChoose, toast.fail);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" && !open) setOpen(true);
    else if (event.key === "ArrowDown") setAt(Math.min(offered.length - 1, here + 1));
    else if (event.key === "ArrowUp" && open) setAt(Math.max(0, here - 1));
    else if (event.key === "Enter" && open) take(offered[here]?.id);
    else if (event.key === "Escape" && open) setOpen(false);
    else return;
    event.preventDefault();
  };
  if (found?.all === 0) return null;
  return (
    <Labelled label="Workflow" hint="a saved one, run in its newest version" className="wide relative">
      {({ id }) => (
        <>
          <div className="field">
            <WorkflowIcon size={14} aria-hidden />
            <input
              id={id}
              role="combobox"
              aria-expanded={open}
              aria-controls={list}
              aria-activedescendant={open && offered[here] ? `${list}-${here}` : undefined}
              aria-autocomplete="list"
              placeholder="Find a workflow by name"
              spellCheck={false}
              autoComplete="off"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                setAt(0);
                setOpen(true);
              }}
              onFocus={() => setOpen(true)}
              onBlur={() => setOpen(false)}
              onKeyDown={onKeyDown}
            />
          </div>
          <div
            id={list}
            role="listbox"
            aria-label="Workflows"
            hidden={!open}
            className="floating menu absolute inset-x-0 top-full mt-1"
          >
            {offered.map((workflow, i) => (
              // The field above takes the keys.
              // biome-ignore lint/a11y/useKeyWithClickEvents: see above
              <div
                key={workflow.id}
                id={`${list}-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={i === here}
                data-highlighted={i === here ? "" : undefined}
                className="menu-item"
                // The field keeps the focus, or the list would close before the click.
                onMouseDown={(event) => event.preventDefault()}
                onMouseMove={() => setAt(i)}
                onClick={() => take(workflow.id)}
              >
                <span className="cut flex-1">{workflow.name}</span>
                <span className="flex-none text-t12 text-hint">
                  version {workflow.version}, {plural(workflow.instance_ids.length, "instance")}
                </span>
              </div>
            ))}
            {found && offered.length === 0 && (
              <p
                role="option"
                aria-selected={false}
                aria-disabled="true"
                className="menu-item text-label"
                tabIndex={-1}
              >
                No workflow like that
              </p>
            )}
          </div>
        </>
      )}
    </Labelled>
  );
}
