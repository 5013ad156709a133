import type { VirtualItem } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { PointerEvent, ReactNode } from "react";
import type { ResultSort } from "@/ipc";
import type { GridColumn } from "./columns";
import { filterFault } from "./sorting";

interface GridHeadProps {
  columns: GridColumn[];
  cells: VirtualItem[];
  width: number;
  sort: ResultSort[];
  filtering: boolean;
  texts: ReadonlyMap<number, string>;
  onSort: (column: number, more: boolean) => void;
  onFilter: (column: number, text: string) => void;
  onResize: (column: number, width: number) => void;
  corner: ReactNode;
}

const HEAD = 44;
const FILTER = 28;

/** Pixels by which a key changes the width of a column. */
const STEP = 16;
const within = (width: number) => Math.max(56, Math.min(800, width));

/** Name and type of each column; a click sorts, with Shift by several; the edge or Alt and arrows resize. */
export function GridHead({ columns, cells, width, sort, filtering, texts, corner, ...on }: GridHeadProps) {
  return (
    <div className="grid-head" role="rowgroup" style={{ width }}>
      <div className="grid-head-row" role="row" aria-rowindex={1} style={{ height: HEAD }}>
        <span className="grid-number p-0!" role="columnheader">
          {corner}
        </span>
        {cells.map((cell) => {
          const column = columns[cell.index];
          if (!column) return null;
          const rank = sort.findIndex((entry) => entry.column === cell.index);
          const sorted = sort[rank];
          const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
          return (
            <div
              key={cell.key}
              className="grid-head-cell"
              role="columnheader"
              aria-colindex={cell.index + 2}
              aria-sort={sorted ? (sorted.descending ? "descending" : "ascending") : "none"}
              data-numeric={column.numeric}
              style={{ left: cell.start, width: cell.size }}
            >
              <button
                type="button"
                title={`${column.name}, ${column.data_type}. Click sorts, Shift adds a column, Alt and arrows change the width.`}
                onClick={(event) => on.onSort(cell.index, event.shiftKey)}
                onKeyDown={(event) => {
                  const by = event.altKey ? ({ ArrowRight: STEP, ArrowLeft: -STEP }[event.key] ?? 0) : 0;
                  if (by === 0) return;
                  event.preventDefault();
                  on.onResize(cell.index, within(cell.size + by));
                }}
              >
                <span className="grid-head-name">
                  <span className="cut">{column.name}</span>
                  {sorted && <Arrow size={12} aria-hidden />}
                  {sorted && sort.length > 1 && <span className="text-t11 font-normal text-hint">{rank + 1}</span>}
                </span>
                <span className="grid-head-type cut">{column.data_type}</span>
              </button>
              <Edge width={cell.size} onResize={(size) => on.onResize(cell.index, size)} />
            </div>
          );
        })}
      </div>
      {filtering && (
        <div className="grid-head-row" role="row" style={{ height: FILTER }}>
          <span className="grid-number" role="gridcell" />
          {cells.map((cell) => {
            const column = columns[cell.index];
            if (!column) return null;
            const text = texts.get(cell.index) ?? "";
            const fault = filterFault(text, column.numeric);
            return (
              <span
                key={cell.key}
                className="grid-filter"
                role="gridcell"
                style={{ left: cell.start, width: cell.size }}
              >
                <input
                  aria-label={`Filter ${column.name}`}
                  placeholder={column.numeric ? ">= 10" : "contains"}
                  title={fault ?? undefined}
                  aria-invalid={fault !== null}
                  spellCheck={false}
                  value={text}
                  onChange={(event) => on.onFilter(cell.index, event.target.value)}
                />
              </span>
            );
          })}
        </div>
      )}
    </div>
  );
}

function Edge({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const drag = (event: PointerEvent<HTMLSpanElement>) => {
    event.preventDefault();
    event.stopPropagation();
    const start = event.clientX;
    const edge = event.currentTarget;
    edge.setPointerCapture(event.pointerId);
    const move = (next: globalThis.PointerEvent) => onResize(within(width + next.clientX - start));
    edge.addEventListener("pointermove", move);
    edge.addEventListener("pointerup", () => edge.removeEventListener("pointermove", move), { once: true });
  };
  return <span className="grid-resize" aria-hidden="true" onPointerDown={drag} />;
}
