import { CircleX, TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import type { AppError } from "@/ipc";
import { Button } from "./Button";

interface ProblemProps {
  error: AppError;
  /** What it means for the person's data, where the error itself cannot know. */
  about?: string;
  /** Buttons that solve it. */
  children?: ReactNode;
  tone?: "danger" | "warn";
}

/** An error as people need it: what happened and what to do; the raw text is one click away. */
export function Problem({ error, about, children, tone = "danger" }: ProblemProps) {
  const [raw, setRaw] = useState(false);
  const Icon = tone === "danger" ? CircleX : TriangleAlert;
  const details = rawText(error);
  return (
    <div role="alert" className={`note note-${tone}`}>
      <Icon size={16} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{error.message}</p>
        {about && <p className="text-label">{about}</p>}
        {error.nextStep && <p className="text-label">{error.nextStep}</p>}
        {(children || details) && (
          <div className={`mt-2 flex items-center gap-2${children ? "" : " -ml-2"}`}>
            {children}
            {details && (
              <Button look="quiet" size="s" aria-expanded={raw} onClick={() => setRaw(!raw)}>
                {raw ? "Hide details" : "Details"}
              </Button>
            )}
          </div>
        )}
        {raw && <pre className="mono mt-2 max-h-40 overflow-auto whitespace-pre-wrap break-words">{details}</pre>}
      </div>
    </div>
  );
}

/** What stands behind "Details": the other side's own words and the ids support will ask for. */
export function rawText(error: Pick<AppError, "code" | "details">): string {
  const lines = [];
  if (error.details?.raw) lines.push(error.details.raw);
  if (error.details?.request_id) lines.push(`Request id: ${error.details.request_id}`);
  if (error.details?.retry_after_seconds) lines.push(`Amazon asks to wait ${error.details.retry_after_seconds} s.`);
  if (error.details?.ports?.length) lines.push(`Ports: ${error.details.ports.join(", ")}`);
  if (error.code) lines.push(`Code: ${error.code}`);
  return lines.join("\n");
}
