import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CloudUpload, RefreshCw } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { Empty } from "@/components/Empty";
import { formatExact, formatWhen, plural } from "@/components/format";
import { Pick, PickAll, turned } from "@/components/Pick";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { api, asAppError, type WorkflowAtAmazon, type WorkflowDetail } from "@/ipc";
import { queries } from "@/ipc/queries";
import { forgetWorkflows } from "./changes";
import { isOverwritten, lastLook, standing } from "./remote";
import { TakeOver } from "./TakeOver";
import { nameIn } from "./words";

/** How a workflow stands at Amazon on each of its instances, and how the two are brought together. */
export function AmazonTab({ workflow, now }: { workflow: WorkflowDetail; now: number }) {
  const { id, spec } = workflow;
  const client = useQueryClient();
  const toast = useToast();
  const instances = useQuery(queries.instances()).data;
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const [taking, setTaking] = useState<string | null>(null);
  // What is told about a step just taken stays until the next one.
  const [done, setDone] = useState<WorkflowAtAmazon[]>([]);
  const rows = standing(workflow, done, nameIn(instances));
  const chosen = rows.filter(({ instance_id }) => picked.has(instance_id));
  const lost = chosen.filter(isOverwritten);
  const onSettled = () => forgetWorkflows(client);
  const look = useMutation({ mutationFn: () => api.compareWorkflow(id), onSuccess: setDone, onSettled });
  const save = useMutation({
    mutationFn: () =>
      api.pushWorkflow(
        id,
        chosen.map(({ instance_id }) => instance_id),
      ),
    onSuccess: (answers) => {
      setDone([...done.filter((one) => !picked.has(one.instance_id)), ...answers]);
      setPicked(new Set(answers.filter(({ error }) => error).map(({ instance_id }) => instance_id)));
      const saved = answers.filter(({ error }) => !error).length;
      toast.show({
        text: `Saved at Amazon on ${saved} of ${plural(answers.length, "instance")}`,
        tone: saved === answers.length ? "ok" : "danger",
      });
    },
    onSettled,
  });
  const wrong = look.error ?? save.error;
  const theirs = rows.find(({ instance_id }) => instance_id === taking);
  if (spec.instance_ids.length === 0) {
    return (
      <Empty
        title="It is for no instance yet"
        why="Edit the workflow and choose instances: it can then be saved there."
      />
    );
  }
  const go = () => (lost.length > 0 ? setAsking(true) : save.mutate());
  const looked = lastLook(rows);
  return (
    <>
      <div className="flex items-center gap-2">
        <p className="min-w-0 flex-1 text-label" title={looked === null ? undefined : formatExact(looked)}>
          {looked === null ? "Amazon was not asked yet." : `Amazon was asked ${formatWhen(looked, now)}.`}
        </p>
        <Button size="s" disabled={look.isPending} onClick={() => look.mutate()}>
          <RefreshCw size={14} aria-hidden />
          {look.isPending ? "Asking" : "Ask Amazon"}
        </Button>
        <Button look="primary" size="s" disabled={chosen.length === 0 || save.isPending} onClick={go}>
          <CloudUpload size={14} aria-hidden />
          {save.isPending ? "Saving" : "Save at Amazon"}
        </Button>
      </div>
      {wrong && <Problem error={asAppError(wrong)} about="What was known before is shown still." />}
      <ul className="remote-rows" aria-label="Instances at Amazon">
        <li className="remote-head">
          <PickAll of={rows.map(({ instance_id }) => ({ id: instance_id }))} picked={picked} onPick={setPicked} />
          <span aria-hidden="true">All instances</span>
        </li>
        {rows.map((row) => (
          <li key={row.instance_id} data-row={row.instance_id}>
            <Pick
              label={`Pick ${row.instance_name}`}
              state={picked.has(row.instance_id) ? "all" : "none"}
              onChange={() => setPicked(turned(picked, row.instance_id))}
            />
            <div className="min-w-0 flex-1">
              <p className="cut">{row.instance_name}</p>
              <p className={`text-t12 ${row.tone}`}>
                {row.words}
                {row.done && `, ${row.done} just now`}
              </p>
              {row.error?.next_step && <p className="text-t12 text-label">{row.error.next_step}</p>}
            </div>
            {row.remote_sql !== null && row.remote_sql !== spec.sql && (
              <Button
                look="quiet"
                size="s"
                aria-expanded={taking === row.instance_id}
                onClick={() => setTaking(taking === row.instance_id ? null : row.instance_id)}
              >
                Compare
              </Button>
            )}
          </li>
        ))}
      </ul>
      {theirs?.remote_sql && theirs.remote_sql !== spec.sql && (
        <TakeOver
          key={theirs.instance_id}
          workflow={workflow}
          instance={theirs.instance_id}
          name={theirs.instance_name}
          sql={theirs.remote_sql}
          onDone={() => {
            setTaking(null);
            setDone([]);
          }}
          onClose={() => setTaking(null)}
        />
      )}
      <Confirm
        open={asking}
        title={`Write over Amazon's query on ${plural(lost.length, "instance")}?`}
        keep="Keep Amazon's"
        go="Write over it"
        danger
        onKeep={() => setAsking(false)}
        onGo={() => {
          setAsking(false);
          save.mutate();
        }}
      >
        It was changed there since it was saved, on {lost.map(({ instance_name }) => instance_name).join(", ")}. That
        change goes; this workflow and its versions stay as they are. Compare first to take it over instead.
      </Confirm>
    </>
  );
}
