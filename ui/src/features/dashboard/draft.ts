// A dashboard that is being written. Its filters are kept at once and are no part of it.
import { draftStore, NEW } from "@/components/drafts";
import type { DashboardDetail, DashboardSpec, Widget } from "@/ipc";
import { titleOf, widgetFault } from "./widgets";

export interface Draft {
  name: string;
  widgets: Widget[];
  /** When what is changed was last changed; none for a new one. */
  changed_at: number | null;
}

export const { begin, change: changeDraft, drop: dropDraft, get: getDraft, isChanged, useDraft } = draftStore<Draft>();

export const emptyDraft = (): Draft => ({ name: "", widgets: [], changed_at: null });

export const ofDashboard = ({ name, widgets, changed_at }: DashboardDetail): Draft => ({ name, widgets, changed_at });

export const EMPTY: DashboardDetail = { id: NEW, name: "", widgets: [], filters: [], rows: [], changed_at: 0 };

/** Another save told when the dashboard was changed last: what is being written stays one of it. */
export function follow(key: string, before: number, after: number): void {
  const draft = getDraft(key);
  if (!draft || draft.changed_at !== before) return;
  const changed = isChanged(key);
  const next = { ...draft, changed_at: after };
  if (changed) changeDraft(key, { changed_at: after });
  else begin(key, next);
}

/** The first thing that is missing, and the widget that lacks it. */
export function faultOf({ name, widgets }: Draft): { words: string; widget: string | null } | null {
  if (name.trim() === "") return { words: "A name is needed", widget: null };
  for (const widget of widgets) {
    const fault = widgetFault(widget);
    if (fault !== null)
      return { words: `${titleOf(widget)}: ${fault.charAt(0).toLowerCase()}${fault.slice(1)}`, widget: widget.id };
  }
  return null;
}

export const toSpec = ({ name, widgets }: Draft, filters: DashboardSpec["filters"]): DashboardSpec => ({
  name: name.trim(),
  widgets: widgets.map((each) => ({ ...each, title: each.title.trim() })),
  filters,
});
