import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { formatNumber } from "@/components/format";
import type { BudgetUse, Instance } from "@/ipc";
import { queries } from "@/ipc/queries";

interface Load {
  budget: BudgetUse;
  /** Executions that the run adds to it. */
  more: number;
}

const part = ({ budget, more }: Load): number => (budget.used + more) / budget.most;

/** Of the budgets of executions that a run on these instances counts against: of the instances, and of the accounts, the fullest. */
export function fullest(budgets: readonly BudgetUse[], instances: readonly Instance[]): Load[] {
  const moreOf = ({ owner, id }: BudgetUse): number =>
    owner === "instance"
      ? instances.filter((instance) => instance.id === id).length
      : instances.filter((instance) => instance.account_id === id).length;
  return (["instance", "account"] as const).flatMap((owner) => {
    const loads = budgets
      .filter((budget) => budget.owner === owner && budget.unit === "executions")
      .map((budget) => ({ budget, more: moreOf(budget) }))
      .filter(({ more }) => more > 0)
      .sort((a, b) => part(b) - part(a));
    return loads.slice(0, 1);
  });
}

/** How far the budgets of today would be used by a run. */
export function TodayBudgets({ instances }: { instances: readonly Instance[] }) {
  const budgets = useQuery(queries.budgets()).data ?? [];
  return fullest(budgets, instances).map(({ budget, more }) => {
    const over = budget.used + more > budget.most;
    const what = `${budget.name}: executions of today and of this run. Yours count and are never held back${over ? "; schedules wait for tomorrow" : ""}.`;
    return (
      <li key={budget.owner} title={what}>
        <Gauge size={14} className={over ? "text-amber" : "text-hint"} aria-hidden />
        <span className="cut">Budget, {budget.name}</span>
        <span className={`flex-none ${over ? "text-amber!" : ""}`}>
          {formatNumber(budget.used)} + {formatNumber(more)} of {formatNumber(budget.most)}
        </span>
      </li>
    );
  });
}
