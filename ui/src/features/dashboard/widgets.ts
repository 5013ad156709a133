// What a widget is made of, and how its rows are drawn in the window's own words.

import type { ChartData } from "@/features/chart/ask";
import { type ChartSpec, readSpec, specOf } from "@/features/chart/spec";
import type { GridColumn } from "@/features/result/columns";
import { gridColumns } from "@/features/result/columns";
import { PLAIN as PLAIN_VIEW, type View } from "@/features/result/view";
import type { DashboardDetail, DashboardSpec, Widget, WidgetKind, WidgetRows } from "@/ipc";

/** As many widgets as the host keeps of a dashboard. */
export const MOST_WIDGETS = 50;

export const KIND_WORDS: Record<WidgetKind, string> = { chart: "Chart", table: "Table", text: "Text" };

export const WIDTHS = [3, 4, 6, 8, 12] as const;
export const HEIGHTS = [3, 6, 9, 12, 16, 20, 24] as const;

/** The chosen sizes, and the one that a widget has from elsewhere. */
export const sizesWith = (sizes: readonly number[], own: number): number[] =>
  [...new Set([...sizes, own])].sort((a, b) => a - b);

const SIZES: Record<WidgetKind, Pick<Widget, "width" | "height">> = {
  chart: { width: 6, height: 12 },
  table: { width: 6, height: 12 },
  text: { width: 12, height: 3 },
};

export const newWidget = (kind: WidgetKind, given: Partial<Widget> = {}): Widget => ({
  id: crypto.randomUUID(),
  kind,
  title: "",
  sql: "",
  chart: null,
  text: "",
  ...SIZES[kind],
  ...given,
});

/** How the cells are shown: what a query's grid was set to when the widget was made of it. */
export function viewIn(chart: string | null): View {
  try {
    const { view } = JSON.parse(chart ?? "{}") as { view?: Partial<View> };
    return { ...PLAIN_VIEW, ...view };
  } catch {
    return PLAIN_VIEW;
  }
}

/** The text of how rows are drawn; a table has a view alone. */
export const chartText = (spec: ChartSpec | null, view: View): string | null => {
  const shown = JSON.stringify(view) === JSON.stringify(PLAIN_VIEW) ? {} : { view };
  return spec === null && Object.keys(shown).length === 0 ? null : JSON.stringify({ ...spec, ...shown });
};

/** What is drawn of rows: what was chosen, as far as they have its columns; else what is suggested for them. */
export const drawnAs = (chart: string | null, columns: readonly GridColumn[], rows: number): ChartSpec =>
  specOf(chart ?? "", columns, rows);

export const isChosen = (chart: string | null): boolean => readSpec(chart ?? "") !== null;

/** A figure of a single row is what the column says; nothing was taken together for it. */
export const figuresOf = (data: ChartData, { columns }: ChartSpec, rows: number): ChartData =>
  rows === 1 && data.columns.length === columns.length
    ? { ...data, columns: data.columns.map((column, i) => ({ ...column, name: columns[i] ?? column.name })) }
    : data;

/** Whether a widget is a strip of figures: it stands lower than others. */
export const isFigures = (widget: Widget, rows: WidgetRows | undefined): boolean =>
  widget.kind === "chart" &&
  (readSpec(widget.chart ?? "")?.kind ??
    (rows?.result ? drawnAs(null, gridColumns(rows.result.columns), rows.result.row_count).kind : null)) === "number";

/** All of a kept table, as a widget reads it. */
export const allOf = (sqlName: string): string => `SELECT * FROM ${sqlName}`;

/** All of the newest results of a query, by its name. */
export const latestOf = (name: string): string => allOf(`latest."${name.replaceAll('"', '""')}"`);

/** The kept table of which a query reads all; none where it is written otherwise. */
export const tableIn = (sql: string): string | null =>
  /^\s*SELECT \* FROM (\w+\."(?:[^"]|"")+")\s*$/.exec(sql)?.[1] ?? null;

/** The kept tables that queries name. */
const tablesOf = (widgets: readonly Widget[]): Set<string> =>
  new Set(
    widgets.flatMap(({ sql }) => [...sql.matchAll(/\b(?:latest|runs|result)\."((?:[^"]|"")+)"/g)].map(([all]) => all)),
  );

export const countTables = (widgets: readonly Widget[]): number => tablesOf(widgets).size;

export const specPart = ({ name, widgets, filters }: DashboardSpec): DashboardSpec => ({ name, widgets, filters });

/** Widgets whose queries differ from those that are kept: their rows are of others. */
export const withOtherQueries = (now: readonly Widget[], kept: DashboardDetail | null): string[] =>
  now
    .filter(({ id, sql }) => sql !== "" && kept?.widgets.find((one) => one.id === id)?.sql !== sql)
    .map(({ id }) => id);

/** The widget at the place `from`, moved to the place `to`. */
export function moved<T>(all: readonly T[], from: number, to: number): T[] {
  const next = [...all];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(Math.max(0, Math.min(next.length, to)), 0, one);
  return next;
}

/** What keeps a widget from being kept; null when nothing does. */
export function widgetFault({ kind, title, sql, text }: Widget): string | null {
  if (kind === "text") return text.trim() === "" && title.trim() === "" ? "A text needs words" : null;
  return sql.trim() === "" ? "Choose what it shows" : null;
}

/** What a widget is called where its title is empty. */
export const titleOf = ({ title, kind, sql }: Pick<Widget, "title" | "kind" | "sql">): string =>
  title.trim() || (/\."((?:[^"]|"")+)"/.exec(sql)?.[1] ?? KIND_WORDS[kind]);
