import { useLayoutEffect, useRef } from "react";
import { SqlView } from "@/components/SqlView";
import type { ExecutionDetail } from "@/ipc";
import { hitOf } from "./Explained";

/** The whole text as it was sent, with the place of an error in sight. */
export function SentSql({ run }: { run: ExecutionDetail }) {
  const box = useRef<HTMLDivElement>(null);
  const hit = hitOf(run);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each place, so that what is read is not moved away
  useLayoutEffect(() => {
    const view = box.current?.querySelector<HTMLElement>(".sql");
    const mark = view?.querySelector(".squiggle") ?? view?.querySelector('[data-hit="true"]');
    if (!view || !mark) return;
    const [at, frame] = [mark.getBoundingClientRect(), view.getBoundingClientRect()];
    view.scrollTop += at.top - frame.top - view.clientHeight / 2;
    if (at.right > frame.right) view.scrollLeft += at.right - frame.right + view.clientWidth / 4;
  }, [run.id, hit?.line]);
  return (
    <div ref={box} className="sent-sql">
      <SqlView sql={run.sql} label="SQL as sent" hit={hit} />
    </div>
  );
}
