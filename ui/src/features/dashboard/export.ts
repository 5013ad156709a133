// A dashboard as one page of HTML that any browser shows and prints: its figures as they are now, nothing that runs.
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { copyText } from "@/components/Copy";
import { useToast } from "@/components/Toast";
import { askOf, chartData } from "@/features/chart/ask";
import { drawnOf } from "@/features/chart/draw";
import { missing } from "@/features/chart/kinds";
import { lightPalette, type Palette } from "@/features/chart/palette";
import { figureFormat, figureText } from "@/features/chart/words";
import { gridColumns } from "@/features/result/columns";
import { shownText } from "@/features/result/format";
import { formatOf, shownColumns } from "@/features/result/view";
import { api, type DashboardDetail, type ResultSummary, resultPage, type Widget } from "@/ipc";
import { columnsOfAll, fittedFilters, wordsOf } from "./filters";
import { type PagePart, type PageTable, pageOf } from "./page";
import { drawnAs, figuresOf, titleOf, viewIn } from "./widgets";
import { stampOf, stampWords, withoutWords } from "./words";

/** As many rows as a page of a result has, and a table of the page. */
const MOST_ROWS = 500;
/** A column of the page and a row of the layout, in pixels. */
const [COLUMN, ROW] = [92, 28];

interface Drawing {
  client: QueryClient;
  widget: Widget;
  rowsId: string;
  result: ResultSummary;
  detail: DashboardDetail;
  palette: Palette;
}

type Made = Pick<PagePart, "svg" | "table" | "figures" | "note">;

async function chartPart({ client, widget, rowsId, result, detail, palette }: Drawing): Promise<Made> {
  const columns = gridColumns(result.columns);
  const { filters } = fittedFilters(detail.filters, columns);
  const view = viewIn(widget.chart);
  const spec = drawnAs(widget.chart, columns, result.row_count);
  const lack = missing(spec, columns);
  if (lack !== null) return { note: lack };
  const ask = askOf(spec, columns);
  const { enabled: _asked, ...figures } = chartData(rowsId, ask, columns, true, filters);
  const data = await client.fetchQuery(figures);
  if (data.rows.length === 0) return { note: "No row passes the filters." };
  if (spec.kind === "number") {
    const format = (place: number) => figureFormat(place, { ask, data, columns, view });
    const [row = []] = data.rows;
    const named = figuresOf(data, spec, result.row_count).columns;
    return {
      figures: data.columns.map(
        (column, i) => [named[i]?.name ?? column.name, figureText(row[i] ?? null, format(i), column)] as const,
      ),
    };
  }
  const drawn = drawnOf({ spec, data, columns, palette, view });
  if (!drawn) return {};
  const { svgOf } = await import("@/features/chart/engine");
  const size = { width: Math.max(280, widget.width * COLUMN), height: Math.max(180, widget.height * ROW - 36) };
  return { svg: await svgOf(drawn.option, size, palette.surface, drawn.map), note: drawn.notes.join(" ") };
}

async function tablePart({ widget, rowsId, result, detail }: Drawing): Promise<Made> {
  const columns = gridColumns(result.columns);
  const { filters } = fittedFilters(detail.filters, columns);
  const view = viewIn(widget.chart);
  const page = await resultPage({ execution_id: rowsId, offset: 0, limit: MOST_ROWS, sort: [], filters });
  const places = shownColumns(columns, view).flatMap((i) => {
    const column = columns[i];
    return column ? [{ i, column }] : [];
  });
  const table: PageTable = {
    heads: places.map(({ column: { name, numeric } }) => ({ name, numeric })),
    rows: page.rows.map((row) =>
      places.map(({ i, column }) => {
        const text = row[i] ?? null;
        return text === null ? "" : shownText(text, column, formatOf(view, column));
      }),
    ),
    total: page.totalRows,
  };
  return { table };
}

/** What one widget brings to the page; what cannot be drawn says so, and keeps nobody from the others. */
async function partOf(
  client: QueryClient,
  detail: DashboardDetail,
  widget: Widget,
  palette: Palette,
): Promise<PagePart> {
  const base = { title: titleOf(widget), stamp: "", width: widget.width };
  if (widget.kind === "text") return { ...base, title: widget.title, text: widget.text };
  const rows = detail.rows.find(({ widget_id }) => widget_id === widget.id);
  if (!rows?.result || !rows.rows_id) return { ...base, note: rows?.error?.message ?? "Not read yet." };
  const { without } = fittedFilters(detail.filters, gridColumns(rows.result.columns));
  const far = stampOf(rows);
  const stamp = [far && stampWords(far), withoutWords(without)].filter(Boolean).join(", ");
  const of = { client, widget, rowsId: rows.rows_id, result: rows.result, detail, palette };
  try {
    return { ...base, stamp, ...(await (widget.kind === "chart" ? chartPart(of) : tablePart(of))) };
  } catch {
    return { ...base, stamp, note: "Its rows could not be drawn." };
  }
}

/** Saves the dashboard as a page where the person chooses. */
export function usePageExport(detail: DashboardDetail) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async () => {
      const palette = lightPalette();
      const columns = columnsOfAll(detail.rows);
      const parts = await Promise.all(detail.widgets.map((widget) => partOf(client, detail, widget, palette)));
      const filters = detail.filters.map((filter) => wordsOf(filter, columns));
      return api.saveDashboardPage(detail.name, pageOf({ name: detail.name, filters, parts, at: Date.now() }, palette));
    },
    onSuccess: (path) => {
      if (path === null) return;
      toast.show({ text: `Saved: ${path}`, action: { word: "Copy path", run: () => void copyText(path) } });
    },
    onError: toast.fail,
  });
}
