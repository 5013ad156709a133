import * as Tabs from "@radix-ui/react-tabs";
import { CircleX } from "lucide-react";
import { Button } from "@/components/Button";
import { Problem } from "@/components/Problem";
import type {
  AppError,
  CheckReport,
  FindingSubject,
  Instance,
  KeptRun,
  QueryTab,
  ResolvedWindow,
  RunFinding,
  SubmitRequest,
} from "@/ipc";
import { AfterRun } from "./AfterRun";
import { BrandValues } from "./BrandValues";
import { InstancePicker } from "./InstancePicker";
import { ParameterFields } from "./ParameterFields";
import { Review } from "./Review";
import { RunButton } from "./RunButton";
import type { Place } from "./remote_error";
import { WindowPicker } from "./WindowPicker";

export type Side = "configure" | "review";

interface InspectorProps {
  tab: QueryTab;
  /** The statement that would run. */
  sql: string;
  side: Side;
  onSide: (side: Side) => void;
  report: CheckReport | null;
  errors: number;
  /** A query is selected, which runs whatever is wrong around it. */
  selected: boolean;
  /** How many findings there are besides, of the text and of the run. */
  findings: number;
  aboutRun: RunFinding[];
  targets: Instance[];
  dates: ResolvedWindow | undefined;
  /** What a run would send, and kept results that answer it. */
  request: SubmitRequest | null;
  answers: readonly KeptRun[];
  reuse: boolean;
  run: {
    word: string;
    statements: number;
    anew: string | null;
    blocker: string | null;
    sending: boolean;
    error: AppError | null;
  };
  update: (change: Partial<QueryTab>) => void;
  onGo: (place: Place) => void;
  onGoError: () => void;
  onChoose: (subject: FindingSubject) => void;
  onRun: () => void;
  onRunAll: () => void;
  onRunAnew: () => void;
}

/** Where and when a query runs, the last look at it, and the run itself. */
export function Inspector({ tab, side, report, errors, selected, aboutRun, run, update, ...rest }: InspectorProps) {
  return (
    <Tabs.Root value={side} onValueChange={(next) => rest.onSide(next as Side)} asChild>
      <aside className="pane pane-grey inspector" aria-label="Configure and review">
        <Tabs.List className="tab-strip" aria-label="Before the run">
          <Tabs.Trigger value="configure">Configure</Tabs.Trigger>
          <Tabs.Trigger value="review">
            Review
            {errors > 0 ? (
              <span className="state state-failed gap-[3px]! text-t12">
                <CircleX size={12} role="img" aria-label="errors" />
                {errors}
              </span>
            ) : (
              rest.findings > 0 && <span className="text-t12 text-hint">{rest.findings}</span>
            )}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="configure" className="scroll" tabIndex={-1}>
          <InstancePicker
            chosen={tab.instance_ids}
            onChange={(instance_ids) => update({ instance_ids })}
            ofBrand={(brand) => (
              <BrandValues
                brand={brand}
                parameters={report?.parameters ?? []}
                values={tab.parameter_values}
                onChange={(parameter_values) => update({ parameter_values })}
              />
            )}
          />
          <WindowPicker window={tab.window} onChange={(window) => update({ window })} />
          <ParameterFields
            parameters={report?.parameters ?? []}
            values={tab.parameter_values}
            onChange={(parameter_values) => update({ parameter_values })}
            below={
              report && (
                <AfterRun
                  tab={tab}
                  targets={rest.targets}
                  dates={rest.dates}
                  onChange={(file) => update({ export: file })}
                />
              )
            }
          />
        </Tabs.Content>
        <Tabs.Content value="review" className="scroll" tabIndex={-1}>
          <Review
            tab={tab}
            sql={rest.sql}
            report={report}
            aboutRun={aboutRun}
            instances={rest.targets}
            dates={rest.dates}
            request={rest.request}
            answers={rest.answers}
            reuse={rest.reuse}
            onGo={rest.onGo}
            onChoose={rest.onChoose}
          />
        </Tabs.Content>
        {run.error && (
          <div className="p-3">
            <Problem error={run.error} />
          </div>
        )}
        <div className="pane-foot">
          <div className="min-w-0 flex-1">
            {errors > 0 && !selected ? (
              <Button onClick={rest.onGoError}>
                <CircleX size={14} className="text-red" aria-hidden />
                Go to error<kbd aria-hidden="true">F8</kbd>
              </Button>
            ) : (
              run.blocker && tab.sql.trim() !== "" && <p className="hint line-clamp-2">{run.blocker}.</p>
            )}
          </div>
          <RunButton {...run} onRun={rest.onRun} onRunAll={rest.onRunAll} onRunAnew={rest.onRunAnew} />
        </div>
      </aside>
    </Tabs.Root>
  );
}
