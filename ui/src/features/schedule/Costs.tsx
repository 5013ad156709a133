import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Answer } from "@/components/Answer";
import { formatBytes, formatDuration, formatNumber } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { RowsTable } from "@/components/RowsTable";
import type { BudgetUse, ScheduleCost } from "@/ipc";
import { queries } from "@/ipc/queries";

const money = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** `12.50 EUR`; nothing where it is not known. */
export const moneyWords = (millionths: number | null, currency: string): string =>
  millionths === null ? "" : `${money.format(millionths / 1_000_000)} ${currency}`;

/** What all schedules cost this month, the dearest first, and how far the budgets of today are used. */
export function Costs({ onOpen }: { onOpen: (id: string) => void }) {
  const costs = useQuery(queries.costs());
  const budgets = useQuery(queries.budgets()).data ?? [];
  const rates = useQuery(queries.settings()).data?.rates ?? null;
  const sum = (of: (cost: ScheduleCost) => number | null) =>
    (costs.data ?? []).reduce((all, one) => all + (of(one) ?? 0), 0);
  return (
    <>
      <div className="filter-bar">
        <h2 className="flex-none font-strong">This month</h2>
        <span className="cut text-t12 text-hint">
          {rates ? "by the rates in Settings" : "executions; with rates in Settings it is told in money"}
        </span>
        <span className="flex-1" />
        {costs.data && (
          <span className="num flex-none text-t12 text-hint">
            {formatNumber(sum(({ runs }) => runs))} of {formatNumber(sum(({ projected_runs }) => projected_runs))}{" "}
            executions
            {rates &&
              `, ${moneyWords(
                sum(({ cost }) => cost),
                rates.currency,
              )} of ${moneyWords(
                sum(({ projected_cost }) => projected_cost),
                rates.currency,
              )}`}
          </span>
        )}
      </div>
      <div className="scroll">
        <Answer of={costs} loading={<SkeletonRows rows={8} height={32} />}>
          {(all) => <Dearest costs={all} currency={rates?.currency ?? null} onOpen={onOpen} />}
        </Answer>
        {budgets.length > 0 && <Budgets of={budgets} />}
        {!rates && (
          <p className="px-4 py-3 text-label">
            Amazon bills no single runs. <Link to="/settings">Settings, Money</Link> takes the rates that your
            organisation reckons with.
          </p>
        )}
      </div>
    </>
  );
}

function Dearest(props: { costs: readonly ScheduleCost[]; currency: string | null; onOpen: (id: string) => void }) {
  const { costs, currency, onOpen } = props;
  const columns = [
    { word: "Schedule" },
    { word: "Runs so far", width: 88, num: true },
    { word: "Whole month", width: 96, num: true },
    { word: "A run takes", width: 88, num: true },
    { word: "A result has", width: 92, num: true },
    ...(currency
      ? [
          { word: "Cost so far", width: 112, num: true },
          { word: "Month's cost", width: 112, num: true },
        ]
      : []),
  ];
  return (
    <RowsTable label="Costs of schedules" columns={columns}>
      {costs.map((one) => (
        <tr key={one.id}>
          <td className="cut" title={one.name}>
            <button type="button" className="cut hover:underline" onClick={() => onOpen(one.id)}>
              {one.name}
            </button>
          </td>
          <td className="num">{formatNumber(one.runs)}</td>
          <td className="num">{one.projected_runs === null ? "very many" : formatNumber(one.projected_runs)}</td>
          <td className="num text-label">{one.millis_a_run === null ? "" : formatDuration(one.millis_a_run)}</td>
          <td className="num text-label">{one.bytes_a_run === null ? "" : formatBytes(one.bytes_a_run)}</td>
          {currency && (
            <>
              <td className="num">{moneyWords(one.cost, currency)}</td>
              <td className="num font-medium">{moneyWords(one.projected_cost, currency)}</td>
            </>
          )}
        </tr>
      ))}
    </RowsTable>
  );
}

const OWNERS: Record<BudgetUse["owner"], string> = { schedule: "Schedule", instance: "Instance", account: "Account" };
const BUDGETS = [
  { word: "Budget of today" },
  { word: "Of", width: 88 },
  { word: "Used", width: 180, num: true },
  { word: "Share", width: 160 },
];

function Budgets({ of }: { of: readonly BudgetUse[] }) {
  return (
    <section aria-label="Budgets of today" className="mt-4">
      <RowsTable label="Budgets of today" columns={BUDGETS}>
        {of.map((one) => (
          <tr key={`${one.owner} ${one.id} ${one.unit}`}>
            <td className="cut" title={one.name}>
              {one.name}
            </td>
            <td className="text-label">{OWNERS[one.owner]}</td>
            <td className="num">
              {formatNumber(one.used)} of {formatNumber(one.most)} {one.unit === "executions" ? "runs" : "minutes"}
            </td>
            <td>
              <Bar share={one.used / one.most} />
            </td>
          </tr>
        ))}
      </RowsTable>
    </section>
  );
}

function Bar({ share }: { share: number }) {
  const percent = Math.min(100, Math.round(share * 100));
  return (
    <span className="budget-bar" data-full={share >= 0.8} title={`${Math.round(share * 100)} %`}>
      <i style={{ width: `${percent}%` }} />
    </span>
  );
}
