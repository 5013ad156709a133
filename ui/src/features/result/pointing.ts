import type { Dispatch, PointerEvent, SetStateAction } from "react";
import type { Cell, Selection } from "./selection";

function cellOf(event: PointerEvent): Cell | null {
  const cell = (event.target as Element).closest<HTMLElement>("[data-cell]");
  return cell && { row: Number(cell.dataset["row"]), column: Number(cell.dataset["cell"]) };
}

/** Cells are chosen by a press, and more of them by dragging or with Shift. */
export const pointing = (set: Dispatch<SetStateAction<Selection | null>>) => ({
  onPointerDown: (event: PointerEvent) => {
    const cell = event.button === 0 ? cellOf(event) : null;
    if (cell) set((now) => ({ anchor: event.shiftKey && now ? now.anchor : cell, active: cell }));
  },
  onPointerMove: (event: PointerEvent) => {
    const cell = event.buttons === 1 ? cellOf(event) : null;
    if (cell) set((now) => now && { anchor: now.anchor, active: cell });
  },
});
