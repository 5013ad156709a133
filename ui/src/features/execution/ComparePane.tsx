import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeftRight, X } from "lucide-react";
import { Fragment } from "react";
import { useActions } from "@/app/actions";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { formatExact, formatWhen } from "@/components/format";
import { onMac } from "@/components/keys";
import { SkeletonRows } from "@/components/Loading";
import { RowsTable } from "@/components/RowsTable";
import { SqlDiff } from "@/components/SqlDiff";
import { State } from "@/components/State";
import type { ExecutionDetail, ExecutionSummary } from "@/ipc";
import { queries } from "@/ipc/queries";
import { CompareResults } from "./CompareResults";
import { comparison, differenceWords } from "./comparison";
import type { Search } from "./shown";

const COLUMNS = [
  { word: "What", width: 92, quiet: true },
  { word: "Earlier run" },
  { word: "Later run" },
  { word: "Difference", width: 92 },
];

/** Two runs side by side: what was asked of each, and what came of it. The one that began first stands at the left. */
export function ComparePane({ ids: [one, two], onClose }: { ids: [string, string]; onClose: () => void }) {
  const first = useQuery(queries.execution(one));
  const second = useQuery(queries.execution(two));
  useActions([{ word: "Close the comparison", run: onClose }]);
  return (
    <section className="pane pane-grey" aria-label="Comparison">
      <div className="place-head pl-5!">
        <ArrowLeftRight size={16} className="text-hint" aria-hidden />
        <h2 className="font-strong">Two runs compared</h2>
        <span className="flex-1" />
        <IconButton label="Close the comparison" onClick={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <Answer of={first} inset="p-5" loading={<SkeletonRows rows={8} />}>
        {(a) => (
          <Answer of={second} inset="p-5" loading={<SkeletonRows rows={8} />}>
            {(b) => (a.created_at <= b.created_at ? <Both a={a} b={b} /> : <Both a={b} b={a} />)}
          </Answer>
        )}
      </Answer>
    </section>
  );
}

function Both({ a, b }: { a: ExecutionDetail; b: ExecutionDetail }) {
  const lines = comparison(a, b);
  const sameSql = a.sql === b.sql;
  return (
    <div className="detail">
      <p className="text-label">{differenceWords(lines, sameSql)}</p>
      <div className="flex-none overflow-hidden rounded-[5px] border border-line bg-surface">
        <RowsTable label="Differences" columns={COLUMNS} className="compare-rows">
          <tr>
            <th scope="row">Run</th>
            <Head run={a} />
            <Head run={b} />
            <td />
          </tr>
          {lines.map(({ what, before, after, apart }) => (
            <tr key={what} data-apart={apart !== null}>
              <th scope="row">{what}</th>
              <td>
                <Broken text={before} />
              </td>
              <td>
                <Broken text={after} />
              </td>
              <td>{apart ?? <span className="text-hint">same</span>}</td>
            </tr>
          ))}
        </RowsTable>
      </div>
      {a.result && b.result && (
        <CompareResults
          runs={[
            { ...a, result: a.result },
            { ...b, result: b.result },
          ]}
        />
      )}
      <h3 className="font-strong">SQL as sent</h3>
      {sameSql ? (
        <p className="text-label">Both sent the same text.</p>
      ) : (
        <SqlDiff before={a.sql} after={b.sql} label="How the SQL differs" around={3} />
      )}
    </div>
  );
}

/** Names of campaigns are long and of one piece: they may break behind an underscore. */
const Broken = ({ text }: { text: string }) =>
  text.split(/(?<=_)/).map((piece, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name
    <Fragment key={i}>
      {piece}
      <wbr />
    </Fragment>
  ));

function Head({ run }: { run: ExecutionDetail }) {
  return (
    <td>
      <State state={run.state} size={14} />
      <Link
        to="/executions/$id"
        params={{ id: run.id }}
        search={({ show }: Search) => (show ? { show } : {})}
        className="block underline decoration-1 underline-offset-2"
        title={formatExact(run.created_at)}
      >
        {formatWhen(run.created_at)}
      </Link>
    </td>
  );
}

/** Asks for the run to compare with, above the list in which it is chosen. */
export function PickBar({ run, onCancel }: { run: ExecutionSummary | undefined; onCancel: () => void }) {
  return (
    <div className="filter-bar" role="status">
      <ArrowLeftRight size={14} className="text-hint" aria-hidden />
      <span className="cut">
        Choose the run to compare with{run && ` ${run.name}, ${run.instance_name}, ${formatWhen(run.created_at)}`}
      </span>
      <span className="flex-1" />
      <span className="bar-keys text-t12 text-hint">
        or <kbd>{onMac() ? "\u2318" : "Ctrl"}</kbd> and a click at any time
      </span>
      <Button size="s" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
