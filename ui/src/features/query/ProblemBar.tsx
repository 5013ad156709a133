import { CircleCheck, CircleX, Clock, Info, Server, ShieldAlert } from "lucide-react";
import { Button } from "@/components/Button";
import { formatNumber, plural } from "@/components/format";
import type { CheckReport, FindingSubject, RunFinding } from "@/ipc";
import { type Checked, counts } from "./check";

const ICONS = { error: CircleX, warning: ShieldAlert, info: Info };
const TONES = { error: "text-red", warning: "text-amber", info: "text-note" };

const NOTHING = "Nothing written yet. Names from the tree go in by a click.";

interface ProblemBarProps {
  checked: Checked;
  aboutRun: RunFinding[];
  /** Said while nothing is written. */
  nothing?: string;
  onReplace: () => void;
  onGo: () => void;
  /** Goes to where the window or the instances are chosen, if that is in sight. */
  onChoose: ((subject: FindingSubject) => void) | null;
}

/** The first thing to know about the text, then about its run, and how to mend it. */
export function ProblemBar({ checked, aboutRun, nothing = NOTHING, onReplace, onGo, onChoose }: ProblemBarProps) {
  const { report, error } = checked;
  if (error) {
    return (
      <div className="problem-bar" role="status">
        <CircleX size={14} className="text-red" aria-hidden />
        <span className="cut">
          {error.message} {error.nextStep}
        </span>
      </div>
    );
  }
  if (!report) {
    return (
      <div className="problem-bar" role="status">
        <Info size={14} className="text-hint" aria-hidden />
        <span className="text-label">{checked.sql.trim() === "" ? nothing : "Checking"}</span>
      </div>
    );
  }
  const first =
    report.diagnostics.find((entry) => entry.severity === "error") ??
    report.diagnostics.find((entry) => entry.severity === "warning");
  const about = aboutRun[0];
  if (!first) {
    const AboutIcon = about?.subject === "instances" ? Server : Clock;
    return (
      <div className="problem-bar" role="status">
        {about ? (
          <>
            <AboutIcon size={14} className={TONES[about.severity]} aria-hidden />
            <span className="cut" title={[about.message, about.help].filter(Boolean).join(" ")}>
              Compiles here. {about.message}
            </span>
            {onChoose && (
              <Button look="link" size="s" className="text-t12" onClick={() => onChoose(about.subject)}>
                Change the {about.subject}
              </Button>
            )}
          </>
        ) : (
          <>
            <CircleCheck size={14} className="text-good" aria-hidden />
            <span>Compiles here.</span>
          </>
        )}
        <span className="flex-1" />
        <Summary report={report} more={aboutRun.length} />
      </div>
    );
  }
  const Icon = ICONS[first.severity];
  return (
    <div className="problem-bar" role="status">
      <Icon size={14} className={TONES[first.severity]} aria-hidden />
      <button
        type="button"
        className="cut"
        title={[first.message, first.help].filter(Boolean).join(" ")}
        onClick={onGo}
      >
        Line {first.line}: {first.message} {first.replacement === null && first.help}
      </button>
      {first.replacement !== null && (
        <>
          <Button look="link" size="s" className="text-t12" onClick={onReplace}>
            Replace with <span className="mono">{first.replacement}</span>
          </Button>
          <kbd aria-hidden="true">Alt Enter</kbd>
        </>
      )}
      <span className="flex-1" />
      <Summary report={report} more={aboutRun.length} />
    </div>
  );
}

function Summary({ report, more }: { report: CheckReport; more: number }) {
  const { errors, warnings, infos } = counts(report);
  const findings = warnings + infos + more;
  const time = report.elapsed_ms < 1 ? "under 1 ms" : `${formatNumber(Math.round(report.elapsed_ms))} ms`;
  return (
    <span className="text-hint">
      {errors === 0 ? "no errors" : plural(errors, "error")},{" "}
      {findings === 0 ? "no findings" : plural(findings, "finding")}, checked in {time}
    </span>
  );
}
