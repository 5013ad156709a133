import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { Answer } from "@/components/Answer";
import { NEW } from "@/components/drafts";
import { SkeletonRows } from "@/components/Loading";
import { queries } from "@/ipc/queries";
import { begin, emptyDraft, ofDetail, useDraft } from "./draft";
import { WorkflowForm } from "./WorkflowForm";

/** The pane in which a new workflow is written. */
export function NewPane() {
  const draft = useDraft(NEW);
  const navigate = useNavigate();
  const begun = draft !== null;
  useEffect(() => {
    if (!begun) begin(NEW, emptyDraft());
  }, [begun]);
  if (!draft) return <section className="pane pane-grey" aria-label="New workflow" />;
  return (
    <WorkflowForm
      draftKey={NEW}
      draft={draft}
      onClose={() => void navigate({ to: "/workflows" })}
      onSaved={(id) => void navigate({ to: "/workflows/$id", params: { id } })}
    />
  );
}

/** The pane in which a kept workflow is changed. */
export function EditPane({ id }: { id: string }) {
  const draft = useDraft(id);
  const workflow = useQuery(queries.workflow(id));
  const navigate = useNavigate();
  const { data } = workflow;
  const begun = draft !== null;
  useEffect(() => {
    if (data && !begun) begin(id, ofDetail(data));
  }, [data, begun, id]);
  const show = () => void navigate({ to: "/workflows/$id", params: { id } });
  if (draft) return <WorkflowForm draftKey={id} draft={draft} onClose={show} onSaved={show} />;
  return (
    <section className="pane pane-grey" aria-label="Edit workflow">
      <Answer of={workflow} inset="p-5" loading={<SkeletonRows rows={12} />}>
        {() => null}
      </Answer>
    </section>
  );
}
