import { FolderPlus, Plus, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button, IconButton } from "@/components/Button";
import { Segments } from "@/components/Segments";
import { ConditionRow } from "./ConditionRow";
import { added, DEEPEST, fresh, type Group, isGroup, NO_FILTER, type Path, partAt, replaced } from "./filter";

interface BuilderProps {
  id: string;
  filter: Group;
  /** The part that is to be changed first. */
  focus: Path | null;
  onChange: (filter: Group) => void;
  onClose: () => void;
}

/** Conditions in groups, of which all or one has to hold. The list follows as they are written. */
export function FilterBuilder({ id, filter, focus, onChange, onClose }: BuilderProps) {
  const box = useRef<HTMLElement>(null);
  // Each time anew, also for the part that was asked for last.
  useEffect(() => {
    if (focus === null) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-path="${focus.join(".")}"]`);
    // What is compared is changed most.
    const field = row?.querySelector<HTMLElement>("[data-value]") ?? row?.querySelector<HTMLElement>("select");
    field?.focus();
  }, [focus]);
  const set = (path: Path, next: Parameters<typeof replaced>[2]) => onChange(replaced(filter, path, next));
  const add = (path: Path, part: Parameters<typeof added>[2]) => {
    onChange(added(filter, path, part));
    const target = partAt(filter, path);
    const place = target && isGroup(target) ? [...path, target.of.length].join(".") : "";
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(`[data-path="${place}"] select`)?.focus());
  };
  return (
    <section
      id={id}
      ref={box}
      className="filter-builder"
      aria-label="Filter"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <GroupBox group={filter} path={[]} set={set} add={add} />
      <div className="flex items-center gap-2">
        <span className="hint flex-1">A condition without a value is left out.</span>
        {filter.of.length > 0 && (
          <Button look="quiet" size="s" onClick={() => onChange(NO_FILTER)}>
            Clear all
          </Button>
        )}
        <Button size="s" onClick={onClose}>
          Done
        </Button>
      </div>
    </section>
  );
}

interface BoxProps {
  group: Group;
  path: Path;
  set: (path: Path, next: Parameters<typeof replaced>[2]) => void;
  add: (path: Path, part: Parameters<typeof added>[2]) => void;
}

const BOTH = [
  { value: "all" as const, word: "All" },
  { value: "any" as const, word: "Any" },
];

function GroupBox({ group, path, set, add }: BoxProps) {
  const inner = path.length > 0;
  return (
    <fieldset className="filter-group" aria-label={inner ? "Group of conditions" : "Conditions"}>
      <div className="flex items-center gap-2" data-path={group.of.length === 0 ? path.join(".") : undefined}>
        <Segments
          label="Which have to hold"
          size="s"
          value={group.kind}
          options={BOTH}
          onChange={(kind) => set(path, { kind, of: group.of })}
        />
        <span className="text-t12 text-label">{group.kind === "all" ? "of these hold" : "of these holds"}</span>
        <span className="flex-1" />
        <Button look="quiet" size="s" onClick={() => add(path, fresh("name"))}>
          <Plus size={14} aria-hidden />
          Condition
        </Button>
        {path.length < DEEPEST - 1 && (
          <Button
            look="quiet"
            size="s"
            onClick={() => add(path, { kind: group.kind === "all" ? "any" : "all", of: [fresh("tag")] })}
          >
            <FolderPlus size={14} aria-hidden />
            Group
          </Button>
        )}
        {inner && (
          <IconButton label="Remove the group" onClick={() => set(path, null)}>
            <X size={14} aria-hidden />
          </IconButton>
        )}
      </div>
      {group.of.map((part, i) => {
        const there = [...path, i];
        const key = there.join(".");
        return isGroup(part) ? (
          <div key={key} data-path={key}>
            <GroupBox group={part} path={there} set={set} add={add} />
          </div>
        ) : (
          <ConditionRow
            key={key}
            place={key}
            part={part}
            onChange={(next) => set(there, next)}
            onRemove={() => set(there, null)}
          />
        );
      })}
    </fieldset>
  );
}
