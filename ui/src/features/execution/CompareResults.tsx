import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check, ChevronDown } from "lucide-react";
import { useMemo, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { groupDigits } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { RowsTable } from "@/components/RowsTable";
import { gridColumns } from "@/features/result/columns";
import { ExportMenu, ExportProblem, useExport } from "@/features/result/ExportMenu";
import { trimmed } from "@/features/result/format";
import { WHY } from "@/features/result/GridFoot";
import { ResultGrid } from "@/features/result/ResultGrid";
import { useWorkedOut } from "@/features/result/worked_out";
import { api, type CompareAnswer, type CompareTotal, type ExecutionDetail, type ResultSummary } from "@/ipc";
import { changeWords, inTime, keysWithoutDays, keyWords, ratioWords, sameDates, sideWords } from "./result_comparison";

type Run = ExecutionDetail & { result: ResultSummary };

/** The rows of two runs side by side, and what all of them come to. */
export function CompareResults({ runs }: { runs: [Run, Run] }) {
  const [before, after] = inTime(...runs);
  const [keys, setKeys] = useState<string[] | null>(null);
  const [values, setValues] = useState<string[] | null>(null);
  const usual = useMemo(
    () => (sameDates(before, after) ? null : keysWithoutDays(before.result.columns, after.result.columns)),
    [before, after],
  );
  const asked = keys ?? usual;
  const compared = useWorkedOut(`compare ${JSON.stringify([before.id, after.id, asked, values])}`, (id) =>
    api.compareResults({ id, before: before.id, after: after.id, keys: asked, values }),
  );
  const common = useMemo(() => {
    const there = new Set(after.result.columns.map(({ name }) => name));
    return gridColumns(before.result.columns).filter(({ name }) => there.has(name));
  }, [before, after]);
  const numbers = common.filter(({ numeric }) => numeric).map(({ name }) => name);
  const days = common.filter(({ kind }) => kind === "day").map(({ name }) => name);
  const daysLeftOut = usual !== null && !days.some((name) => asked?.includes(name));
  const { data } = compared;
  // Of what is not there yet, nothing is exported.
  const file = useExport(data?.id ?? "none");
  return (
    <section className="grid flex-none grid-cols-[minmax(0,1fr)] gap-3" aria-label="Results compared">
      <div className="flex items-center gap-2">
        <h3 className="font-strong">Results</h3>
        <p className="cut flex-1 text-t12 text-hint">
          before: {sideWords(before, after)}, after: {sideWords(after, before)}
        </p>
        {data && <ExportMenu of={file} />}
      </div>
      <div className="flex flex-wrap items-center gap-2 text-t12">
        <Columns
          label="Rows matched by"
          none="nothing"
          all={common.map(({ name }) => name)}
          chosen={asked ?? data?.keys ?? null}
          onChange={(next) => {
            setKeys(next);
            // A column is either matched by or compared.
            setValues((now) => (now ?? data?.values ?? []).filter((name) => !next.includes(name)));
          }}
        />
        {daysLeftOut && <span className="text-hint">Days are left out, since the dates differ.</span>}
        <Columns
          label="Compared"
          none="no value"
          all={numbers}
          chosen={values ?? data?.values ?? null}
          onChange={(next) => {
            setValues(next);
            setKeys((now) => (now ?? usual ?? data?.keys ?? []).filter((name) => !next.includes(name)));
          }}
        />
      </div>
      <ExportProblem {...file} />
      <Answer of={compared} inset="" loading={<SkeletonRows rows={6} />}>
        {(answer) => <Outcome key={answer.id} answer={answer} query={before.name} />}
      </Answer>
    </section>
  );
}

function Outcome({ answer, query }: { answer: CompareAnswer; query: string }) {
  const { columns_before, columns_after, added_up, totals } = answer;
  const only = [
    ...(columns_before.length > 0 ? [`Only before has ${columns_before.join(", ")}.`] : []),
    ...(columns_after.length > 0 ? [`Only after has ${columns_after.join(", ")}.`] : []),
    ...(added_up ? ["Of keys with several rows the values were added up."] : []),
  ];
  return (
    <>
      {totals.length > 0 && (
        <div className="overflow-hidden rounded-[5px] border border-line bg-surface">
          <RowsTable label="Totals" columns={TOTALS} className="compare-rows">
            {totals.map((total) => (
              <Total key={total.name} of={total} />
            ))}
          </RowsTable>
        </div>
      )}
      <p className="text-label">
        {keyWords(answer)} {only.join(" ")}
      </p>
      <div className="flex h-96 flex-col overflow-hidden rounded-[5px] border border-line bg-surface">
        <ResultGrid
          executionId={answer.id}
          query={`${query}, compared`}
          result={answer.result}
          groupable={false}
          frozen={Math.min(1, answer.keys.length)}
        />
      </div>
    </>
  );
}

const TOTALS = [
  { word: "Total of" },
  { word: "Before", width: 92, num: true },
  { word: "After", width: 92, num: true },
  { word: "Change", width: 92, num: true },
];

/** A rise is not good in itself: nothing is coloured. */
function Total({ of: { name, before, after, change, ratio, not_added } }: { of: CompareTotal }) {
  if (not_added)
    return (
      <tr>
        <td title={name}>{name}</td>
        <td colSpan={3} className="text-right text-hint" title={WHY[not_added].long}>
          no total: it {WHY[not_added].short}
          <span className="sr-only">. {WHY[not_added].long}</span>
        </td>
      </tr>
    );
  const none = <span className="text-hint">none</span>;
  return (
    <tr>
      <td title={name}>{name}</td>
      <td className="num">{before === null ? none : groupDigits(trimmed(before))}</td>
      <td className="num">{after === null ? none : groupDigits(trimmed(after))}</td>
      <td className="num">
        {change === null ? none : changeWords(change)}
        {ratio !== null && <span className="block text-t12 text-hint">{ratioWords(ratio)}</span>}
      </td>
    </tr>
  );
}

interface ColumnsProps {
  label: string;
  none: string;
  all: readonly string[];
  /** Null while the host chooses. */
  chosen: readonly string[] | null;
  onChange: (names: string[]) => void;
}

/** Some of the columns that both have. */
function Columns({ label, none, all, chosen, onChange }: ColumnsProps) {
  const names = chosen ?? [];
  const words = names.length > 2 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(", ");
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button size="s" disabled={chosen === null} title={names.join(", ")} className="min-w-0 max-w-full">
          <span className="text-hint">{label}</span>
          <span className="cut">{words || none}</span>
          <ChevronDown size={12} className="flex-none" aria-hidden />
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu menu-columns" align="start" sideOffset={4} collisionPadding={8}>
          {all.map((name) => {
            const on = names.includes(name);
            return (
              <Menu.CheckboxItem
                key={name}
                className="menu-item"
                checked={on}
                onCheckedChange={(next) => onChange(all.filter((one) => (one === name ? next : names.includes(one))))}
                onSelect={(event) => event.preventDefault()}
              >
                <span className="tick" data-state={on ? "checked" : "unchecked"}>
                  {on && <Check size={12} strokeWidth={3} aria-hidden />}
                </span>
                <span className="cut flex-1">{name}</span>
              </Menu.CheckboxItem>
            );
          })}
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
