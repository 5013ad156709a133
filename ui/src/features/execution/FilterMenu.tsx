import * as Menu from "@radix-ui/react-dropdown-menu";
import { Check, ChevronDown, ChevronRight, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/Button";
import { stateWord } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";
import { type Badge, choicesOf, type Filters, STARTED, STATE_ORDER, toggled } from "./filters";
import { GROUPINGS, type Grouping } from "./groups";

interface FilterMenuProps {
  runs: readonly ExecutionSummary[];
  schedules: ReadonlyMap<string, string>;
  filters: Filters;
  onChange: (filters: Filters) => void;
}

/** Adds filters to the list: by start, state, instance, workflow, and who began a run. Only what is listed can be chosen. */
export function FilterMenu({ runs, schedules, filters, onChange }: FilterMenuProps) {
  const choices = choicesOf(runs);
  const begun = choices.schedules
    .map((id) => ({ id, word: schedules.get(id) ?? "A deleted schedule" }))
    .sort((a, b) => a.word.localeCompare(b.word));
  const one = (key: "started" | "by", value: string | null) =>
    onChange({ ...filters, [key]: filters[key] === value ? null : value });
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button look="quiet" size="s" aria-label="Filter the executions">
          <Plus size={14} aria-hidden />
          Filter
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="start" sideOffset={4} collisionPadding={8}>
          <Values word="Started">
            {STARTED.map(({ value, word }) => (
              <Value key={value} on={filters.started === value} onPick={() => one("started", value)}>
                {word}
              </Value>
            ))}
          </Values>
          <Values word="State">
            {STATE_ORDER.map((state) => (
              <Value
                key={state}
                on={filters.states.includes(state)}
                onPick={() => onChange({ ...filters, states: toggled(filters.states, state) })}
              >
                {stateWord(state)}
              </Value>
            ))}
          </Values>
          <Values word="Instance">
            {choices.instances.map(([id, name]) => (
              <Value
                key={id}
                on={filters.instances.includes(id)}
                onPick={() => onChange({ ...filters, instances: toggled(filters.instances, id) })}
              >
                {name}
              </Value>
            ))}
          </Values>
          {choices.workflows.length > 0 && (
            <Values word="Workflow">
              {choices.workflows.map(([id, name]) => (
                <Value
                  key={id}
                  on={filters.workflows.includes(id)}
                  onPick={() => onChange({ ...filters, workflows: toggled(filters.workflows, id) })}
                >
                  {name}
                </Value>
              ))}
            </Values>
          )}
          <Values word="Begun">
            <Value on={filters.by === "hand"} onPick={() => one("by", "hand")}>
              By hand
            </Value>
            <Value on={filters.by === "schedule"} onPick={() => one("by", "schedule")}>
              By a schedule
            </Value>
            {begun.length > 0 && <Menu.Separator className="menu-cut" />}
            {begun.map(({ id, word }) => (
              <Value key={id} on={filters.by === id} onPick={() => one("by", id)}>
                {word}
              </Value>
            ))}
          </Values>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Values({ word, children }: { word: string; children: ReactNode }) {
  return (
    <Menu.Sub>
      <Menu.SubTrigger className="menu-item">
        {word}
        <span className="flex-1" />
        <ChevronRight size={14} className="text-hint" aria-hidden />
      </Menu.SubTrigger>
      <Menu.Portal>
        <Menu.SubContent className="floating menu menu-values" sideOffset={2} collisionPadding={8}>
          {children}
        </Menu.SubContent>
      </Menu.Portal>
    </Menu.Sub>
  );
}

/** The menu stays open, so that several can be picked. */
function Value({ on, onPick, children }: { on: boolean; onPick: () => void; children: ReactNode }) {
  return (
    <Menu.CheckboxItem
      className="menu-item"
      checked={on}
      onCheckedChange={onPick}
      onSelect={(event) => event.preventDefault()}
    >
      <span className="tick" data-state={on ? "checked" : "unchecked"}>
        {on && <Check size={12} strokeWidth={3} aria-hidden />}
      </span>
      <span className="cut">{children}</span>
    </Menu.CheckboxItem>
  );
}

interface BadgesProps {
  badges: readonly Badge[];
  onChange: (filters: Filters) => void;
  onClear: () => void;
}

/** The filters in use, each to be taken away alone. */
export function Badges({ badges, onChange, onClear }: BadgesProps) {
  return (
    <div className="filter-bar badges" role="group" aria-label="Filters in use">
      {badges.map(({ what, is, without }) => (
        <span key={what} className="chip">
          {what} <b>{is}</b>
          <button type="button" aria-label={`Take away the filter ${what}: ${is}`} onClick={() => onChange(without)}>
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      {badges.length > 1 && (
        <Button look="link" size="s" onClick={onClear}>
          Take all away
        </Button>
      )}
    </div>
  );
}

/** By what the list is grouped. */
export function GroupMenu({ value, onChange }: { value: Grouping; onChange: (value: Grouping) => void }) {
  const word = GROUPINGS.find((entry) => entry.value === value)?.word;
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger asChild>
        <Button look="quiet" size="s" aria-label={`Group: ${word}`}>
          <span className="font-normal text-hint">Group</span> {word}
          <ChevronDown size={14} aria-hidden />
        </Button>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Content className="floating menu" align="end" sideOffset={4} collisionPadding={8}>
          <Menu.RadioGroup value={value} onValueChange={(next) => onChange(next as Grouping)}>
            {GROUPINGS.map((entry) => (
              <Menu.RadioItem key={entry.value} value={entry.value} className="menu-item">
                <Check size={14} className={entry.value === value ? undefined : "invisible"} aria-hidden />
                {entry.word}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
