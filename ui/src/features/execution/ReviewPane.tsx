import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { Answer } from "@/components/Answer";
import { Button, IconButton } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { formatExact, formatWhen, plural } from "@/components/format";
import { SkeletonRows } from "@/components/Loading";
import { Problem } from "@/components/Problem";
import { RowsTable } from "@/components/RowsTable";
import { useToast } from "@/components/Toast";
import { zoneWords } from "@/features/query/windows";
import { api, asAppError, type ExecutionDetail, type ReviewCandidate, type ReviewChoice } from "@/ipc";
import { queries } from "@/ipc/queries";

const COLUMNS = [
  { word: "Choice", width: 32, quiet: true },
  { word: "Begun", width: 108 },
  { word: "Window" },
  { word: "At Amazon", width: 104 },
];

/** A run whose answer was lost: the runs at Amazon that may be it, and the three ways to settle it. Nothing is guessed. */
export function ReviewPane({ run }: { run: ExecutionDetail }) {
  const client = useQueryClient();
  const toast = useToast();
  const review = useQuery(queries.review(run.id));
  const [picked, setPicked] = useState<string | null>(null);
  const [asking, setAsking] = useState<"again" | "leave" | null>(null);
  const settle = useMutation({
    mutationFn: (choice: ReviewChoice) => api.resolveReview(run.id, choice),
    onSuccess: (_done, choice) => toast.show({ text: DONE[choice.kind] }),
    onSettled: () => {
      for (const key of ["execution", "executions", "review", "status"])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
  const seen = review.data?.candidates ?? [];
  const chosen = seen.find((entry) => entry.remote_id === picked);
  return (
    <section aria-label="Which run is it?" className="grid gap-3">
      <div className="flex items-center gap-2">
        <h3 className="font-strong">Which run is it?</h3>
        {review.data && (
          <span className="text-t12 text-hint">
            {seen.length === 0 ? "none at Amazon may be it" : `${plural(seen.length, "run")} at Amazon may be it`}
          </span>
        )}
        <span className="flex-1" />
        <IconButton label="Ask Amazon again" disabled={review.isFetching} onClick={() => void review.refetch()}>
          <RefreshCw size={14} aria-hidden />
        </IconButton>
      </div>
      <Answer of={review} inset="" loading={<SkeletonRows rows={2} />}>
        {({ sent_at }) => (
          <>
            <p className="text-label">
              {seen.length === 0
                ? `Amazon lists no run that was begun since ${formatWhen(sent_at)} and fits this query, its dates and its parameters. Most likely it never began.`
                : `Sent ${formatWhen(sent_at)}. Choose the run that this one is, or say that none of them is.`}
            </p>
            {seen.length > 0 && (
              <div className="overflow-hidden rounded-[5px] border border-line bg-surface">
                <RowsTable label="Runs at Amazon that may be it" columns={COLUMNS} className="rows-two">
                  {seen.map((entry) => (
                    <Candidate
                      key={entry.remote_id}
                      entry={entry}
                      group={run.id}
                      chosen={entry.remote_id === picked}
                      onChoose={() => setPicked(entry.remote_id)}
                    />
                  ))}
                </RowsTable>
              </div>
            )}
            {settle.isError && <Problem error={asAppError(settle.error)} />}
            <div className="flex flex-wrap items-center gap-2">
              {seen.length > 0 && (
                <Button
                  look="primary"
                  disabled={!chosen || settle.isPending}
                  onClick={() => chosen && settle.mutate({ kind: "adopt", remote_id: chosen.remote_id })}
                >
                  This is the run
                </Button>
              )}
              <Button
                look={seen.length === 0 ? "primary" : "plain"}
                disabled={settle.isPending}
                onClick={() => setAsking("again")}
              >
                {seen.length === 0 ? "Send it again" : "None of them, send it again"}
              </Button>
              <Button look="quiet" disabled={settle.isPending} onClick={() => setAsking("leave")}>
                Leave it
              </Button>
            </div>
          </>
        )}
      </Answer>
      <Confirm
        open={asking !== null}
        title={asking === "leave" ? "Leave this run?" : "Send it once more?"}
        keep="Go back"
        go={asking === "leave" ? "Leave it" : "Send it again"}
        danger={asking === "leave"}
        onKeep={() => setAsking(null)}
        onGo={() => {
          setAsking(null);
          settle.mutate(
            asking === "leave"
              ? { kind: "abandon" }
              : { kind: "send_again", not_ours: seen.map((entry) => entry.remote_id) },
          );
        }}
      >
        {asking === "leave"
          ? "It counts as cancelled here and yields no rows. If Amazon has it after all, it goes on there."
          : "If one of Amazon's runs is this one after all, the query runs twice and counts twice against Amazon's limits."}
      </Confirm>
    </section>
  );
}

const DONE: Record<ReviewChoice["kind"], string> = {
  adopt: "The run is watched again.",
  send_again: "The run is sent once more.",
  abandon: "The run was left.",
};

interface CandidateProps {
  entry: ReviewCandidate;
  group: string;
  chosen: boolean;
  onChoose: () => void;
}

function Candidate({ entry, group, chosen, onChoose }: CandidateProps) {
  const id = `candidate-${entry.remote_id}`;
  return (
    <tr data-row aria-selected={chosen} onClick={onChoose}>
      <td>
        <input type="radio" id={id} name={group} className="radio" checked={chosen} onChange={onChoose} />
      </td>
      <td title={entry.created_at === null ? undefined : formatExact(entry.created_at)}>
        <label htmlFor={id}>{entry.created_at === null ? "not told" : formatWhen(entry.created_at)}</label>
      </td>
      <td
        title={[
          entry.window_words ?? "Amazon does not tell its dates",
          entry.time_zone && zoneWords(entry.time_zone),
          entry.remote_id,
        ]
          .filter(Boolean)
          .join("\n")}
      >
        <span className="cut block leading-[18px]">{entry.window_words ?? "Dates not told"}</span>
        <span className="cut block text-t12 text-hint">
          {entry.certain ? "Same SQL, dates and parameters" : "Too little is told to be sure"}
        </span>
      </td>
      <td className="mono">{entry.status}</td>
    </tr>
  );
}
