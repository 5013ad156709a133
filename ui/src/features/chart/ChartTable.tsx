import { RowsTable } from "@/components/RowsTable";
import type { Format } from "@/features/result/format";
import type { ChartData } from "./ask";
import { figureText, keyText } from "./words";

interface ChartTableProps {
  data: ChartData;
  /** How the figures of a column are shown, by its place. */
  formatOf: (place: number) => Format;
}

/** The figures from which a chart is drawn. */
export function ChartTable({ data: { columns, keys, rows }, formatOf }: ChartTableProps) {
  const widths = columns.length > 6 ? 132 : undefined;
  return (
    <div className="scroll">
      <RowsTable
        label="Figures of the chart"
        className="chart-table"
        columns={columns.map(({ name, numeric }, i) => ({
          word: name,
          num: numeric,
          ...(i >= keys && { width: widths ?? 160 }),
        }))}
      >
        {rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows never change places
          <tr key={at}>
            {columns.map((column, i) => (
              <td key={column.name} className={column.numeric ? "num" : "cut"}>
                {i < keys ? keyText(row[i] ?? null, column) : figureText(row[i] ?? null, formatOf(i), column)}
              </td>
            ))}
          </tr>
        ))}
      </RowsTable>
    </div>
  );
}
