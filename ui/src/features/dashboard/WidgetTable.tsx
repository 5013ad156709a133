import { useMemo } from "react";
import { Button } from "@/components/Button";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { type GridColumn, lookOf } from "@/features/result/columns";
import { shownText } from "@/features/result/format";
import { usePages } from "@/features/result/pages";
import { formatOf, shownColumns } from "@/features/result/view";
import { asAppError, type ResultFilter, type ResultSort, type Widget } from "@/ipc";
import { NothingLeft } from "./WidgetChart";
import { viewIn } from "./widgets";

/** As many rows as a table of a dashboard shows. */
export const MOST_ROWS = 100;

const NO_SORT: ResultSort[] = [];

/** The rows of a widget, the first of them. */
export function useWidgetPage(rowsId: string, filters: ResultFilter[]) {
  const wanted = useMemo(() => ({ executionId: rowsId, sort: NO_SORT, filters }), [rowsId, filters]);
  return usePages(wanted, 0, MOST_ROWS - 1);
}

interface WidgetTableProps {
  widget: Widget;
  columns: readonly GridColumn[];
  title: string;
  pages: ReturnType<typeof useWidgetPage>;
  filtered: boolean;
  all: number;
}

/** The first rows as a plain table; what is wide or long scrolls in it. */
export function WidgetTable({
  widget: { chart },
  columns,
  title,
  pages: { page, error, refetch },
  filtered,
  all,
}: WidgetTableProps) {
  const view = useMemo(() => viewIn(chart), [chart]);
  const places = useMemo(() => shownColumns(columns, view), [columns, view]);
  const rows = page?.rows.slice(0, MOST_ROWS);
  const widths = useMemo(
    () =>
      places.map((i) => {
        const column = columns[i];
        const texts = (page?.rows ?? []).slice(0, MOST_ROWS).map((row) => row[i] ?? null);
        return column ? lookOf(column, texts, formatOf(view, column)).width - 24 : 0;
      }),
    [places, columns, page, view],
  );
  if (error && !page) {
    return (
      <Problem error={asAppError(error)}>
        <Button size="s" onClick={refetch}>
          Try again
        </Button>
      </Problem>
    );
  }
  if (!rows) return <SkeletonRows rows={4} />;
  if (rows.length === 0) return <NothingLeft filtered={filtered} all={all} />;
  return (
    // What scrolls has to scroll by keys.
    <section className="widget-rows" aria-label={`Rows of ${title}`} tabIndex={0}>
      <table className="rows" aria-label={title} style={{ minWidth: widths.reduce((sum, width) => sum + width, 16) }}>
        <colgroup>
          {places.map((i, place) => (
            <col key={columns[i]?.name} style={{ width: widths[place] }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {places.map((i) => (
              <th
                key={columns[i]?.name}
                scope="col"
                className={columns[i]?.numeric ? "num" : undefined}
                title={columns[i]?.name}
              >
                {columns[i]?.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows never change places
            <tr key={at}>
              {places.map((i) => (
                <Cell
                  key={columns[i]?.name}
                  text={row[i] ?? null}
                  column={columns[i]}
                  format={columns[i] && formatOf(view, columns[i])}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface CellProps {
  text: string | null;
  column: GridColumn | undefined;
  format: ReturnType<typeof formatOf> | undefined;
}

function Cell({ text, column, format }: CellProps) {
  if (!column || text === null) return <td className={column?.numeric ? "num text-hint" : "text-hint"}>none</td>;
  const shown = shownText(text, column, format);
  return (
    <td className={column.numeric ? "num" : undefined} title={column.numeric ? undefined : shown}>
      {shown}
    </td>
  );
}
