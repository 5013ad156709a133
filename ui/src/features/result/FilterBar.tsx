import { X } from "lucide-react";
import { Button } from "@/components/Button";
import type { ResultFilter } from "@/ipc";
import type { GridColumn } from "./columns";
import { filterWords } from "./filters";

interface FilterBarProps {
  columns: readonly GridColumn[];
  filters: readonly ResultFilter[];
  onChange: (at: number, place: DOMRect) => void;
  onRemove: (at: number) => void;
  onClear: () => void;
}

/** The filters in use; all of them have to hold. */
export function FilterBar({ columns, filters, onChange, onRemove, onClear }: FilterBarProps) {
  return (
    <fieldset className="grid-bar" aria-label="Filters">
      {filters.map((filter, at) => {
        const column = columns[filter.column];
        if (!column) return null;
        const { lead, value } = filterWords(filter, column);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column may have the same filter twice
          <span key={at} className="chip chip-used">
            <button
              type="button"
              title="Change this filter"
              onClick={(event) => onChange(at, event.currentTarget.getBoundingClientRect())}
            >
              {column.name} {lead} <b>{value}</b>
            </button>
            <button
              type="button"
              aria-label={`Remove the filter ${column.name} ${lead} ${value}`.trim()}
              onClick={() => onRemove(at)}
            >
              <X size={12} aria-hidden />
            </button>
          </span>
        );
      })}
      <span className="flex-1" />
      <Button look="link" onClick={onClear}>
        Clear the filters
      </Button>
    </fieldset>
  );
}
