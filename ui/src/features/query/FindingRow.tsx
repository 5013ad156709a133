import { CircleX, Info, ShieldAlert } from "lucide-react";
import { Button } from "@/components/Button";
import type { Diagnostic } from "@/ipc";

const ICONS = { error: CircleX, warning: ShieldAlert, info: Info };
export const TONES = { error: "text-red", warning: "text-amber", info: "text-note" };

/** What the check says of a place in a query; where the query is open, the line leads there. */
export function FindingRow({ diagnostic, onGo }: { diagnostic: Diagnostic; onGo?: () => void }) {
  const Icon = ICONS[diagnostic.severity];
  const line = `Line ${diagnostic.line}`;
  return (
    <li className="flex items-start gap-2">
      <Icon size={14} className={`mt-0.5 ${TONES[diagnostic.severity]}`} aria-hidden />
      <div className="min-w-0">
        <p className="text-t12 font-medium break-words">{diagnostic.message}</p>
        <p className="hint">
          {diagnostic.help && <span>{diagnostic.help} </span>}
          {onGo ? (
            <Button look="link" onClick={onGo}>
              {line}
            </Button>
          ) : (
            line
          )}
        </p>
      </div>
    </li>
  );
}
