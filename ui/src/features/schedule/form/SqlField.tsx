import { CircleX, TriangleAlert } from "lucide-react";
import type { CheckReport } from "@/ipc";
import { Labelled } from "./fields";

interface SqlFieldProps {
  sql: string;
  hint: string;
  /** What is known of the text by now. */
  report: CheckReport | null;
  fault: string | undefined;
  onChange: (sql: string) => void;
}

/** A query in a form, with the first thing that is wrong with it. */
export function SqlField({ sql, hint, report, fault, onChange }: SqlFieldProps) {
  const first = report?.diagnostics.find((entry) => entry.severity === "error");
  const warnings = report?.diagnostics.filter((entry) => entry.severity === "warning").length ?? 0;
  return (
    <>
      <Labelled label="SQL" hint={hint} className="wide" fault={first ? undefined : fault}>
        {({ id, describedBy, invalid }) => (
          <textarea
            id={id}
            className="field"
            spellCheck={false}
            value={sql}
            aria-invalid={invalid || first !== undefined}
            aria-describedby={describedBy}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Labelled>
      {first && (
        <p role="alert" className="wide -mt-2 flex items-start gap-1.5 text-t12 text-red">
          <CircleX size={14} className="mt-px" aria-hidden />
          Line {first.line}: {first.message} {first.help}
        </p>
      )}
      {!first && warnings > 0 && (
        <p className="wide -mt-2 flex items-start gap-1.5 text-t12 text-label">
          <TriangleAlert size={14} className="mt-px text-amber" aria-hidden />
          {warnings === 1 ? "One thing" : `${warnings} things`} to know about this query: open it in Query to see it.
        </p>
      )}
    </>
  );
}
