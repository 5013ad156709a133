import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, X } from "lucide-react";
import { useState } from "react";
import { useActions } from "@/app/actions";
import { Button, IconButton } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { NEW } from "@/components/drafts";
import { Problem } from "@/components/Problem";
import { TextField } from "@/features/schedule/form/fields";
import { asAppError, type DashboardDetail, type Widget, type WidgetKind } from "@/ipc";
import { queries } from "@/ipc/queries";
import { useSave } from "./changes";
import { begin, changeDraft, type Draft, dropDraft, faultOf, getDraft, isChanged, useDraft } from "./draft";
import { WidgetForm } from "./WidgetForm";
import { WidgetOrder } from "./WidgetOrder";
import { newWidget, titleOf } from "./widgets";

interface EditPaneProps {
  id: string;
  /** What is kept of it, as the pane shows it. */
  kept: Draft;
  detail: DashboardDetail;
  /** The widget that is changed; none while all of them are listed. */
  chosen: string | null;
  onChoose: (widget: string | null) => void;
  onClose: () => void;
  /** `changed` are widgets whose queries are others than before. */
  onSaved: (id: string, changed: string[]) => void;
}

/** A dashboard as it is being changed; the widgets beside it show each change. What is not saved stays while one looks elsewhere. */
export function EditPane({ id, kept, detail, chosen, onChoose, onClose, onSaved }: EditPaneProps) {
  const client = useQueryClient();
  const written = useDraft(id);
  const draft = written ?? kept;
  const changed = written !== null && isChanged(id);
  const [leaving, setLeaving] = useState(false);
  // What was never written is not told to be wrong yet.
  const [tried, setTried] = useState(false);
  const save = useSave(id, onSaved);
  const change = (next: Partial<Draft>) => {
    if (!getDraft(id)) begin(id, kept);
    changeDraft(id, next);
  };
  const put = (widget: Widget) =>
    change({ widgets: draft.widgets.map((each) => (each.id === widget.id ? widget : each)) });
  const fault = faultOf(draft);
  const widget = draft.widgets.find((each) => each.id === chosen);
  const drop = () => {
    setLeaving(false);
    save.reset();
    dropDraft(id);
    onClose();
  };
  const load = () => {
    drop();
    void client.invalidateQueries({ queryKey: queries.dashboard(id).queryKey });
  };
  const go = () => {
    setTried(true);
    if (fault === null) save.mutate(draft);
    else onChoose(fault.widget);
  };
  const add = (kind: WidgetKind) => {
    const made = newWidget(kind);
    change({ widgets: [...draft.widgets, made] });
    onChoose(made.id);
  };
  useActions([
    { word: "Save the dashboard", disabled: !changed || save.isPending, run: go },
    { word: "Add a chart to the dashboard", run: () => add("chart") },
    { word: "Add a table to the dashboard", run: () => add("table") },
    { word: "Add a text to the dashboard", run: () => add("text") },
  ]);
  const error = save.isError ? asAppError(save.error) : null;
  const outdone = error?.code === "dashboard.changed";
  return (
    <section className="pane pane-grey" aria-label={id === NEW ? "New dashboard" : "Edit dashboard"}>
      <div className="place-head">
        {widget ? (
          <>
            <IconButton label="All widgets" className="-ml-1.5" onClick={() => onChoose(null)}>
              <ArrowLeft size={14} aria-hidden />
            </IconButton>
            <h2 className="cut text-t14 font-strong">{titleOf(widget)}</h2>
          </>
        ) : (
          <h2 className="cut text-t14 font-strong">{id === NEW ? "New dashboard" : "Edit dashboard"}</h2>
        )}
        <span className="flex-1" />
        <IconButton label="Close" onClick={() => (changed ? setLeaving(true) : drop())}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="detail dash-form">
        {widget ? (
          <WidgetForm
            key={widget.id}
            widget={widget}
            rows={detail.rows.find(({ widget_id }) => widget_id === widget.id)}
            same={detail.widgets.find((each) => each.id === widget.id)?.sql === widget.sql}
            tried={tried}
            onChange={put}
            onRemove={() => {
              onChoose(null);
              change({ widgets: draft.widgets.filter((each) => each !== widget) });
            }}
          />
        ) : (
          <>
            <TextField
              label="Name"
              placeholder="Such as Kestrel Outdoor, weekly"
              value={draft.name}
              fault={tried && draft.name.trim() === "" ? "A name is needed" : undefined}
              onChange={(name) => change({ name })}
            />
            <WidgetOrder
              widgets={draft.widgets}
              onOrder={(widgets) => change({ widgets })}
              onChoose={onChoose}
              onAdd={add}
            />
          </>
        )}
      </div>
      {error && (
        <div className="px-5 pb-3">
          <Problem error={error} about="What you wrote is kept here." tone={outdone ? "warn" : "danger"}>
            {outdone && (
              <Button size="s" onClick={load}>
                Load what is kept
              </Button>
            )}
          </Problem>
        </div>
      )}
      <div className="pane-foot pr-5! pl-5!">
        <p className="hint min-w-0 flex-1">
          {tried && fault !== null ? `${fault.words}.` : changed ? "kept here until you save" : ""}
        </p>
        <Button disabled={save.isPending} onClick={() => (changed ? setLeaving(true) : drop())}>
          Cancel
        </Button>
        <Button
          look="primary"
          disabled={save.isPending || (id !== NEW && !changed) || (tried && fault !== null)}
          onClick={go}
        >
          {save.isPending ? "Saving" : "Save dashboard"}
        </Button>
      </div>
      <Confirm
        open={leaving}
        title={id === NEW ? "Leave this dashboard unsaved?" : "Discard these changes?"}
        keep="Go on writing"
        go={id === NEW ? "Discard it" : "Discard them"}
        danger
        onKeep={() => setLeaving(false)}
        onGo={drop}
      >
        {id === NEW ? "What you wrote goes." : "The dashboard stays as it was saved last."}
      </Confirm>
    </section>
  );
}
