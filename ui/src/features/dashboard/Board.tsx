import type { ReactNode } from "react";
import type { DashboardDetail, Widget, WidgetRows } from "@/ipc";
import { Preview } from "./Preview";
import type { Refreshing } from "./refreshing";
import { WidgetBox } from "./WidgetBox";

interface BoardProps {
  widgets: readonly Widget[];
  /** What is kept: rows of widgets whose queries are others now are shown by a preview. */
  kept: DashboardDetail;
  refreshing: Refreshing;
  chosen: string | null;
  menuOf: (widget: Widget, rows: WidgetRows | undefined) => ReactNode;
}

/** Twelve columns of widgets in their order, between hairlines. */
export function Board({ widgets, kept, refreshing: { pending, run }, chosen, menuOf }: BoardProps) {
  return (
    // What scrolls has to scroll by keys.
    <section className="board-scroll" aria-label="Widgets" tabIndex={0}>
      <div className="board">
        {widgets.map((widget) => {
          const same = kept.widgets.find(({ id }) => id === widget.id)?.sql === widget.sql;
          const rows = same ? kept.rows.find(({ widget_id }) => widget_id === widget.id) : undefined;
          const box = {
            widget,
            filters: kept.filters,
            pending: pending.has(widget.id),
            chosen: chosen === widget.id,
            menu: menuOf(widget, rows),
            onRefresh: () => void run([widget.id]),
          };
          return same || widget.kind === "text" ? (
            <WidgetBox key={widget.id} {...box} rows={rows} />
          ) : (
            <Preview key={widget.id} {...box} />
          );
        })}
      </div>
    </section>
  );
}
