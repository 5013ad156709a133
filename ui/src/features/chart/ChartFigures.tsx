import type { Format } from "@/features/result/format";
import type { ChartData } from "./ask";
import { figureText } from "./words";

/** Figures of all rows together, in strips between hairlines. */
export function ChartFigures({
  data: { columns, rows },
  formatOf,
}: {
  data: ChartData;
  formatOf: (i: number) => Format;
}) {
  return (
    <div className="scroll">
      <dl className="chart-figures" aria-label="Figures">
        {columns.map((column, i) => (
          <div key={column.name}>
            <dt>{column.name}</dt>
            <dd>{figureText(rows[0]?.[i] ?? null, formatOf(i), column)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
