import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Button } from "@/components/Button";
import { Empty } from "@/components/Empty";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { gridColumns } from "@/features/result/columns";
import { FilterBar } from "@/features/result/FilterBar";
import { passWords } from "@/features/result/filters";
import { GridPanes, type Pane } from "@/features/result/GridPanes";
import { NotPassed } from "@/features/result/NoRows";
import { usePassed } from "@/features/result/pages";
import { useFilters } from "@/features/result/use_filters";
import { useView } from "@/features/result/view";
import { asAppError, type Measure, type ResultSummary } from "@/ipc";
import { askOf, chartData } from "./ask";
import { ChartFigures } from "./ChartFigures";
import { ChartMenu } from "./ChartMenu";
import { ChartPicture } from "./ChartPicture";
import { ChartSettings } from "./ChartSettings";
import { ChartTable } from "./ChartTable";
import { drawnOf } from "./draw";
import { missing } from "./kinds";
import { usePalette } from "./palette";
import { noteShown } from "./picture";
import { useSpec } from "./spec";
import { figureFormat } from "./words";

interface ChartPaneProps {
  executionId: string;
  /** The query's name, under which the chart is remembered. */
  query: string;
  result: ResultSummary;
}

/** The rows of a kept result as a picture, those that pass its filters, and how they are drawn. */
export function ChartPane({ executionId, query, result }: ChartPaneProps) {
  const columns = useMemo(() => gridColumns(result.columns), [result.columns]);
  const [spec, change, chosen, reset] = useSpec(query, columns, result.row_count);
  const [view] = useView(query);
  const [filters, setFilters] = useFilters(executionId);
  const [pane, setPane] = useState<Pane | null>(null);
  const { passed, counting } = usePassed(executionId, filters);
  const palette = usePalette();
  const [table, setTable] = useState(false);
  const [element, setElement] = useState<HTMLElement | null>(null);
  const ask = useMemo(() => askOf(spec, columns), [spec, columns]);
  const lack = missing(spec, columns);
  const answer = useQuery(chartData(executionId, ask, columns, lack === null, filters));
  // Figures of no rows are drawn as if they were some: first it has to be known that there are any.
  const data = counting ? undefined : answer.data;
  const drawn = useMemo(
    () => (data ? drawnOf({ spec, data, columns, palette, view }) : null),
    [spec, data, columns, palette, view],
  );
  useEffect(() => noteShown(query), [query]);
  const formatOf = (place: number) => figureFormat(place, { ask, data, columns, view });
  const error = answer.isError ? asAppError(answer.error) : null;
  const instead = (measure: Measure) => change({ ...spec, value: { ...spec.value, measure } });
  const none = passed === 0;
  const shown = data && data.rows.length > 0 && !none;
  const told = passed === undefined ? [] : [`${passWords(passed, result.row_count)}.`];

  return (
    <>
      {filters.length > 0 && (
        <FilterBar
          columns={columns}
          filters={filters}
          onChange={(which, at) => setPane({ kind: "filter", column: filters[which]?.column ?? 0, which, at })}
          onRemove={(which) => setFilters(filters.filter((_, i) => i !== which))}
          onClear={() => setFilters([])}
        />
      )}
      <div className="chart-box">
        <div className="chart">
          <section className="chart-main" aria-label="Chart">
            {lack !== null ? (
              <Empty title="Nothing is drawn yet" why={lack} />
            ) : none ? (
              <NotPassed all={result.row_count} onClear={() => setFilters([])} />
            ) : error ? (
              <div className="p-4">
                <Problem error={error} tone={error.code === "result.not_additive" ? "warn" : "danger"}>
                  {error.code === "result.not_additive" ? (
                    <>
                      <Button size="s" onClick={() => instead("average")}>
                        Take the average
                      </Button>
                      <Button size="s" onClick={() => instead("greatest")}>
                        Take the greatest
                      </Button>
                    </>
                  ) : (
                    <Button size="s" disabled={answer.isFetching} onClick={() => void answer.refetch()}>
                      Try again
                    </Button>
                  )}
                </Problem>
              </div>
            ) : !data ? (
              <SkeletonRows rows={8} />
            ) : !shown ? (
              <Empty title="Nothing to draw" why="No row has a value in the chosen columns." />
            ) : table ? (
              <ChartTable data={data} formatOf={formatOf} />
            ) : spec.kind === "number" ? (
              <ChartFigures data={data} formatOf={formatOf} />
            ) : (
              drawn && (
                <ChartPicture
                  option={drawn.option}
                  sentence={[drawn.sentence, ...told].join(" ")}
                  map={drawn.map}
                  onSize={setElement}
                />
              )
            )}
            {shown && lack === null && !error && (
              <div className="chart-foot">
                <p className="min-w-0 flex-1" role="status">
                  {[...told, ...(drawn?.notes ?? [])].join(" ")}
                </p>
                <Button size="s" look="quiet" aria-pressed={table} onClick={() => setTable(!table)}>
                  {table ? "Show the picture" : "Show as table"}
                </Button>
                {drawn && !table && <ChartMenu name={query} option={drawn.option} element={element} />}
              </div>
            )}
          </section>
          <ChartSettings spec={spec} columns={columns} onChange={change} onReset={chosen ? reset : null} />
        </div>
      </div>
      <GridPanes
        pane={pane}
        wanted={{ executionId, sort: [], filters }}
        columns={columns}
        view={view}
        onFilters={(next) => {
          setFilters(next);
          setPane(null);
        }}
        onClose={() => setPane(null)}
      />
    </>
  );
}
