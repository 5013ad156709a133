import { useMemo } from "react";
import { folded, lineDiff } from "./diff";
import { useColouredLines } from "./SqlView";

interface SqlDiffProps {
  before: string;
  after: string;
  label: string;
  /** Lines to show around what changed. */
  around?: number;
}

const SIGNS = { same: " ", less: "-", more: "+" };

/** What changed between two texts of a query, line by line, in the editor's colours. */
export function SqlDiff({ before, after, label, around = 2 }: SqlDiffProps) {
  const shown = useMemo(() => folded(lineDiff(before, after), around), [before, after, around]);
  const old = useColouredLines(before);
  const fresh = useColouredLines(after);
  return (
    <section className="sql py-1" aria-label={label} tabIndex={0}>
      {shown.map((line, i) =>
        "left" in line ? (
          // What is left out before the first change and after the last needs no sign.
          i > 0 && i < shown.length - 1 && <div key={`left ${line.at}`} className="sql-gap" />
        ) : (
          <div key={`${line.before} ${line.after}`} className="sql-line" data-diff={SIGNS[line.kind]}>
            <span>{SIGNS[line.kind]}</span>
            <span>{line.after === null ? old(line.before ?? 0) : fresh(line.after)}</span>
          </div>
        ),
      )}
    </section>
  );
}
