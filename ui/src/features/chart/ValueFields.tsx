import type { GridColumn } from "@/features/result/columns";
import { type GroupOf, measuresFor, takes, withMeasure } from "@/features/result/grouping";
import type { Measure } from "@/ipc";
import { numbersOf, usualMeasure } from "./measures";

interface ValueFieldsProps {
  label: string;
  value: GroupOf;
  columns: readonly GridColumn[];
  /** Whether a measure is chosen too; else numbers are taken as they are. */
  measured: boolean;
  onChange: (value: GroupOf) => void;
}

/** What is measured, and of which column. */
export function ValueFields({ label, value, columns, measured, onChange }: ValueFieldsProps) {
  const offered = measured ? columns.filter((column) => takes(value.measure, column)) : numbersOf(columns);
  const choose = (name: string) => {
    const column = columns.find((each) => each.name === name);
    if (!column) return;
    // A sum of people or of rates would be refused.
    const refused = value.measure === "sum" && usualMeasure(column) !== "sum";
    onChange({ measure: refused || !measured ? usualMeasure(column) : value.measure, column: name });
  };
  return (
    <div>
      <p className="label">{label}</p>
      <div className="grid gap-1">
        {measured && (
          <select
            className="field"
            aria-label={`Measure, ${label.toLowerCase()}`}
            value={value.measure}
            onChange={(event) => {
              const next = withMeasure(value, event.target.value as Measure, columns);
              const column = columns.find(({ name }) => name === next.column);
              const add = next.measure === "sum" && value.column === null && column && usualMeasure(column) !== "sum";
              const other = add ? numbersOf(columns).find((each) => usualMeasure(each) === "sum") : undefined;
              onChange(other ? { ...next, column: other.name } : next);
            }}
          >
            {measuresFor(columns).map(({ measure, word }) => (
              <option key={measure} value={measure}>
                {word}
              </option>
            ))}
          </select>
        )}
        {(!measured || value.measure !== "rows") && (
          <select
            className="field"
            aria-label={`Column, ${label.toLowerCase()}`}
            value={value.column ?? ""}
            onChange={(event) => choose(event.target.value)}
          >
            {value.column === null && <option value="">Choose a column</option>}
            {offered.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </div>
    </div>
  );
}
