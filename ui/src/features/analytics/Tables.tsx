import { tailOf } from "@/components/MiddleCut";
import { useRemembered } from "@/components/remember";
import { Segments } from "@/components/Segments";
import type { RunFigures } from "@/ipc";
import { errorColumns, groupColumns, similarColumns } from "./columns";
import { FigureTable } from "./FigureTable";

type View = "queries" | "instances" | "errors" | "similar";

const VIEWS: readonly { value: View; word: string }[] = [
  { value: "queries", word: "Queries" },
  { value: "instances", word: "Instances" },
  { value: "errors", word: "Errors" },
  { value: "similar", word: "Similar runs" },
];

/** The host tells so many groups at most. */
const MOST_GROUPS = 100;

/** The runs by query, by instance, those that failed by what went wrong, and those that Amazon may take for alike. */
export function Tables({ of, now }: { of: RunFigures; now: number }) {
  const [kept, setView] = useRemembered<View>("analytics.table", "queries");
  const view = VIEWS.some(({ value }) => value === kept) ? kept : "queries";
  const head = (hint: string) => (
    <>
      <Segments label="Table" size="s" value={view} options={VIEWS} onChange={setView} />
      <span className="cut text-t12 text-hint">{hint}</span>
    </>
  );
  if (view === "errors") {
    const all = of.errors.reduce((sum, { runs }) => sum + runs, 0);
    if (all === 0) {
      return (
        <>
          <div className="section-head">{head("")}</div>
          <p className="px-4 pb-4 text-label">No run of these days failed or was refused.</p>
        </>
      );
    }
    return (
      <FigureTable
        key="errors"
        label="Errors"
        columns={errorColumns({ now, all, tail: 0 })}
        rows={of.errors}
        keyOf={({ code }) => code}
        head={head("what ended runs, and how many queries it met")}
      />
    );
  }
  if (view === "similar") {
    if (of.similar.length === 0) {
      return (
        <>
          <div className="section-head">{head("")}</div>
          <p className="px-4 pb-4 text-label">No two runs of these days were near-equal on one instance.</p>
        </>
      );
    }
    return (
      <FigureTable
        key="similar"
        label="Similar runs"
        columns={similarColumns(now)}
        rows={of.similar}
        keyOf={({ instance_id, last_execution_id }) => `${instance_id} ${last_execution_id}`}
        head={head(
          `${of.similar.length < MOST_GROUPS ? "" : `the first ${MOST_GROUPS}; `}near-equal runs on one instance: Amazon refuses them when too many cover the same dates`,
        )}
      />
    );
  }
  const rows = of[view];
  const tail = tailOf(rows.map(({ name }) => name));
  const queries = view === "queries";
  return (
    <FigureTable
      key={view}
      className="figure-rows-groups"
      label={queries ? "Queries" : "Instances"}
      columns={groupColumns(queries ? "Query" : "Instance", { now, all: of.all.runs, tail }, queries)}
      rows={rows}
      keyOf={({ id, name }) => id || name}
      head={head(
        `${rows.length < MOST_GROUPS ? "" : `the ${MOST_GROUPS} with most runs; `}run time and wait are medians; 95 of 100 runs took no longer than the slow one`,
      )}
    />
  );
}
