import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { askOf, chartData } from "@/features/chart/ask";
import { ChartFigures } from "@/features/chart/ChartFigures";
import { ChartPicture } from "@/features/chart/ChartPicture";
import { drawnOf } from "@/features/chart/draw";
import { missing } from "@/features/chart/kinds";
import { usePalette } from "@/features/chart/palette";
import { figureFormat } from "@/features/chart/words";
import type { GridColumn } from "@/features/result/columns";
import { asAppError, type ResultFilter, type ResultSummary, type Widget } from "@/ipc";
import { drawnAs, figuresOf, viewIn } from "./widgets";

interface WidgetChartProps {
  widget: Widget;
  rowsId: string;
  result: ResultSummary;
  columns: readonly GridColumn[];
  filters: ResultFilter[];
}

const nothing = () => undefined;

/** The rows of a widget as a picture or as figures. While others are worked out, those before them stay. */
export function WidgetChart({ widget: { chart }, rowsId, result, columns, filters }: WidgetChartProps) {
  const palette = usePalette();
  const view = useMemo(() => viewIn(chart), [chart]);
  const spec = useMemo(() => drawnAs(chart, columns, result.row_count), [chart, columns, result.row_count]);
  const ask = useMemo(() => askOf(spec, columns), [spec, columns]);
  const lack = missing(spec, columns);
  const answer = useQuery({
    ...chartData(rowsId, ask, columns, lack === null, filters),
    // Figures of another question would be drawn as what they are not.
    placeholderData: (before, of) => (JSON.stringify(of?.queryKey[3]) === JSON.stringify(ask) ? before : undefined),
  });
  const data = answer.data;
  const drawn = useMemo(
    () => (data ? drawnOf({ spec, data, columns, palette, view }) : null),
    [spec, data, columns, palette, view],
  );
  if (lack !== null) return <Empty title="Nothing is drawn yet" why={lack} />;
  if (answer.isError) {
    const error = asAppError(answer.error);
    return (
      <Problem error={error} tone={error.code === "result.not_additive" ? "warn" : "danger"}>
        <Button size="s" disabled={answer.isFetching} onClick={() => void answer.refetch()}>
          Try again
        </Button>
      </Problem>
    );
  }
  if (!data) return <SkeletonRows rows={3} />;
  if (data.rows.length === 0) return <NothingLeft filtered={filters.length > 0} all={result.row_count} />;
  if (spec.kind === "number")
    return (
      <ChartFigures
        data={figuresOf(data, spec, result.row_count)}
        formatOf={(place) => figureFormat(place, { ask, data, columns, view })}
      />
    );
  if (!drawn) return null;
  return (
    <>
      <ChartPicture option={drawn.option} sentence={drawn.sentence} map={drawn.map} onSize={nothing} />
      {drawn.notes.length > 0 && <p className="widget-note cut">{drawn.notes.join(" ")}</p>}
    </>
  );
}

export const NothingLeft = ({ filtered, all }: { filtered: boolean; all: number }) =>
  filtered && all > 0 ? (
    <Empty title="No row passes the filters" why={`${plural(all, "row")} in all.`} />
  ) : (
    <Empty title="No rows" why="The query ran, and nothing in the kept results answers to it." />
  );
