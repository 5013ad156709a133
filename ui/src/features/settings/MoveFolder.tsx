import { useMutation } from "@tanstack/react-query";
import { CircleX } from "lucide-react";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { formatBytes } from "@/components/format";
import { api, type MovePlan } from "@/ipc";

/** Moves all that is kept to another folder, after its plan was read. */
export function useMoveFolder() {
  const choose = useMutation({ mutationFn: () => api.chooseDataFolder() });
  const move = useMutation({ mutationFn: ({ to }: MovePlan) => api.moveDataFolder(to) });
  const plan = choose.data ?? null;
  // The host ends once it has answered; until then nothing else is to be begun.
  const going = move.isPending || move.isSuccess;
  return {
    going,
    error: move.error ?? choose.error,
    button: (
      <Button
        size="s"
        disabled={going || choose.isPending}
        onClick={() => {
          move.reset();
          choose.mutate();
        }}
      >
        Move…
      </Button>
    ),
    question: (
      <Question
        plan={plan}
        onKeep={() => choose.reset()}
        onGo={(chosen) => {
          choose.reset();
          move.mutate(chosen);
        }}
      />
    ),
  };
}

interface QuestionProps {
  plan: MovePlan | null;
  onKeep: () => void;
  onGo: (plan: MovePlan) => void;
}

function Question({ plan, onKeep, onGo }: QuestionProps) {
  if (!plan) return null;
  const { from, to, bytes, free_bytes } = plan;
  const lack = free_bytes === null ? 0 : Math.max(0, bytes - free_bytes);
  return (
    <Confirm
      open
      title="Move everything to another folder?"
      keep="Leave it where it is"
      go="Move and start again"
      cannot={lack > 0}
      onKeep={onKeep}
      onGo={() => onGo(plan)}
    >
      <dl className="facts mt-1 mb-3 grid-cols-[88px_minmax(0,1fr)]">
        <dt>From</dt>
        <dd className="mono">{from}</dd>
        <dt>To</dt>
        <dd className="mono">{to}</dd>
        <dt>Size</dt>
        <dd>{formatBytes(bytes)}</dd>
        <dt>Free there</dt>
        <dd>{free_bytes === null ? "the system does not tell" : formatBytes(free_bytes)}</dd>
      </dl>
      {lack > 0 ? (
        <p className="flex items-start gap-2 text-read" role="alert">
          <CircleX size={16} className="mt-0.5 text-red" aria-hidden />
          <span>
            Too little room there: {formatBytes(lack)} more are needed. Free some, or choose a folder on another disk.
          </span>
        </p>
      ) : (
        <p>
          RecomAMP ends, moves everything and starts again. Nothing is removed here before all of it is there. Runs go
          on at Amazon; schedules wait until RecomAMP is back.
        </p>
      )}
    </Confirm>
  );
}
