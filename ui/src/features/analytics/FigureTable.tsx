import type { ReactNode } from "react";
import { useActions } from "@/app/actions";
import { CopyButton, copyText } from "@/components/Copy";
import { RowsTable } from "@/components/RowsTable";
import { useRemembered } from "@/components/remember";
import { useToast } from "@/components/Toast";
import type { FigureColumn } from "./columns";
import { csvOf } from "./csv";

interface FigureTableProps<R> {
  label: string;
  columns: readonly FigureColumn<R>[];
  rows: readonly R[];
  keyOf: (row: R) => string;
  className?: string;
  /** What stands in the line above, at its beginning. */
  head: ReactNode;
}

/** Rows in the order that is chosen; what has no figure stands last. */
export function inOrder<R>(rows: readonly R[], of: FigureColumn<R>["of"], descending: boolean): R[] {
  return [...rows].sort((a, b) => {
    const [x, y] = [of(a), of(b)];
    if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0);
    const by = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y));
    return descending ? -by : by;
  });
}

/** The order of a table, remembered: `Runs` from the most down at first. */
function useOrder<R>(label: string, columns: readonly FigureColumn<R>[]) {
  const [kept, keep] = useRemembered<string>(`analytics.order.${label}`, "-Runs");
  const descending = kept.startsWith("-");
  const by = descending ? kept.slice(1) : kept;
  const onSort = (word: string) => {
    const turned = word === by ? !descending : (columns.find((column) => column.word === word)?.num ?? false);
    keep(turned ? `-${word}` : word);
  };
  return { by, descending, onSort };
}

/** A table of figures that sorts by any column and can be taken to a spreadsheet as it is shown. */
export function FigureTable<R>({ label, columns, rows, keyOf, className = "", head }: FigureTableProps<R>) {
  const toast = useToast();
  const sorting = useOrder(label, columns);
  const column = columns.find(({ word }) => word === sorting.by);
  const shown = column ? inOrder(rows, column.of, sorting.descending) : rows;
  const text = csvOf([
    columns.map(({ copied }) => copied),
    ...shown.map((row) => columns.map(({ of, copy = of }) => copy(row))),
  ]);
  const copied = `Copy as CSV, ${label.toLowerCase()}`;
  useActions([
    { word: copied, run: () => void copyText(text).then(() => toast.show({ text: `${label} copied as CSV` })) },
  ]);
  return (
    <>
      <div className="section-head">
        {head}
        <span className="flex-1" />
        <CopyButton text={text} word="Copy as CSV" label={copied} />
      </div>
      <RowsTable label={label} columns={columns} className={className} sorting={sorting}>
        {shown.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ word, num, cell }) => (
              <td key={word} className={num ? "num" : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </RowsTable>
    </>
  );
}
