import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useRef, useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Confirm } from "@/components/Confirm";
import { plural } from "@/components/format";
import { Problem } from "@/components/Problem";
import { useToast } from "@/components/Toast";
import { counts, useCheck } from "@/features/query/check";
import { missing, used } from "@/features/query/parameters";
import { api, asAppError, type CheckReport, type ScheduleTemplate } from "@/ipc";
import { cityOf } from "../words";
import { type Draft, datesOf, type Field, faultsOf, ofTemplate, STEP_WORDS, STEPS, type Step, toSpec } from "./draft";
import { changeDraft, dropDraft, isChanged, NEW } from "./drafts";
import { NextSlots, type Previewed, usePreview } from "./NextSlots";
import { toCron } from "./rule";
import { StepAfter } from "./StepAfter";
import { StepDates } from "./StepDates";
import { StepWhen } from "./StepWhen";
import { StepWorkflow } from "./StepWorkflow";
import { Templates } from "./Templates";

export interface StepProps {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  /** What is missing or wrong, once it is to be told. */
  faults: Partial<Record<Field, string>>;
}

interface FormProps {
  /** Under which the draft is kept: the schedule's id, or that of a new one. */
  draftKey: string;
  draft: Draft;
  onClose: () => void;
  onSaved: (id: string) => void;
}

/** Four steps in which a schedule is written, with its next slots. Nothing runs before it is saved. */
export function ScheduleForm({ draftKey, draft, onClose, onSaved }: FormProps) {
  const isNew = draft.version === null;
  const [step, setStep] = useState<Step>("workflow");
  // What was never looked at is not told to be wrong yet.
  const [left, setLeft] = useState<ReadonlySet<Step>>(new Set(isNew ? [] : STEPS));
  const [leaving, setLeaving] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const time = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const change = (next: Partial<Draft>) => changeDraft(draftKey, next);
  const { report } = useCheck(draft.sql, draft.instance_ids);
  const previewed = usePreview(draft, draftKey === NEW ? null : draftKey);
  const faults = allFaults(draft, report);
  const save = useSave(draftKey, draft, report, onSaved);
  const wrong = STEPS.flatMap((each) => Object.values(faults[each]).map((words) => ({ step: each, words })))[0];
  const never = previewed.preview?.slots.length === 0;
  const go = (next: Step) => {
    setLeft(new Set([...left, step]));
    setStep(next);
    heading.current?.focus();
  };
  const fill = (template: ScheduleTemplate) => {
    const plan = ofTemplate(template);
    const before = Object.fromEntries(Object.keys(plan).map((field) => [field, draft[field as keyof Draft]]));
    change(plan);
    // The hour is chosen next: that it is missing is told at once.
    setLeft(new Set([...left, step, "when"]));
    setStep("when");
    toast.show({ text: `Filled in from ${template.name}`, action: { word: "Undo", run: () => change(before) } });
  };
  const close = () => (isChanged(draftKey) ? setLeaving(true) : leave());
  const leave = () => {
    dropDraft(draftKey);
    onClose();
  };
  const at = STEPS.indexOf(step);
  const next = STEPS[at + 1];
  const back = STEPS[at - 1];
  const shown = left.has(step) ? faults[step] : {};
  const blocked = wrong !== undefined || previewed.error !== null || never || save.isPending;
  return (
    <section className="pane pane-grey" aria-label={isNew ? "New schedule" : "Edit schedule"}>
      <div className="place-head pl-5!">
        <h2 className="cut text-t14 font-strong">{isNew ? "New schedule" : "Edit"}</h2>
        <span className="flex-1" />
        <ol className="steps" aria-label="Steps">
          {STEPS.map((each, i) => {
            const done = left.has(each) && each !== step && Object.keys(faults[each]).length === 0;
            return (
              <li key={each}>
                <button type="button" aria-current={each === step ? "step" : undefined} onClick={() => go(each)}>
                  <b aria-hidden="true">{done ? <Check size={10} strokeWidth={3} /> : i + 1}</b>
                  {STEP_WORDS[each]}
                  {done && <span className="sr-only">, done</span>}
                </button>
              </li>
            );
          })}
        </ol>
        <IconButton label="Close" onClick={close}>
          <X size={14} aria-hidden />
        </IconButton>
      </div>
      <div className="detail">
        <div className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <h3 ref={heading} tabIndex={-1} className="page-title outline-none">
              {previewed.preview
                ? `${previewed.preview.words}, ${cityOf(draft.zone)} time`
                : step === "workflow"
                  ? "What runs, and where?"
                  : "When does it run?"}
            </h3>
            <About draft={draft} />
          </div>
          {isNew && (
            <Templates
              onChoose={fill}
              onChosen={() => (time.current?.value === "" ? time : heading).current?.focus()}
            />
          )}
        </div>
        {step === "workflow" && <StepWorkflow draft={draft} change={change} faults={shown} report={report} />}
        {step === "when" && (
          <StepWhen draft={draft} change={change} faults={shown} error={previewed.error} time={time} />
        )}
        {step === "dates" && (
          <StepDates
            draft={draft}
            change={change}
            faults={shown}
            report={report}
            wantedLag={previewed.preview?.wanted_lag ?? null}
          />
        )}
        {step === "after" && (
          <StepAfter draft={draft} change={change} faults={shown} own={draftKey === NEW ? null : draftKey} />
        )}
        {step !== "workflow" && <NextSlots previewed={previewed} draft={draft} />}
      </div>
      {save.isError && (
        <div className="px-5 pb-3">
          <Problem error={asAppError(save.error)}>
            {asAppError(save.error).code === "schedule.changed" && (
              <Button size="s" onClick={leave}>
                Look at it again
              </Button>
            )}
          </Problem>
        </div>
      )}
      <div className="pane-foot pr-5! pl-5!">
        {back && <Button onClick={() => go(back)}>Back</Button>}
        <p className="hint min-w-0 flex-1 text-right">
          {wrong && (!next || !isNew) ? (
            <>
              {STEP_WORDS[wrong.step]}: {lowered(wrong.words)}.{" "}
              {wrong.step !== step && (
                <Button look="link" onClick={() => go(wrong.step)}>
                  Go there
                </Button>
              )}
            </>
          ) : next && isNew ? (
            "nothing runs before you save"
          ) : (
            outcome(draft, previewed)
          )}
        </p>
        {next && (
          <Button look={isNew ? "primary" : "plain"} onClick={() => go(next)}>
            Next: {STEP_WORDS[next]}
          </Button>
        )}
        {(!next || !isNew) && (
          <Button look="primary" disabled={blocked} onClick={() => save.mutate()}>
            {save.isPending ? "Saving" : isNew ? "Save schedule" : "Save"}
          </Button>
        )}
      </div>
      <Confirm
        open={leaving}
        title={isNew ? "Leave this schedule unsaved?" : "Leave these changes unsaved?"}
        keep="Go on writing"
        go={isNew ? "Discard it" : "Discard them"}
        danger
        onKeep={() => setLeaving(false)}
        onGo={() => {
          setLeaving(false);
          leave();
        }}
      >
        {isNew ? "What you wrote goes. Nothing was planned yet." : "The schedule goes on as it was saved last."}
      </Confirm>
    </section>
  );
}

function About({ draft }: { draft: Draft }) {
  const cron = draft.rule.repeat === "cron" ? null : toCron(draft.rule);
  return (
    <p className="cut text-label">
      {draft.name.trim() || "No name yet"}, on {plural(draft.instance_ids.length, "instance")}.
      {cron && (
        <span className="text-hint">
          {" "}
          As cron: <span className="mono">{cron}</span>
        </span>
      )}
    </p>
  );
}

const lowered = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

/** What saving will do. */
function outcome(draft: Draft, { preview, error }: Previewed): string {
  if (error) return error.message;
  const first = preview?.slots[0];
  if (!first) return preview ? "It would never fire." : "";
  return `first ${first.day.replace(/ \d{4}$/, "")} ${first.local}, ${plural(draft.instance_ids.length, "run")}`;
}

/** The form's own faults, and what the query lacks. */
function allFaults(draft: Draft, report: CheckReport | null): ReturnType<typeof faultsOf> {
  const faults = faultsOf(draft);
  if (report && counts(report).errors > 0 && draft.sql.trim() !== "") faults.workflow.sql = "The query has errors";
  const inWords = datesOf(draft);
  const absent = report
    ? missing(report.parameters, draft.parameter_values).find(({ name }) => inWords[name] === undefined)
    : undefined;
  if (absent) faults.dates.parameters = `${absent.name} needs a value`;
  return faults;
}

function useSave(key: string, draft: Draft, report: CheckReport | null, onSaved: (id: string) => void) {
  const client = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: async () => {
      const spec = toSpec(draft);
      if (report) {
        const parameters = report.parameters.filter(({ name }) => spec.parameter_dates?.[name] === undefined);
        spec.parameter_values = used(parameters, draft.parameter_values);
      }
      if (draft.version === null) return api.createSchedule(spec);
      await api.updateSchedule(key, draft.version, spec);
      return key;
    },
    onSuccess: async (id) => {
      dropDraft(key);
      await client.invalidateQueries({ queryKey: ["schedules"] });
      void client.invalidateQueries({ queryKey: ["schedule", id] });
      toast.show({ text: `${draft.name.trim()} saved` });
      onSaved(id);
    },
  });
}
