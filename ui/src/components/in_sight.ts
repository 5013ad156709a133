import { useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** Up to so many rows are simply drawn. */
export const FEW = 80;

interface InSight {
  /** The first row that is drawn, and the one behind the last. */
  from: number;
  to: number;
  /** Scrolls to a row that may not be drawn yet. */
  reach: (row: number) => void;
}

/** Which of a list's rows are drawn: all of a few, and of many those in sight. All are of one height. */
export function useInSight(count: number, height: number, scroll: RefObject<HTMLElement | null>, few = FEW): InSight {
  const many = count > few;
  const rows = useVirtualizer({
    count: many ? count : 0,
    getScrollElement: () => scroll.current,
    estimateSize: () => height,
    overscan: 12,
    initialRect: { width: 0, height: 900 },
  });
  const seen = rows.getVirtualItems();
  return {
    from: many ? (seen[0]?.index ?? 0) : 0,
    to: many ? (seen.at(-1)?.index ?? 0) + 1 : count,
    reach: (row) => {
      if (many) rows.scrollToIndex(row);
    },
  };
}

/** Gives a row the focus once it is drawn: one far away is so in the next frame. */
export function focusRow(box: HTMLElement | null, id: string, held?: Element | null): void {
  requestAnimationFrame(() => {
    const row = box?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`);
    // What had the focus in the row keeps it, as long as it can be pressed.
    const inner = held instanceof HTMLElement && row?.contains(held) && !held.matches(":disabled") ? held : row;
    inner?.focus();
    row?.scrollIntoView?.({ block: "nearest" });
  });
}
