import { type ReactNode, useMemo, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { summaryOf } from "@/features/query/kept_runs";
import { gridColumns } from "@/features/result/columns";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { type Grouping, groupBy, groupRequest, MOST_KEYS, MOST_VALUES, takes } from "@/features/result/grouping";
import { useJoined } from "@/features/result/joined";
import { ResultGrid } from "@/features/result/ResultGrid";
import { useWorkedOut } from "@/features/result/worked_out";
import { api, asAppError, type ExecutionSummary, type KeptAnswer, type ResultColumn, type ResultSummary } from "@/ipc";

/** Results over days that follow one another as one: added up by their keys where they may be, one below the other where not. */
export function JoinedDates({ runs }: { runs: readonly ExecutionSummary[] }) {
  const joined = useJoined(runs.map(({ id }) => id));
  return (
    <Answer of={joined} inset="" loading={<SkeletonRows rows={6} />}>
      {(answer) => {
        const grouping = stitching(answer.columns);
        return grouping ? (
          <Stitched key={answer.id} answer={answer} grouping={grouping} runs={runs} />
        ) : (
          <Rows
            key={answer.id}
            id={answer.id}
            result={summaryOf(answer)}
            query={`${runs[0]?.name ?? ""}, joined`}
            words={`${plural(runs.length, "run")}, row by row: they have too many columns to be added up`}
          />
        );
      }}
    </Answer>
  );
}

/**
 * Everything that is no figure tells rows apart; what tells the run does not, since runs are what is joined. Null where there are more
 * columns than rows can be taken together by: with some left out, rows that differ would be added up.
 */
export function stitching(columns: readonly ResultColumn[]): Grouping | null {
  const own = gridColumns(columns).filter(({ name }) => !/^run_(instance|first_day|last_day|at)$/.test(name));
  const figures = own.filter((column) => takes("sum", column));
  const keys = own.filter((column) => !takes("sum", column));
  if (keys.length > MOST_KEYS || figures.length > MOST_VALUES) return null;
  return {
    rows: keys.map((column) => ({ ...groupBy(column), unit: null })),
    across: null,
    values:
      figures.length === 0
        ? [{ measure: "rows", column: null }]
        : figures.map(({ name }) => ({ measure: "sum", column: name })),
  };
}

interface StitchedProps {
  answer: KeptAnswer;
  grouping: Grouping;
  runs: readonly ExecutionSummary[];
}

function Stitched({ answer, grouping, runs }: StitchedProps) {
  const [apart, setApart] = useState(false);
  const all = useMemo(() => summaryOf(answer), [answer]);
  const added = useWorkedOut(`stitched ${answer.id}`, (id) =>
    api.groupResult(groupRequest({ id, execution_id: answer.id, filters: [] }, grouping, gridColumns(answer.columns))),
  );
  const query = runs[0]?.name ?? "";
  const error = added.isError ? asAppError(added.error) : null;
  if (apart)
    return (
      <Rows id={answer.id} result={all} query={`${query}, joined`} words={`${plural(runs.length, "run")}, row by row`}>
        {!error && (
          <Button size="s" look="quiet" onClick={() => setApart(false)}>
            Add up
          </Button>
        )}
      </Rows>
    );
  if (error)
    return (
      <Problem error={error} tone={error.code === "result.not_additive" ? "warn" : "danger"}>
        <Button size="s" onClick={() => setApart(true)}>
          Show the rows of all runs
        </Button>
      </Problem>
    );
  if (!added.data) return <SkeletonRows rows={6} />;
  const keys = grouping.rows.map(({ column }) => column).join(", ");
  return (
    <Rows
      id={added.data.id}
      result={added.data.result}
      query={`${query}, joined`}
      words={`${plural(runs.length, "run")}, added up${keys ? ` by ${keys}` : ""}`}
    >
      <Button size="s" look="quiet" onClick={() => setApart(true)}>
        Row by row
      </Button>
    </Rows>
  );
}

interface RowsProps {
  id: string;
  result: ResultSummary;
  query: string;
  words: string;
  children?: ReactNode;
}

function Rows({ id, result, query, words, children }: RowsProps) {
  const file = useExport(id);
  return (
    <>
      <div className="flex items-center gap-2">
        <p className="cut flex-1 text-t12 text-label">{words}</p>
        {children}
        <ExportMenu of={file} />
      </div>
      <ExportProblem {...file} />
      <div className="flex h-80 flex-col overflow-hidden rounded-[5px] border border-line bg-surface">
        <ResultGrid key={id} executionId={id} query={query} result={result} />
      </div>
    </>
  );
}
