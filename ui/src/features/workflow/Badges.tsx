import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { Fragment } from "react";
import { Button } from "@/components/Button";
import { queries } from "@/ipc/queries";
import { complete, conditionWords, type Group, isGroup, NO_FILTER, type Path, partWords, replaced } from "./filter";
import { nameIn } from "./words";

interface BadgesProps {
  filter: Group;
  onChange: (filter: Group) => void;
  /** Opens the condition or group where it can be changed. */
  onEdit: (path: Path) => void;
}

/** The conditions in use, each as a badge that can be changed and removed. */
export function Badges({ filter, onChange, onEdit }: BadgesProps) {
  const instances = useQuery(queries.instances()).data;
  const brands = useQuery(queries.brands()).data;
  const shown = filter.of.flatMap((part, i) => {
    const filled = complete(part);
    return filled ? [{ part: filled, i }] : [];
  });
  if (shown.length === 0) return null;
  const names = { instance: nameIn(instances), brand: nameIn(brands) };
  return (
    <div className="badges" role="group" aria-label="Conditions in use">
      {shown.map(({ part, i }, n) => {
        const words = partWords(part, names);
        const condition = isGroup(part) ? null : conditionWords(part, names);
        return (
          <Fragment key={i}>
            {n > 0 && <span className="hint">{filter.kind === "all" ? "and" : "or"}</span>}
            <span className="chip badge">
              <button type="button" className="cut" title={`Change: ${words}`} onClick={() => onEdit([i])}>
                {condition ? (
                  <>
                    {condition.what} <b>{condition.value}</b>
                  </>
                ) : (
                  <b>{words}</b>
                )}
              </button>
              <button
                type="button"
                aria-label={`Remove ${words}`}
                onClick={() => onChange(replaced(filter, [i], null))}
              >
                <X size={12} aria-hidden />
              </button>
            </span>
          </Fragment>
        );
      })}
      <Button look="link" className="text-t12" onClick={() => onChange(NO_FILTER)}>
        Clear
      </Button>
    </div>
  );
}
