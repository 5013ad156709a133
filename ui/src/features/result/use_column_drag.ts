import { type MouseEvent, type PointerEvent, useRef, useState } from "react";

/** Pixels from which a press is a drag. */
const SLACK = 6;

interface Target {
  place: number;
  side: "left" | "right";
}

function targetAt(x: number, y: number): Target | null {
  const cell = document.elementFromPoint(x, y)?.closest<HTMLElement>(".grid-head-cell[data-place]");
  if (!cell) return null;
  const { left, width } = cell.getBoundingClientRect();
  return { place: Number(cell.dataset["place"]), side: x < left + width / 2 ? "left" : "right" };
}

/** Drags a column's head to another place; the edge where it would go is marked. */
export function useColumnDrag(move: (from: number, to: number) => void) {
  const [target, setTarget] = useState<Target | null>(null);
  const dragged = useRef(false);
  const begin = (event: PointerEvent<HTMLElement>, from: number) => {
    dragged.current = false;
    if (event.button !== 0) return;
    const { clientX, currentTarget, pointerId } = event;
    let over: Target | null = null;
    const moved = (next: globalThis.PointerEvent) => {
      if (!dragged.current && Math.abs(next.clientX - clientX) < SLACK) return;
      if (!dragged.current) currentTarget.setPointerCapture(pointerId);
      dragged.current = true;
      over = targetAt(next.clientX, next.clientY);
      setTarget(over);
    };
    const end = (last: Event) => {
      currentTarget.removeEventListener("pointermove", moved);
      for (const kind of ["pointerup", "pointercancel"]) currentTarget.removeEventListener(kind, end);
      setTarget(null);
      if (!over || last.type === "pointercancel") return;
      const gap = over.place + (over.side === "right" ? 1 : 0);
      const to = gap > from ? gap - 1 : gap;
      if (to !== from) move(from, to);
    };
    currentTarget.addEventListener("pointermove", moved);
    for (const kind of ["pointerup", "pointercancel"]) currentTarget.addEventListener(kind, end);
  };
  return {
    begin,
    sideOf: (place: number) => (target?.place === place ? target.side : undefined),
    /** Whether a click, by keys or by a press that has ended, ends no drag. */
    isClick: (event: MouseEvent) => event.detail === 0 || !dragged.current,
  };
}
