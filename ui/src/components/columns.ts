// How many cards stand beside each other in a grid of them.
import { type RefObject, useLayoutEffect, useState } from "react";

/** Height of a card, as its style has it. */
export const CARD = 120;
/** The least width of a card. */
const LEAST = 260;

/** How many cards have room beside each other. */
export const across = (box: HTMLElement): number => Math.max(1, Math.floor(box.clientWidth / LEAST));

export function useColumns(grid: RefObject<HTMLElement | null>): number {
  const [columns, setColumns] = useState(1);
  // Before the first paint, so that no card moves.
  useLayoutEffect(() => {
    const box = grid.current;
    if (!box) return;
    const look = () => setColumns(across(box));
    look();
    const sizes = new ResizeObserver(look);
    sizes.observe(box);
    return () => sizes.disconnect();
  }, [grid]);
  return columns;
}
