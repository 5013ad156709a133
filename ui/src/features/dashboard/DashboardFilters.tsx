import * as Menu from "@radix-ui/react-dropdown-menu";
import { Plus, X } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/Button";
import type { GridColumn } from "@/features/result/columns";
import { FilterPopover } from "@/features/result/FilterPopover";
import { filterWords } from "@/features/result/filters";
import type { DashboardFilter, ResultFilter } from "@/ipc";
import { columnNamed, MOST_FILTERS } from "./filters";

interface DashboardFiltersProps {
  filters: readonly DashboardFilter[];
  /** Of all widgets, one of each name. */
  columns: readonly GridColumn[];
  onChange: (filters: DashboardFilter[]) => void;
}

interface Pane {
  column: GridColumn;
  which: number | null;
  at: DOMRect;
}

/** The filters of a dashboard, each of which drives all widgets that have its column. */
export function DashboardFilters({ filters, columns, onChange }: DashboardFiltersProps) {
  const [pane, setPane] = useState<Pane | null>(null);
  const add = useRef<HTMLButtonElement>(null);
  const picked = useRef<GridColumn | null>(null);
  const set = ({ operator, values }: ResultFilter) => {
    if (!pane) return;
    const next = { column: pane.column.name, operator, values };
    onChange(pane.which === null ? [...filters, next] : filters.map((each, i) => (i === pane.which ? next : each)));
    setPane(null);
  };
  const remove = (which: number | null) => {
    onChange(filters.filter((_, i) => i !== which));
    setPane(null);
  };
  const full = filters.length >= MOST_FILTERS;
  return (
    <div className="filter-bar dash-filters">
      {filters.length > 0 && (
        <fieldset aria-label="Filters" className="contents">
          {filters.map((filter, at) => {
            const column = columnNamed(columns, filter.column);
            const { lead, value } = filterWords({ ...filter, column: 0 }, column);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column may have the same filter twice
              <span key={at} className="chip chip-used">
                <button
                  type="button"
                  title="Change this filter"
                  onClick={(event) => setPane({ column, which: at, at: event.currentTarget.getBoundingClientRect() })}
                >
                  {column.name} {lead} <b>{value}</b>
                </button>
                <button
                  type="button"
                  aria-label={`Remove the filter ${column.name} ${lead} ${value}`.trim()}
                  onClick={() => remove(at)}
                >
                  <X size={12} aria-hidden />
                </button>
              </span>
            );
          })}
        </fieldset>
      )}
      <Menu.Root modal={false}>
        <Menu.Trigger asChild>
          <Button
            ref={add}
            look="quiet"
            size="s"
            className={filters.length === 0 ? "-ml-2" : ""}
            disabled={columns.length === 0 || full}
            title={full ? `${MOST_FILTERS} filters at most` : "Filter all widgets that have a column"}
          >
            <Plus size={14} aria-hidden />
            Filter
          </Button>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Content
            className="floating menu menu-values"
            align="start"
            sideOffset={4}
            collisionPadding={8}
            onCloseAutoFocus={(event) => {
              // The pane that follows takes the focus once the menu is gone.
              const column = picked.current;
              picked.current = null;
              if (!column || !add.current) return;
              event.preventDefault();
              setPane({ column, which: null, at: add.current.getBoundingClientRect() });
            }}
          >
            {columns.map((column) => (
              <Menu.Item key={column.name} className="menu-item" onSelect={() => (picked.current = column)}>
                <span className="cut flex-1">{column.name}</span>
              </Menu.Item>
            ))}
          </Menu.Content>
        </Menu.Portal>
      </Menu.Root>
      <span className="flex-1" />
      {filters.length > 0 ? (
        <Button look="link" onClick={() => onChange([])}>
          Clear the filters
        </Button>
      ) : (
        <span className="cut text-t12 text-hint">A filter drives all widgets that have its column</span>
      )}
      {pane && (
        <FilterPopover
          key={`${pane.column.name} ${pane.which}`}
          column={pane.column}
          index={0}
          filter={pane.which === null ? null : { column: 0, ...valuesOf(filters[pane.which]) }}
          at={pane.at}
          onSet={set}
          onRemove={() => remove(pane.which)}
          onClose={() => setPane(null)}
        />
      )}
    </div>
  );
}

const valuesOf = (filter: DashboardFilter | undefined): Pick<ResultFilter, "operator" | "values"> => ({
  operator: filter?.operator ?? "equals",
  values: filter?.values ?? [],
});
