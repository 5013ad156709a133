import { type PointerEvent, type ReactNode, useState } from "react";
import { useRemembered } from "@/components/remember";

const LEAST = 140;
const MOST = 640;

/** What stands below the text: one at a time. */
export type BelowView = "result" | "history" | "snippets";

export const BELOW_WORDS: Record<BelowView, string> = { result: "Result", history: "History", snippets: "Snippets" };

/** The pane below the text, which can be made higher. */
export function Below({ view, children }: { view: BelowView; children: ReactNode }) {
  const [height, setHeight] = useRemembered<number>("query.results", 324);
  const [dragged, setDragged] = useState<number | null>(null);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const start = event.clientY;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const size = (at: number) => Math.max(LEAST, Math.min(MOST, height + start - at));
    const move = (next: globalThis.PointerEvent) => setDragged(size(next.clientY));
    const stop = (next: globalThis.PointerEvent) => {
      handle.removeEventListener("pointermove", move);
      setDragged(null);
      setHeight(size(next.clientY));
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", stop, { once: true });
  };
  return (
    <>
      <div
        className="results-handle"
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the result"
        aria-valuenow={dragged ?? height}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={(event) => {
          const by = event.key === "ArrowUp" ? 24 : event.key === "ArrowDown" ? -24 : 0;
          if (by !== 0) {
            event.preventDefault();
            setHeight(Math.max(LEAST, Math.min(MOST, height + by)));
          }
        }}
      />
      <section className="results" aria-label={BELOW_WORDS[view]} style={{ height: dragged ?? height }}>
        {children}
      </section>
    </>
  );
}
