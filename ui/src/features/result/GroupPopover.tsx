import { Plus, X } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { Button, IconButton } from "@/components/Button";
import { Popover } from "@/components/Popover";
import { Problem } from "@/components/Problem";
import { asAppError, type GroupUnit, type Measure } from "@/ipc";
import type { GridColumn } from "./columns";
import {
  type GroupBy,
  type Grouping,
  type GroupOf,
  groupBy,
  groupingFault,
  insteadOfSums,
  MOST_KEYS,
  MOST_VALUES,
  measuresFor,
  oneMore,
  takes,
  UNITS,
  withMeasure,
} from "./grouping";
import type { Groups } from "./use_groups";

interface GroupPopoverProps {
  columns: readonly GridColumn[];
  draft: Grouping;
  at: DOMRect;
  work: Groups["work"];
  onClose: () => void;
}

/** By which columns rows are taken together, across which, and which figures are worked out of each group. */
export function GroupPopover({ columns, draft, at, work, onClose }: GroupPopoverProps) {
  const [made, setMade] = useState(draft);
  const [tried, setTried] = useState(false);
  const { rows, across, values } = made;
  const change = (part: Partial<Grouping>) => {
    work.reset();
    setMade({ ...made, ...part });
  };
  const fault = groupingFault(made);
  const begin = (grouping: Grouping) => {
    setMade(grouping);
    work.mutate(grouping);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === null) begin(made);
    else setTried(true);
  };
  const free = columns.filter(({ name }) => !rows.some(({ column }) => column === name));
  const error = work.isError ? asAppError(work.error) : null;
  return (
    <Popover title="Group the rows" at={at} width={400} onClose={onClose}>
      <form className="group-pane" onSubmit={submit}>
        <Part label="Rows" hint="a row for each of their values">
          {rows.map((key, i) => (
            <div key={key.column} className="group-line">
              <Key
                label={`Column ${i + 1} of the rows`}
                by={key}
                columns={columns.filter(({ name }) => name === key.column || free.some((one) => one.name === name))}
                onChange={(next) => next && change({ rows: replaced(rows, i, next) })}
              />
              <Remove word={`Remove ${key.column}`} onClick={() => change({ rows: without(rows, i) })} />
            </div>
          ))}
          {rows.length < MOST_KEYS && free.length > 0 && (
            <Add word="Add a column" onClick={() => free[0] && change({ rows: [...rows, groupBy(free[0])] })} />
          )}
        </Part>
        <Part label="Across" hint="a column for each of its values">
          <div className="group-line">
            <Key
              label="Column across"
              by={across}
              columns={columns}
              none="None"
              onChange={(next) => change({ across: next })}
            />
            <span className="w-6 flex-none" />
          </div>
        </Part>
        <Part label="Values">
          {values.map((value, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a value may be chosen twice while it is changed
            <div key={i} className="group-line">
              <Value
                place={i + 1}
                value={value}
                columns={columns}
                onChange={(next) => change({ values: replaced(values, i, next) })}
              />
              <Remove
                word={`Remove value ${i + 1}`}
                disabled={values.length === 1}
                onClick={() => change({ values: without(values, i) })}
              />
            </div>
          ))}
          {values.length < MOST_VALUES && (
            <Add word="Add a value" onClick={() => change({ values: [...values, oneMore(values, columns)] })} />
          )}
        </Part>
        {tried && fault && (
          <p className="wrong mt-0!" role="alert">
            {fault}
          </p>
        )}
        {error && (
          <Problem error={error} tone={error.code === "result.not_additive" ? "warn" : "danger"}>
            {error.code === "result.not_additive" && (
              <>
                <Button size="s" onClick={() => begin(insteadOfSums(made, error.message, "average"))}>
                  Take the average
                </Button>
                <Button size="s" onClick={() => begin(insteadOfSums(made, error.message, "greatest"))}>
                  Take the greatest
                </Button>
              </>
            )}
          </Problem>
        )}
        <div className="flex justify-end pt-1">
          <Button look="primary" type="submit" disabled={work.isPending}>
            {work.isPending ? "Grouping" : "Group the rows"}
          </Button>
        </div>
      </form>
    </Popover>
  );
}

const replaced = <T,>(list: readonly T[], at: number, next: T): T[] => list.map((old, i) => (i === at ? next : old));
const without = <T,>(list: readonly T[], at: number): T[] => list.filter((_, i) => i !== at);

function Part({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className="grid gap-1.5" aria-label={label}>
      <p className="label mb-0!">
        <span>{label}</span>
        {hint && <span>{hint}</span>}
      </p>
      {children}
    </fieldset>
  );
}

const Remove = ({ word, disabled = false, onClick }: { word: string; disabled?: boolean; onClick: () => void }) => (
  <IconButton label={word} disabled={disabled} onClick={onClick}>
    <X size={14} aria-hidden />
  </IconButton>
);

const Add = ({ word, onClick }: { word: string; onClick: () => void }) => (
  <Button size="s" look="quiet" className="justify-self-start -ml-2" onClick={onClick}>
    <Plus size={14} aria-hidden />
    {word}
  </Button>
);

interface KeyProps {
  label: string;
  by: GroupBy | null;
  columns: readonly GridColumn[];
  /** The word for no column, where there may be none. */
  none?: string;
  onChange: (by: GroupBy | null) => void;
}

/** A column, and of days and moments what they are taken together by. */
function Key({ label, by, columns, none, onChange }: KeyProps) {
  const find = (name: string) => columns.find((column) => column.name === name);
  const column = by ? find(by.column) : undefined;
  return (
    <>
      <select
        className="field min-w-0 flex-1"
        aria-label={label}
        value={by?.column ?? ""}
        onChange={(event) => {
          const next = find(event.target.value);
          onChange(next ? groupBy(next) : null);
        }}
      >
        {none && <option value="">{none}</option>}
        {columns.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      {by && column?.kind === "day" && (
        <select
          className="field w-32! flex-none"
          aria-label={`Unit of ${by.column}`}
          value={by.unit ?? ""}
          onChange={(event) => onChange({ ...by, unit: (event.target.value || null) as GroupUnit | null })}
        >
          <option value="">each value</option>
          {UNITS.map((unit) => (
            <option key={unit} value={unit}>
              by {unit}
            </option>
          ))}
        </select>
      )}
    </>
  );
}

interface ValueProps {
  place: number;
  value: GroupOf;
  columns: readonly GridColumn[];
  onChange: (value: GroupOf) => void;
}

function Value({ place, value, columns, onChange }: ValueProps) {
  return (
    <>
      <select
        className="field w-36! flex-none"
        aria-label={`Value ${place}`}
        value={value.measure}
        onChange={(event) => onChange(withMeasure(value, event.target.value as Measure, columns))}
      >
        {measuresFor(columns).map(({ measure, word }) => (
          <option key={measure} value={measure}>
            {word}
          </option>
        ))}
      </select>
      {value.measure === "rows" ? (
        <span className="hint min-w-0 flex-1">how many there are</span>
      ) : (
        <select
          className="field min-w-0 flex-1"
          aria-label={`Column of value ${place}`}
          value={value.column ?? ""}
          onChange={(event) => onChange({ ...value, column: event.target.value })}
        >
          {columns
            .filter((column) => takes(value.measure, column))
            .map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
        </select>
      )}
    </>
  );
}
