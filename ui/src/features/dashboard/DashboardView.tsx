import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useActions } from "@/app/actions";
import { Button } from "@/components/Button";
import { NEW } from "@/components/drafts";
import { Empty } from "@/components/Empty";
import type { DashboardDetail, Widget, WidgetRows } from "@/ipc";
import { Board } from "./Board";
import { useDuplicate, useKeepWidgets, useRemove, useSaveFilters } from "./changes";
import { DashboardFilters } from "./DashboardFilters";
import { DashboardHead } from "./DashboardHead";
import { begin, changeDraft, emptyDraft, getDraft, ofDashboard, useDraft } from "./draft";
import { EditPane } from "./EditPane";
import { usePageExport } from "./export";
import { columnsOfAll } from "./filters";
import { useRefreshing } from "./refreshing";
import { WidgetMenu } from "./WidgetMenu";

/** One dashboard: its widgets, what filters them, and beside them the pane in which it is changed. */
export function DashboardView({ detail, onList }: { detail: DashboardDetail; onList: () => void }) {
  const { id } = detail;
  const fresh = id === NEW;
  const navigate = useNavigate();
  const draft = useDraft(id);
  const kept = useMemo(() => (fresh ? emptyDraft() : ofDashboard(detail)), [fresh, detail]);
  const [chosen, setChosen] = useState<string | null>(null);
  const refreshing = useRefreshing(id, fresh ? undefined : detail);
  const filter = useSaveFilters(id);
  const keep = useKeepWidgets(id);
  const remove = useRemove();
  const open = useCallback((to: string) => void navigate({ to: "/dashboards/$id", params: { id: to } }), [navigate]);
  const duplicate = useDuplicate(open);
  const page = usePageExport(detail);
  const columns = useMemo(() => columnsOfAll(detail.rows), [detail.rows]);
  const editing = fresh || draft !== null;
  const widgets = draft?.widgets ?? detail.widgets;
  const edit = (which: string | null) => {
    if (!getDraft(id)) begin(id, kept);
    setChosen(which);
  };
  const refresh = () => void refreshing.run(detail.rows.map(({ widget_id }) => widget_id));
  const idle = detail.rows.length === 0 || refreshing.pending.size > 0;
  useActions(
    fresh
      ? []
      : [
          { word: "Refresh the dashboard", disabled: idle, run: refresh },
          { word: "Edit the dashboard", disabled: editing, run: () => edit(null) },
          { word: "Export the dashboard as a page", disabled: page.isPending, run: () => page.mutate() },
          { word: "Duplicate the dashboard", run: () => duplicate.mutate(id) },
          { word: "Delete the dashboard", run: () => remove.mutate(detail) },
          { word: "All dashboards", run: onList },
        ],
  );
  const menuOf = (widget: Widget, rows: WidgetRows | undefined) => (
    <WidgetMenu
      widget={widget}
      rowsId={rows?.rows_id ?? null}
      onEdit={() => edit(widget.id)}
      onRemove={() => {
        const left = widgets.filter((each) => each.id !== widget.id);
        if (!editing) return keep.mutate({ widgets: left, removed: widget });
        edit(chosen === widget.id ? null : chosen);
        changeDraft(id, { widgets: left });
      }}
    />
  );
  return (
    <div className="panes dash-panes" data-editing={editing || undefined}>
      <section className="pane" aria-label="Dashboard">
        <DashboardHead
          detail={detail}
          fresh={fresh}
          widgets={widgets}
          editing={editing}
          refreshing={refreshing.pending.size > 0}
          exporting={page.isPending}
          onList={onList}
          onRefresh={refresh}
          onExport={() => page.mutate()}
          onEdit={() => edit(null)}
          onDuplicate={() => duplicate.mutate(id)}
          onDelete={() => remove.mutate(detail)}
        />
        <DashboardFilters filters={detail.filters} columns={columns} onChange={(next) => filter.mutate(next)} />
        {widgets.length === 0 ? (
          <Empty
            title="No widget yet"
            why={
              editing
                ? "Add a chart, a table or a text at the right. Each shows rows of kept results."
                : "A widget shows rows of kept results: as a chart, as figures or as a table."
            }
          >
            {!editing && (
              <Button look="primary" onClick={() => edit(null)}>
                Add widgets
              </Button>
            )}
          </Empty>
        ) : (
          <Board widgets={widgets} kept={detail} refreshing={refreshing} chosen={chosen} menuOf={menuOf} />
        )}
      </section>
      {editing && (
        <EditPane
          id={id}
          kept={kept}
          detail={detail}
          chosen={chosen}
          onChoose={setChosen}
          onClose={() => {
            setChosen(null);
            if (fresh) onList();
          }}
          onSaved={(saved, changed) => {
            setChosen(null);
            if (fresh) open(saved);
            else void refreshing.run(changed);
          }}
        />
      )}
    </div>
  );
}
