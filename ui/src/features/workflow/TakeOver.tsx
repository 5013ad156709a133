import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CloudDownload } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/Button";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { api, asAppError, type WorkflowDetail } from "@/ipc";
import { forgetWorkflows } from "./changes";
import { DiffView } from "./DiffView";

interface TakeOverProps {
  workflow: WorkflowDetail;
  instance: string;
  name: string;
  /** What Amazon keeps there. */
  sql: string;
  onDone: () => void;
  onClose: () => void;
}

/** What differs at Amazon, and the way to make it a version here. */
export function TakeOver({ workflow, instance, name, sql, onDone, onClose }: TakeOverProps) {
  const client = useQueryClient();
  const toast = useToast();
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.scrollIntoView?.({ block: "nearest" }), []);
  const pull = useMutation({
    mutationFn: () => api.pullWorkflow(workflow.id, instance),
    onSuccess: (version) => {
      toast.show({ text: `Amazon's query is version ${version} now` });
      onDone();
    },
    onSettled: () => forgetWorkflows(client),
  });
  return (
    <section ref={box} aria-label={`Compared with ${name}`} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <h3 className="font-strong">
        From here to Amazon's, <span className="font-normal">{name}</span>
      </h3>
      <DiffView before={workflow.spec.sql} after={sql} names={["the workflow", `Amazon's on ${name}`]} />
      {pull.isError && <Problem error={asAppError(pull.error)} about="The workflow is as it was." />}
      <div className="flex items-center gap-2">
        <p className="hint flex-1">What is here now stays as version {workflow.version}.</p>
        <Button size="s" onClick={onClose}>
          Close
        </Button>
        <Button size="s" look="primary" disabled={pull.isPending} onClick={() => pull.mutate()}>
          <CloudDownload size={14} aria-hidden />
          Take over Amazon's
        </Button>
      </div>
    </section>
  );
}
