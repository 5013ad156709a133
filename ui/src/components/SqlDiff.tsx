import { useMemo } from "react";
import { diffLines, hunksOf } from "./diff";
import { useColouredLines } from "./SqlView";

interface SqlDiffProps {
  before: string;
  after: string;
  label: string;
  /** Lines to show around what changed. */
  around?: number;
}

/** What changed between two texts of a query, line by line, in the editor's colours. */
export function SqlDiff({ before, after, label, around = 2 }: SqlDiffProps) {
  const shown = useMemo(() => hunksOf(diffLines(before, after), around), [before, after, around]);
  const old = useColouredLines(before);
  const fresh = useColouredLines(after);
  return (
    <section className="sql py-1" aria-label={label} tabIndex={0}>
      {shown.map((line, i) =>
        line === null ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a gap has nothing else that tells it from another
          <div key={`gap ${i}`} className="sql-gap" />
        ) : (
          <div key={`${line.before} ${line.after}`} className="sql-line" data-diff={line.sign}>
            <span>{line.sign}</span>
            <span>{line.after === null ? old(line.before ?? 0) : fresh(line.after)}</span>
          </div>
        ),
      )}
    </section>
  );
}
