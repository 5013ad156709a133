import { useMutation } from "@tanstack/react-query";
import { CircleSlash } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { plural } from "@/components/format";
import { isFinal } from "@/components/State";
import { useToast } from "@/components/Toast";
import { api, type ExecutionSummary } from "@/ipc";

type Named = Pick<ExecutionSummary, "id" | "name" | "instance_name">;

/** Cancels runs, and says `told` of them. */
export function useCancel(told: (runs: readonly Named[]) => string) {
  const toast = useToast();
  return useMutation({
    mutationFn: (runs: readonly Named[]) => Promise.all(runs.map(({ id }) => api.cancelExecution(id))),
    onSuccess: (_done, runs) => toast.show({ text: told(runs) }),
    onError: toast.fail,
    onSettled: (_done, _error, _runs, _kept, { client }) => client.invalidateQueries({ queryKey: ["executions"] }),
  });
}

interface Cancelling {
  /** How many there are to cancel. */
  count: number;
  word: string;
  busy: boolean;
  ask: () => void;
  /** The question, while it is asked. */
  question: ReactNode;
}

/** Cancels what still runs, after asking. */
export function useCancelRuns(runs: readonly ExecutionSummary[]): Cancelling {
  const [asking, setAsking] = useState(false);
  const open = runs.filter((run) => !isFinal(run.state) && run.state !== "needs_review");
  const cancel = useCancel(({ length }) => `Amazon was asked to cancel ${plural(length, "run")}.`);
  const word = open.length === 1 ? "Cancel run" : `Cancel ${open.length} runs`;
  return {
    count: open.length,
    word,
    busy: cancel.isPending,
    ask: () => setAsking(true),
    question: open.length > 0 && (
      <Confirm
        open={asking}
        title={open.length === 1 ? "Cancel this run?" : `Cancel ${open.length} runs?`}
        keep={open.length === 1 ? "Keep it" : "Keep them"}
        go={word}
        danger
        onKeep={() => setAsking(false)}
        onGo={() => {
          setAsking(false);
          cancel.mutate(open);
        }}
      >
        {open.length === 1 ? `${open[0]?.name}, ${open[0]?.instance_name}, stops` : "They stop"} at Amazon and yield no
        rows. Results that are kept already stay.
      </Confirm>
    ),
  };
}

/** The button for it, where there is something to cancel. */
export function CancelRuns({ runs }: { runs: readonly ExecutionSummary[] }) {
  const { count, word, busy, ask, question } = useCancelRuns(runs);
  if (count === 0) return null;
  return (
    <>
      <Button size="s" disabled={busy} onClick={ask}>
        <CircleSlash size={14} aria-hidden />
        {word}
      </Button>
      {question}
    </>
  );
}
