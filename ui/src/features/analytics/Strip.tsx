import { Link } from "@tanstack/react-router";
import type { RunFigures } from "@/ipc";
import { figuresOf } from "./figures";

/** The figures of all runs, each with how it differs from the days before. */
export function Strip({ now, before }: { now: RunFigures; before: RunFigures | undefined }) {
  return (
    <dl className="figures figures-tall" aria-label="All runs">
      {figuresOf(now, before).map(({ name, figure, unit, change, verdict }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={figure}>
            {figure}
            {unit && <small> {unit}</small>}
          </dd>
          <dd className="figure-change">
            {change}
            {verdict && <span className={verdict === "better" ? "text-good" : "text-amber"}> {verdict}</span>}
          </dd>
        </div>
      ))}
      {now.cost === null && (
        <div>
          <dt>Cost</dt>
          <dd className="figure-link">
            <Link to="/settings">Set rates</Link>
          </dd>
          <dd className="figure-change">no rates yet</dd>
        </div>
      )}
    </dl>
  );
}

/** The room of the figures and charts while they are on their way. */
export const StripComing = ({ late }: { late: boolean }) => (
  <div className="figures figures-tall">
    {["a", "b", "c", "d", "e", "f", "g"].map((each) => (
      <div key={each}>
        <span className={`mt-1 w-16 ${late ? "skeleton" : ""}`} />
        <span className={`mt-4 w-24 ${late ? "skeleton" : ""}`} />
      </div>
    ))}
  </div>
);
