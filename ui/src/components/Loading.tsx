import { useEffect, useState } from "react";

/** True once `active` has lasted 150 ms: what is quicker shows nothing in between. */
export function useLate(active: boolean): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = window.setTimeout(() => setLate(true), 150);
    return () => {
      window.clearTimeout(timer);
      setLate(false);
    };
  }, [active]);
  return active && late;
}

const WIDTHS = [72, 56, 84, 48, 66, 76, 52, 60];

/** Bars in the shape of rows, for what is still being read. */
export function SkeletonRows({ rows = 6, height = 28 }: { rows?: number; height?: number }) {
  const late = useLate(true);
  return (
    <div role="status" aria-label="Loading">
      {late &&
        Array.from({ length: rows }, (_, i) => (
          // The bars are all alike and never move.
          // biome-ignore lint/suspicious/noArrayIndexKey: fixed rows
          <div key={i} className="flex items-center gap-8 border-b border-line px-4" style={{ height }}>
            <span className="skeleton" style={{ width: `${(WIDTHS[i % WIDTHS.length] ?? 60) / 4}%` }} />
            <span className="skeleton" style={{ width: `${(WIDTHS[(i + 3) % WIDTHS.length] ?? 60) / 2}%` }} />
          </div>
        ))}
    </div>
  );
}
