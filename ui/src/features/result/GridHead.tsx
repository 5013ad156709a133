import type { VirtualItem } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import type { KeyboardEvent, PointerEvent, ReactNode } from "react";
import type { ResultSort } from "@/ipc";
import { type ColumnActions, ColumnMenu } from "./ColumnMenu";
import type { Places } from "./places";
import { useColumnDrag } from "./use_column_drag";

interface GridHeadProps {
  places: Places;
  cells: VirtualItem[];
  width: number;
  sort: ResultSort[];
  /** Indices of columns with a filter. */
  filtered: ReadonlySet<number>;
  actions: ColumnActions;
  onSort: (column: number, more: boolean) => void;
  onResize: (column: number, width: number) => void;
  corner: ReactNode;
}

export const HEAD = 44;

/** Pixels by which a key changes the width of a column. */
const STEP = 16;
const within = (width: number) => Math.max(56, Math.min(800, width));

/** Name, type and menu of each column. A click sorts, with Shift by several; it is dragged to another place, its edge to another width. */
export function GridHead({ places, cells, width, sort, filtered, actions, corner, ...on }: GridHeadProps) {
  const drag = useColumnDrag(actions.move);
  const keys = (event: KeyboardEvent<HTMLButtonElement>, cell: VirtualItem) => {
    const step = event.altKey ? ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] ?? 0) : 0;
    if (step === 0) return;
    event.preventDefault();
    if (!event.shiftKey) return on.onResize(places.indices[cell.index] ?? 0, within(cell.size + step * STEP));
    const to = cell.index + step;
    if (to < 0 || to >= places.columns.length) return;
    actions.move(cell.index, to);
    // The focus goes with the column.
    const row = event.currentTarget.closest<HTMLElement>("[role=row]");
    requestAnimationFrame(() => row?.querySelector<HTMLElement>(`[data-place="${to}"] > button`)?.focus());
  };
  return (
    <div className="grid-head" role="rowgroup" style={{ width }}>
      <div className="grid-head-row" role="row" aria-rowindex={1} style={{ height: HEAD }}>
        <span className="grid-number p-0!" role="columnheader">
          {corner}
        </span>
        {cells.map((cell) => {
          const column = places.columns[cell.index];
          const index = places.indices[cell.index];
          if (!column || index === undefined) return null;
          const rank = sort.findIndex((entry) => entry.column === index);
          const sorted = sort[rank];
          const Arrow = sorted?.descending ? ArrowDown : ArrowUp;
          return (
            <div
              key={column.name}
              className="grid-head-cell"
              role="columnheader"
              aria-colindex={cell.index + 2}
              aria-sort={sorted ? (sorted.descending ? "descending" : "ascending") : "none"}
              data-numeric={column.numeric}
              data-place={cell.index}
              data-frozen={cell.index < places.frozen || undefined}
              data-drop={drag.sideOf(cell.index)}
              style={{ left: cell.start, width: cell.size }}
            >
              <button
                type="button"
                title={`${column.name}, ${column.data_type}. Click sorts, Shift adds a column; Alt and arrows change the width, with Shift the place.`}
                onPointerDown={(event) => drag.begin(event, cell.index)}
                onClick={(event) => drag.isClick(event) && on.onSort(index, event.shiftKey)}
                onKeyDown={(event) => keys(event, cell)}
              >
                <span className="grid-head-name">
                  <span className="cut">{column.name}</span>
                  {sorted && <Arrow size={12} className="flex-none" aria-hidden />}
                  {sorted && sort.length > 1 && <span className="text-t11 font-normal text-hint">{rank + 1}</span>}
                </span>
                <span className="grid-head-type cut">{column.data_type}</span>
              </button>
              <ColumnMenu
                column={column}
                index={index}
                place={cell.index}
                count={places.columns.length}
                frozen={places.frozen}
                format={places.formats[cell.index] ?? "plain"}
                filtered={filtered.has(index)}
                actions={actions}
              />
              <Edge width={cell.size} onResize={(size) => on.onResize(index, size)} />
            </div>
          );
        })}
      </div>
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
