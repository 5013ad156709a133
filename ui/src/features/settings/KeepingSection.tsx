import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { formatBytes, formatDayYear, formatNumber, plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import { Segments } from "@/components/Segments";
import { useSettled } from "@/components/settled";
import { useToast } from "@/components/Toast";
import { api, asAppError, type CleanUp, type Settings } from "@/ipc";
import { queries, resultsGone } from "@/ipc/queries";
import { NumberField } from "./NumberField";
import { Section } from "./Section";
import { useSave } from "./save";

const FIRST_DAYS = 365;
const MOST_DAYS = 3650;

/** How long results are kept. A rule that takes some away says how many before it holds. */
export function KeepingSection({ settings }: { settings: Settings }) {
  const save = useSave();
  const rule = settings.keep_results_days;
  const [draft, setDraft] = useState<number | null>(null);
  const [wrong, setWrong] = useState(false);
  const days = draft ?? rule;
  const set = (keep_results_days: number | null) =>
    save.mutate({ ...settings, keep_results_days }, { onSuccess: () => setDraft(null) });
  const how = days === null ? "all" : "days";
  const choose = (next: typeof how) => {
    if (next === how) return;
    setWrong(false);
    if (next === "days") return setDraft(rule ?? FIRST_DAYS);
    // It takes nothing away, so that nothing is to be looked at first.
    setDraft(null);
    if (rule !== null) set(null);
  };
  const isNew = draft !== null && draft !== rule;
  return (
    <Section
      title="Keeping results"
      about="The newest result of each query and instance always stays, and so do all runs with their SQL and dates."
    >
      <div className="flex items-center gap-3">
        <span className="text-label">Keep results</span>
        <Segments
          label="Keep results"
          size="s"
          value={how}
          options={[
            { value: "all", word: "All" },
            { value: "days", word: "For some days" },
          ]}
          onChange={choose}
        />
      </div>
      {days === null ? (
        <p className="hint">Nothing is taken away by itself.</p>
      ) : (
        <>
          <div className="w-44">
            <NumberField
              key={rule}
              title="Days"
              value={days}
              low={1}
              high={MOST_DAYS}
              onKeep={setDraft}
              onType={(n) => {
                setWrong(n === null);
                if (n !== null) setDraft(n);
              }}
            />
          </div>
          {!wrong && (
            <Plan days={days} isNew={isNew} busy={save.isPending} onSave={set} onLeave={() => setDraft(null)} />
          )}
        </>
      )}
    </Section>
  );
}

interface PlanProps {
  days: number;
  /** It is not the rule yet. */
  isNew: boolean;
  busy: boolean;
  onSave: (days: number) => void;
  onLeave: () => void;
}

/** What a rule takes away now, and what can be done about it. */
function Plan({ days, isNew, busy, onSave, onLeave }: PlanProps) {
  const asked = useSettled(days);
  const plan = useQuery({ ...queries.cleanUpPlan(asked), placeholderData: keepPreviousData });
  const known = asked === days && !plan.isPlaceholderData ? plan.data : undefined;
  return (
    <>
      {plan.isError && (
        <Problem error={asAppError(plan.error)}>
          <Button size="s" disabled={plan.isFetching} onClick={() => void plan.refetch()}>
            Try again
          </Button>
        </Problem>
      )}
      {!plan.isError && <p role="status">{known ? planWords(known, isNew) : "Counting what is older"}</p>}
      <div className="flex flex-wrap gap-2">
        {isNew && (
          <>
            <Button look="primary" size="s" disabled={busy || !known} onClick={() => onSave(days)}>
              Keep for {plural(days, "day")}
            </Button>
            <Button look="quiet" size="s" onClick={onLeave}>
              Leave it as it was
            </Button>
          </>
        )}
        {!isNew && known && known.results > 0 && <CleanUpNow days={days} plan={known} />}
      </div>
    </>
  );
}

function planWords(plan: CleanUp, isNew: boolean): string {
  if (plan.results === 0) return isNew ? "Nothing is older now; it would look once a day." : "Nothing is older now.";
  const oldest = plan.oldest_at === null ? "" : `, the oldest of ${formatDayYear(plan.oldest_at)}`;
  const what = `${plural(plan.results, "result")}, ${formatBytes(plan.bytes)}${oldest}`;
  return isNew ? `It would take away ${what}, and looks once a day from then on.` : `Within a day these go: ${what}.`;
}

function CleanUpNow({ days, plan }: { days: number; plan: CleanUp }) {
  const client = useQueryClient();
  const toast = useToast();
  const all = useQuery(queries.storage()).data?.results;
  const [asking, setAsking] = useState(false);
  const clean = useMutation({
    mutationFn: () => api.cleanUp(days),
    onSuccess: ({ results, bytes }) =>
      toast.show({ text: `${plural(results, "result")} taken away, ${formatBytes(bytes)} freed` }),
    onError: toast.fail,
    onSettled: () => resultsGone(client),
  });
  const stay = all === undefined ? null : Math.max(0, all - plan.results);
  return (
    <>
      <Button size="s" disabled={clean.isPending} onClick={() => setAsking(true)}>
        {clean.isPending ? "Cleaning up" : "Clean up now…"}
      </Button>
      <Confirm
        open={asking}
        title={`Take away ${plural(plan.results, "kept result")}?`}
        keep="Keep them"
        go={`Take away ${formatNumber(plan.results)}`}
        danger
        onKeep={() => setAsking(false)}
        onGo={() => {
          setAsking(false);
          clean.mutate();
        }}
      >
        <p>
          They are of runs begun more than {plural(days, "day")} ago and take {formatBytes(plan.bytes)}. This cannot be
          undone, and what Amazon no longer keeps cannot be fetched again.
        </p>
        <p className="mt-2">
          {stay !== null && `${plural(stay, "result")} ${stay === 1 ? "stays" : "stay"}, among them the`}
          {stay === null && "The"} newest of each query and instance{stay === null && " stays"}. All runs stay in
          Executions.
        </p>
      </Confirm>
    </>
  );
}
