import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { KIND_ICONS, kindWord } from "@/features/message/words";
import { queries } from "@/ipc/queries";

interface RecipientsProps {
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
}

/** Who is told besides the desktop. */
export function Recipients({ chosen, onChange }: RecipientsProps) {
  const all = useQuery(queries.recipients()).data ?? [];
  const turn = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className="wide min-w-0">
      <legend className="label">
        <span>And tell</span>
      </legend>
      {all.length === 0 ? (
        <p className="hint">
          Nobody else. <Link to="/settings">Settings, Messages</Link> has e-mail, Slack, Teams and webhooks.
        </p>
      ) : (
        <div className="flex flex-wrap gap-x-5 gap-y-1">
          {all.map(({ id, kind, name }) => {
            const Icon = KIND_ICONS[kind];
            const on = chosen.includes(id);
            return (
              <button
                key={id}
                type="button"
                role="checkbox"
                aria-checked={on}
                className="flex h-6 min-w-0 items-center gap-2"
                onClick={() => turn(id)}
              >
                <span className="tick" data-state={on ? "checked" : "unchecked"}>
                  {on && <Check size={12} strokeWidth={3} aria-hidden />}
                </span>
                <Icon size={14} className="flex-none text-label" role="img" aria-label={kindWord(kind)} />
                <span className="cut">{name}</span>
              </button>
            );
          })}
        </div>
      )}
    </fieldset>
  );
}
