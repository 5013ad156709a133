import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronRight } from "lucide-react";
import { CopyButton } from "@/components/Copy";
import { formatDuration, formatExact, formatSeconds, plural } from "@/components/format";
import { RowsTable } from "@/components/RowsTable";
import { useRemembered } from "@/components/remember";
import { isFinal, State } from "@/components/State";
import type { ExecutionDetail, ExecutionState } from "@/ipc";
import { queries } from "@/ipc/queries";
import { type Life, STATES } from "./Timeline";

const COLUMNS = [
  { word: "State" },
  { word: "Amazon's word", width: 148 },
  { word: "At", width: 88, num: true },
  { word: "For", width: 76, num: true },
];

/** An id to copy, with what it is the id of; none where it is not known. */
export type Id = readonly [word: string, id: string | null, label: string];

/** Each state with Amazon's own word, its instant and how long it held; and the ids by which a run is known. Folded until asked for. */
export function Steps({ run, ids, now }: { run: Life; ids: readonly Id[]; now: number }) {
  const [open, setOpen] = useRemembered<boolean>("execution.steps", false);
  const steps = [...run.steps].sort((a, b) => a.at - b.at);
  const Fold = open ? ChevronDown : ChevronRight;
  return (
    <section aria-label="Steps and ids">
      <button
        type="button"
        className="flex items-center gap-1.5 text-t12 text-label"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Fold size={14} className="text-hint" aria-hidden />
        {plural(steps.length, "step")} and ids
      </button>
      {open && (
        <>
          <div className="mt-2 overflow-hidden rounded-[5px] border border-line bg-surface">
            <RowsTable label="Steps" columns={COLUMNS}>
              {steps.map((step, i) => {
                const state = step.state as ExecutionState;
                const until = steps[i + 1]?.at ?? (isFinal(state) ? null : (run.finished_at ?? now));
                return (
                  <tr key={`${step.state} ${step.at}`}>
                    <td>{STATES.includes(state) ? <State state={state} size={14} /> : step.state}</td>
                    <td className="mono text-label">{step.raw_status ?? <span className="text-hint">none</span>}</td>
                    <td className="num text-label" title={formatExact(step.at)}>
                      {formatSeconds(step.at)}
                    </td>
                    <td className="num">{until === null ? "" : formatDuration(until - step.at)}</td>
                  </tr>
                );
              })}
            </RowsTable>
          </div>
          <dl className="facts ids mt-3 grid-cols-[92px_minmax(0,1fr)]">
            {ids.map(([word, id, label]) => (
              <IdRow key={word} word={word} id={id} label={label} />
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

/** The ids of a run of this computer. */
export function useIds(run: ExecutionDetail): readonly Id[] {
  const instance = useQuery(queries.instances()).data?.find(({ id }) => id === run.instance_id);
  return [
    ["Here", run.id, "Copy the id of this computer"],
    ["At Amazon", run.remote_id, "Copy the id of Amazon's run"],
    ["Instance", instance?.instance_id ?? null, "Copy the id of the instance"],
    ["Request", run.error?.details.request_id ?? null, "Copy the id of the request"],
  ];
}

function IdRow({ word, id, label }: { word: string; id: string | null; label: string }) {
  if (id === null) return null;
  return (
    <>
      <dt>{word}</dt>
      <dd className="flex items-center gap-1.5">
        <span className="mono cut select-text">{id}</span>
        <CopyButton text={id} label={label} iconOnly />
      </dd>
    </>
  );
}
