import { type PointerEvent as Press, useCallback, useEffect, useRef, useState } from "react";

export interface TabDrag {
  id: string;
  over: string;
  /** Whether it would come behind the one over which it is held. */
  behind: boolean;
}

/** So many pixels make a press a drag. */
const LEAST = 6;

/** Tabs that are taken elsewhere with the pointer: not by the browser's own dragging, which some web views keep for files. */
export function useTabDrag(drop: (drag: TabDrag) => void) {
  const [drag, setDrag] = useState<TabDrag | null>(null);
  const latest = useRef(drop);
  latest.current = drop;
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const onPointerDown = useCallback((press: Press<HTMLElement>) => {
    const id = (press.target as Element).closest<HTMLElement>("[data-tab]")?.dataset["tab"];
    if (press.button !== 0 || id === undefined) return;
    const strip = press.currentTarget;
    const from = press.clientX;
    const heard = new AbortController();
    const { signal } = heard;
    let held: TabDrag | null = null;
    const end = () => {
      heard.abort();
      setDrag(null);
    };
    stop.current = end;
    const move = (event: PointerEvent) => {
      if (!held && Math.abs(event.clientX - from) < LEAST) return;
      const tabs = [...strip.querySelectorAll<HTMLElement>("[data-tab]")];
      const over = tabs.findLast((tab) => tab.getBoundingClientRect().left <= event.clientX) ?? tabs[0];
      if (!over) return;
      const { left, width } = over.getBoundingClientRect();
      held = { id, over: over.dataset["tab"] ?? id, behind: event.clientX >= left + width / 2 };
      setDrag(held);
      over.scrollIntoView?.({ inline: "nearest" });
    };
    const up = () => {
      const dropped = held;
      end();
      if (dropped && dropped.over !== dropped.id) latest.current(dropped);
    };
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", up, { signal });
    window.addEventListener("pointercancel", end, { signal });
    window.addEventListener("keydown", (event) => event.key === "Escape" && end(), { signal });
  }, []);
  return { drag, onPointerDown };
}
