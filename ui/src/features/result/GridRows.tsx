import type { VirtualItem } from "@tanstack/react-virtual";
import { formatNumber } from "@/components/format";
import { MiddleCut } from "@/components/MiddleCut";
import type { GridColumn, Look } from "./columns";
import { type Format, shownText } from "./format";
import type { Places } from "./places";
import { type Box, contains, edgesOf, type Selection } from "./selection";
import type { Sight } from "./sight";

interface GridRowsProps {
  id: string;
  sight: Sight;
  height: number;
  width: number;
  places: Places;
  cells: VirtualItem[];
  looks: readonly Look[];
  rowAt: (row: number) => (string | null)[] | undefined;
  selection: Selection | null;
  box: Box | null;
}

/** The rows in sight; of each the columns in sight. */
export function GridRows({ id, sight, height, width, places, cells, looks, rowAt, selection, box }: GridRowsProps) {
  const rows = [];
  for (let row = sight.first; row <= sight.last; row++) rows.push(row);
  return (
    <div className="grid-body" role="rowgroup" style={{ height: sight.height, width }}>
      {rows.map((row) => {
        const texts = rowAt(row);
        return (
          <div
            key={row}
            className="grid-row"
            role="row"
            aria-rowindex={row + 2}
            style={{ height, width, transform: `translateY(${sight.topOf(row)}px)` }}
          >
            <span className="grid-number" role="rowheader">
              {formatNumber(row + 1)}
            </span>
            {cells.map((cell) => {
              const column = places.columns[cell.index];
              const index = places.indices[cell.index];
              if (!column || index === undefined) return null;
              const inside = box !== null && contains(box, row, cell.index);
              const active = selection?.active.row === row && selection.active.column === cell.index;
              return (
                <span
                  key={column.name}
                  id={`${id}-${row}-${cell.index}`}
                  className="grid-cell"
                  role="gridcell"
                  aria-colindex={cell.index + 2}
                  aria-selected={inside}
                  data-numeric={column.numeric}
                  data-row={row}
                  data-cell={cell.index}
                  data-in={inside || undefined}
                  data-active={active || undefined}
                  data-frozen={cell.index < places.frozen || undefined}
                  data-edges={inside ? edgesOf(box, row, cell.index) : undefined}
                  style={{ left: cell.start, width: cell.size }}
                >
                  {texts ? (
                    <CellText
                      text={texts[index] ?? null}
                      column={column}
                      format={places.formats[cell.index] ?? "plain"}
                      tail={looks[index]?.tail ?? 0}
                    />
                  ) : (
                    <span className="skeleton mt-2 w-1/2" />
                  )}
                </span>
              );
            })}
          </div>
        );
      })}
    </div>
  );
}

interface CellTextProps {
  text: string | null;
  column: GridColumn;
  format: Format;
  tail: number;
}

function CellText({ text, column, format, tail }: CellTextProps) {
  if (text === null) return <span className="grid-null">NULL</span>;
  return tail > 0 ? <MiddleCut text={text} tail={tail} /> : shownText(text, column, format);
}
