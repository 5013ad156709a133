import type { GridColumn } from "@/features/result/columns";
import { groupBy, UNITS } from "@/features/result/grouping";
import type { GroupUnit } from "@/ipc";

interface KeyFieldsProps {
  label: string;
  column: string | null;
  unit: GroupUnit | null;
  columns: readonly GridColumn[];
  /** The word for no column, where there may be none. */
  none: string | null;
  /** Whether days can be taken together. */
  units: boolean;
  onChange: (column: string | null, unit: GroupUnit | null) => void;
}

/** A column, and of days and moments what they are taken together by. */
export function KeyFields({ label, column, unit, columns, none, units, onChange }: KeyFieldsProps) {
  const chosen = columns.find(({ name }) => name === column);
  return (
    <div>
      <p className="label">{label}</p>
      <div className="grid gap-1">
        <select
          className="field"
          aria-label={label}
          value={column ?? ""}
          onChange={(event) => {
            const next = columns.find(({ name }) => name === event.target.value);
            onChange(next?.name ?? null, next ? groupBy(next).unit : null);
          }}
        >
          {(none !== null || column === null) && <option value="">{none ?? "Choose a column"}</option>}
          {columns.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        {units && chosen?.kind === "day" && (
          <select
            className="field"
            aria-label={`Unit of ${column}`}
            value={unit ?? ""}
            onChange={(event) => onChange(column, (event.target.value || null) as GroupUnit | null)}
          >
            <option value="">each value</option>
            {UNITS.map((each) => (
              <option key={each} value={each}>
                by {each}
              </option>
            ))}
          </select>
        )}
      </div>
    </div>
  );
}
