import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { Answer } from "@/components/Answer";
import { Button } from "@/components/Button";
import { formatExact, formatNumber, formatWhen } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { RowsTable } from "@/components/RowsTable";
import { useToast } from "@/components/Toast";
import { Choice } from "@/features/schedule/form/fields";
import { api, type WorkflowDetail, type WorkflowVersion } from "@/ipc";
import { queries } from "@/ipc/queries";
import { forgetWorkflows } from "./changes";
import { DiffView } from "./DiffView";
import { differences } from "./differences";
import { nameIn } from "./words";

const COLUMNS = [
  { word: "Version", width: 72, num: true },
  { word: "What changed" },
  { word: "Saved", width: 150, num: true },
];

/** The versions of a workflow, what differs between two of them, and the way back to an older one. */
export function VersionsTab({ workflow, now }: { workflow: WorkflowDetail; now: number }) {
  const versions = useQuery(queries.workflowVersions(workflow.id));
  return (
    <Answer of={versions} inset="" loading={<SkeletonRows rows={4} />}>
      {(all) => <Versions workflow={workflow} all={all} now={now} />}
    </Answer>
  );
}

interface VersionsProps {
  workflow: WorkflowDetail;
  /** Newest first. */
  all: WorkflowVersion[];
  now: number;
}

function Versions({ workflow, all, now }: VersionsProps) {
  const [picked, setPicked] = useState<{ after: number; before: number | null } | null>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const newest = all[0]?.version ?? workflow.version;
  const after = all.some(({ version }) => version === picked?.after) ? (picked?.after ?? newest) : newest;
  const older = all.filter(({ version }) => version !== after);
  const before = picked?.before ?? all.find(({ version }) => version < after)?.version ?? null;
  const restore = useRestore(workflow);
  const choose = (version: number) => setPicked({ after: version, before: null });
  const onKeyDown = (event: KeyboardEvent) => {
    const at = all.findIndex(({ version }) => version === after);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const target = next === undefined ? undefined : all[next];
    if (next === undefined) return;
    event.preventDefault();
    if (!target) return;
    choose(target.version);
    body.current?.querySelector<HTMLElement>(`[data-row="${target.version}"]`)?.focus();
  };
  return (
    <>
      <div className="boxed-rows" data-many={all.length > 8}>
        <RowsTable label="Versions" columns={COLUMNS} body={{ ref: body, onKeyDown }}>
          {all.map(({ version, at, changed, note }) => {
            const words = version === 1 && changed.length === 0 ? "made" : changed.join(", ");
            return (
              <tr
                key={version}
                data-row={version}
                aria-selected={version === after}
                tabIndex={version === after ? 0 : -1}
                onClick={() => choose(version)}
              >
                <td className="num">{formatNumber(version)}</td>
                <td title={[words, note].filter(Boolean).join(", ")}>
                  {words}
                  {note && (
                    <span className="text-hint">
                      {words && ", "}
                      {note}
                    </span>
                  )}
                </td>
                <td className="num text-label" title={formatExact(at)}>
                  {formatWhen(at, now)}
                </td>
              </tr>
            );
          })}
        </RowsTable>
      </div>
      {before !== null && (
        <section aria-label="Comparison" className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <div className="flex items-end gap-3">
            <h3 className="pb-1 font-strong">
              Version {formatNumber(after)}
              {after === newest && <span className="font-normal text-hint"> the newest</span>}
            </h3>
            <Choice
              label="Compared with"
              className="w-32"
              value={String(before)}
              options={older.map(({ version }) => ({ value: String(version), word: `Version ${version}` }))}
              onChange={(version) => setPicked({ after, before: Number(version) })}
            />
            <span className="flex-1" />
            {after !== newest && (
              <Button disabled={restore.isPending} onClick={() => restore.mutate({ to: after, from: newest })}>
                <RotateCcw size={14} aria-hidden />
                Restore version {formatNumber(after)}
              </Button>
            )}
          </div>
          <Compared id={workflow.id} before={before} after={after} />
        </section>
      )}
      {before === null && (
        <p className="text-label">There is one version yet. Each change that is saved makes another.</p>
      )}
    </>
  );
}

function Compared({ id, before, after }: { id: string; before: number; after: number }) {
  const [low, high] = before < after ? [before, after] : [after, before];
  const older = useQuery(queries.workflowAt(id, low));
  const newer = useQuery(queries.workflowAt(id, high));
  const instances = useQuery(queries.instances()).data;
  return (
    <Answer of={older} inset="" loading={<SkeletonRows rows={4} height={18} />}>
      {(was) => (
        <Answer of={newer} inset="" loading={<SkeletonRows rows={4} height={18} />}>
          {(is) => {
            const others = differences(was, is, nameIn(instances));
            return (
              <>
                {others.length > 0 && (
                  <dl className="facts grid-cols-[92px_minmax(0,1fr)]" aria-label="Other differences">
                    {others.map(({ what, from, to }) => (
                      <div key={what} className="contents">
                        <dt>{what}</dt>
                        <dd>
                          <span className="text-label">{from || "none"}</span> became {to || "none"}
                        </dd>
                      </div>
                    ))}
                  </dl>
                )}
                <DiffView before={was.sql} after={is.sql} names={[`version ${low}`, `version ${high}`]} />
              </>
            );
          }}
        </Answer>
      )}
    </Answer>
  );
}

interface Way {
  /** The version that is made the newest once more. */
  to: number;
  /** The newest one before that. */
  from: number;
}

/** Makes an older version the newest once more. Tags and status have no versions: they stay as they are. */
function useRestore({ id, spec }: Pick<WorkflowDetail, "id" | "spec">) {
  const client = useQueryClient();
  const toast = useToast();
  const restore = useMutation({
    mutationFn: async ({ to, from }: Way) => {
      const { tags, status } = spec;
      const old = await client.fetchQuery(queries.workflowAt(id, to));
      return api.updateWorkflow(id, from, { ...old, tags, status });
    },
    onSuccess: (made, { to, from }) =>
      toast.show({
        text: `Version ${to} restored as version ${made}`,
        action: { word: "Undo", run: () => restore.mutate({ to: from, from: made }) },
      }),
    onError: toast.fail,
    onSettled: () => forgetWorkflows(client),
  });
  return restore;
}
