import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { Answer } from "@/components/Answer";
import { SkeletonRows } from "@/components/Loading";
import { queries } from "@/ipc/queries";
import { ofDetail } from "./form/draft";
import { beginDraft, beginNew, NEW, useDraft } from "./form/drafts";
import { ScheduleForm } from "./form/ScheduleForm";

/** The pane in which a new schedule is written. */
export function NewPane() {
  const draft = useDraft(NEW);
  const navigate = useNavigate();
  useEffect(() => {
    beginNew();
  }, []);
  if (!draft) return <section className="pane pane-grey" aria-label="New schedule" />;
  return (
    <ScheduleForm
      draftKey={NEW}
      draft={draft}
      onClose={() => void navigate({ to: "/schedules" })}
      onSaved={(id) => void navigate({ to: "/schedules/$id", params: { id } })}
    />
  );
}

/** The pane in which a kept schedule is changed. */
export function EditPane({ id }: { id: string }) {
  const draft = useDraft(id);
  const schedule = useQuery(queries.schedule(id));
  const navigate = useNavigate();
  const { data } = schedule;
  const begun = draft !== null;
  useEffect(() => {
    if (data && !begun) beginDraft(id, ofDetail(data));
  }, [data, begun, id]);
  const show = () => void navigate({ to: "/schedules/$id", params: { id } });
  if (draft) return <ScheduleForm draftKey={id} draft={draft} onClose={show} onSaved={show} />;
  return (
    <section className="pane pane-grey" aria-label="Edit schedule">
      <Answer of={schedule} inset="p-5" loading={<SkeletonRows rows={12} />}>
        {() => null}
      </Answer>
    </section>
  );
}
