import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Confirm } from "@/components/Confirm";
import { formatBytes, plural } from "@/components/format";
import { useToast } from "@/components/Toast";
import { api, type ExecutionDetail } from "@/ipc";
import { resultsGone } from "@/ipc/queries";

interface RemoveResult {
  /** There is a result to remove. */
  can: boolean;
  ask: () => void;
  /** The question, while it is asked. */
  question: ReactNode;
}

/** Takes the kept result of a run away, after asking. */
export function useRemoveResult({ id, name, instance_name, result }: ExecutionDetail): RemoveResult {
  const client = useQueryClient();
  const toast = useToast();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => api.removeResult(id),
    onSuccess: () => toast.show({ text: `The kept result of ${name}, ${instance_name}, was removed` }),
    onError: toast.fail,
    onSettled: () => resultsGone(client),
  });
  return {
    can: result !== null && !remove.isPending,
    ask: () => setAsking(true),
    question: result && (
      <Confirm
        open={asking}
        title="Remove the kept result of this run?"
        keep="Keep it"
        go="Remove the result"
        danger
        onKeep={() => setAsking(false)}
        onGo={() => {
          setAsking(false);
          remove.mutate();
        }}
      >
        <p>
          {plural(result.row_count, "row")} of {name}, {instance_name}, go from this computer:{" "}
          {formatBytes(result.size_bytes)}.
        </p>
        <p className="mt-2">
          The run stays, with its SQL, dates and times. Its result can be fetched again for as long as Amazon keeps it;
          after that it is lost.
        </p>
      </Confirm>
    ),
  };
}
