import { useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { formatNumber } from "@/components/format";
import type { BudgetUse } from "@/ipc";
import { queries } from "@/ipc/queries";

/** From this share on a budget is told, as the host's notifications do. */
const WARNS = 0.8;
const SHOWN = 3;

/** `Kestrel Outdoor US has used 84 of its 100 executions of today`. */
export function budgetWords({ owner, name, unit, used, most }: BudgetUse): string {
  const who = owner === "account" ? `The account ${name}` : name;
  const what = unit === "executions" ? "executions" : "run-minutes";
  return `${who} has used ${formatNumber(used)} of its ${formatNumber(most)} ${what} of today`;
}

/** Budgets that are nearly or wholly used up, and what that means. */
export function BudgetNote() {
  const budgets = useQuery(queries.budgets()).data ?? [];
  const near = budgets.filter(({ used, most }) => used >= most * WARNS);
  if (near.length === 0) return null;
  const full = near.some(({ used, most }) => used >= most);
  return (
    <div role="status" className="note note-warn m-2 flex-none">
      <Gauge size={16} aria-hidden />
      <div className="min-w-0 flex-1">
        {near.slice(0, SHOWN).map((one) => (
          <p key={`${one.owner} ${one.id} ${one.unit}`} className="font-medium">
            {budgetWords(one)}.
          </p>
        ))}
        <p className="text-label">
          {near.length > SHOWN && `${near.length - SHOWN} more budgets are nearly used up. `}
          {full
            ? "Slots beyond a budget are left out until midnight, and their histories say so."
            : "Slots beyond a budget are left out until midnight."}
        </p>
      </div>
    </div>
  );
}
