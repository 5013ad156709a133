import { CircleCheck, CircleX, Clock, Info, ShieldAlert } from "lucide-react";
import { Button } from "@/components/Button";
import { formatNumber, plural } from "@/components/format";
import type { CheckReport, WindowFinding } from "@/ipc";
import { type Checked, counts } from "./check";

const ICONS = { error: CircleX, warning: ShieldAlert, info: Info };
const TONES = { error: "text-red", warning: "text-amber", info: "text-note" };

interface ProblemBarProps {
  checked: Checked;
  aboutWindow: WindowFinding[];
  onReplace: () => void;
  onGo: () => void;
  /** Goes to where the window is chosen, if that is in sight. */
  onWindow: (() => void) | null;
}

/** The first thing to know about the text, then about its window, and how to mend it. */
export function ProblemBar({ checked, aboutWindow, onReplace, onGo, onWindow }: ProblemBarProps) {
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
        <span className="text-label">
          {checked.sql.trim() === "" ? "Nothing written yet. Names from the tree go in by a click." : "Checking"}
        </span>
      </div>
    );
  }
  const first =
    report.diagnostics.find((entry) => entry.severity === "error") ??
    report.diagnostics.find((entry) => entry.severity === "warning");
  const window = aboutWindow[0];
  if (!first) {
    return (
      <div className="problem-bar" role="status">
        {window ? (
          <>
            <Clock size={14} className={TONES[window.severity]} aria-hidden />
            <span className="cut" title={[window.message, window.help].filter(Boolean).join(" ")}>
              Compiles here. {window.message}
            </span>
            {onWindow && (
              <Button look="link" size="s" className="text-t12" onClick={onWindow}>
                Change the window
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
        <Summary report={report} more={aboutWindow.length} />
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
      <Summary report={report} more={aboutWindow.length} />
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
