import { type PointerEvent as Press, useCallback, useEffect, useRef, useState } from "react";

export interface Drag {
  id: string;
  /** The row over which it is held, and whether it would come behind that. */
  over: string;
  behind: boolean;
}

/** So many pixels make a press a drag. */
const LEAST = 5;

/**
 * Rows that are taken elsewhere with the pointer. The browser's own dragging is not used: some web views keep it to
 * themselves for files.
 */
export function useRowDrag(drop: (drag: Drag) => void) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const latest = useRef(drop);
  latest.current = drop;
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const onPointerDown = useCallback((press: Press<HTMLElement>) => {
    const target = press.target as Element;
    const id = target.closest<HTMLElement>("[data-row]")?.dataset["row"];
    if (press.button !== 0 || id === undefined || target.closest("button, a")) return;
    const body = press.currentTarget;
    const { clientX, clientY } = press;
    const heard = new AbortController();
    const { signal } = heard;
    let held: Drag | null = null;
    const end = () => {
      heard.abort();
      setDrag(null);
    };
    stop.current = end;
    const move = (event: PointerEvent) => {
      if (!held && Math.hypot(event.clientX - clientX, event.clientY - clientY) < LEAST) return;
      const row = (event.target as Element).closest<HTMLElement>("[data-row]");
      const over = row && body.contains(row) ? row.dataset["row"] : held?.over;
      const { top, height } = row?.getBoundingClientRect() ?? { top: 0, height: 0 };
      const behind = row ? event.clientY >= top + height / 2 : (held?.behind ?? false);
      if (held && held.over === over && held.behind === behind) return;
      held = { id, over: over ?? id, behind };
      setDrag(held);
      // At the edge of the list the rows beyond come into sight.
      const beyond = behind ? row?.nextElementSibling : row?.previousElementSibling;
      beyond?.scrollIntoView?.({ block: "nearest" });
    };
    const up = () => {
      const dropped = held;
      end();
      if (!dropped) return;
      // The press that ends a drag is no click on a row.
      const click = new AbortController();
      const swallow = (event: Event) => event.stopPropagation();
      window.addEventListener("click", swallow, { capture: true, signal: click.signal });
      window.setTimeout(() => click.abort());
      if (dropped.over !== dropped.id) latest.current(dropped);
    };
    window.addEventListener("pointermove", move, { signal });
    window.addEventListener("pointerup", up, { signal });
    window.addEventListener("pointercancel", end, { signal });
    window.addEventListener("keydown", (event) => event.key === "Escape" && end(), { signal });
  }, []);
  return { drag, onPointerDown };
}
