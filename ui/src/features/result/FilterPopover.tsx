import { type FormEvent, useState } from "react";
import { Button } from "@/components/Button";
import { Popover } from "@/components/Popover";
import type { FilterOperator, ResultFilter } from "@/ipc";
import type { GridColumn } from "./columns";
import { filterFault, operatorName, operatorsOf, valuesOf } from "./filters";

interface FilterPopoverProps {
  column: GridColumn;
  /** The filter that is changed, or none for a new one. */
  filter: ResultFilter | null;
  index: number;
  at: DOMRect;
  onSet: (filter: ResultFilter) => void;
  onRemove: () => void;
  onClose: () => void;
}

const PLACEHOLDERS = { text: "Text", number: "10", day: "2026-02-01", truth: "" } as const;

/** Which rows are kept by one column; it holds once it is applied. */
export function FilterPopover({ column, filter, index, at, onSet, onRemove, onClose }: FilterPopoverProps) {
  const operators = operatorsOf(column.kind);
  const [operator, setOperator] = useState<FilterOperator>(filter?.operator ?? operators[0] ?? "contains");
  const [texts, setTexts] = useState<[string, string]>([filter?.values[0] ?? "", filter?.values[1] ?? ""]);
  const [list, setList] = useState(filter?.operator === "one_of" ? filter.values.join("\n") : "");
  const [tried, setTried] = useState(false);
  const count = valuesOf(operator);
  const values =
    operator === "one_of"
      ? [...new Set(list.split("\n").filter((line) => line.trim() !== ""))]
      : column.kind === "truth" && count === 1
        ? [texts[0] === "false" ? "false" : "true"]
        : texts.slice(0, count);
  const made: ResultFilter = { column: index, operator, values };
  const fault = filterFault(made, column.kind);
  const wrong = tried && fault !== null ? fault || "Write what to compare with" : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fault === null) onSet(made);
    else setTried(true);
  };
  const field = (place: 0 | 1, label: string) => (
    <input
      className="field"
      aria-label={label}
      aria-invalid={wrong !== null}
      aria-describedby={wrong ? "filter-wrong" : undefined}
      placeholder={PLACEHOLDERS[column.kind]}
      spellCheck={false}
      // biome-ignore lint/a11y/noAutofocus: it was opened to write here
      autoFocus={place === 0}
      value={texts[place]}
      onChange={(event) => setTexts(place === 0 ? [event.target.value, texts[1]] : [texts[0], event.target.value])}
    />
  );
  return (
    <Popover title={`Filter ${column.name}`} at={at} width={300} onClose={onClose}>
      <form className="grid gap-2 px-3 pb-3" onSubmit={submit}>
        <select
          className="field"
          aria-label="How"
          value={operator}
          onChange={(event) => setOperator(event.target.value as FilterOperator)}
        >
          {operators.map((entry) => (
            <option key={entry} value={entry}>
              {operatorName(entry, column.kind)}
            </option>
          ))}
        </select>
        {operator === "one_of" ? (
          <>
            <textarea
              className="field h-28 py-1.5 whitespace-pre"
              aria-label="Values, one a line"
              aria-invalid={wrong !== null}
              spellCheck={false}
              value={list}
              onChange={(event) => setList(event.target.value)}
            />
            <p className="hint">One value a line{column.kind === "text" && ", exactly as it is written"}.</p>
          </>
        ) : column.kind === "truth" && count === 1 ? (
          <select
            className="field"
            aria-label="Value"
            value={texts[0] === "false" ? "false" : "true"}
            onChange={(event) => setTexts([event.target.value, ""])}
          >
            <option value="true">true</option>
            <option value="false">false</option>
          </select>
        ) : count === 2 ? (
          <div className="flex items-center gap-2">
            {field(0, "From")}
            <span className="text-label">and</span>
            {field(1, "To")}
          </div>
        ) : (
          count === 1 && field(0, "Value")
        )}
        {(operator === "lacks" || operator === "differs") && <p className="hint">Empty cells are kept, too.</p>}
        {column.kind === "day" && count > 0 && <p className="hint">A month or a year stands for all of it.</p>}
        {wrong && (
          <p className="wrong mt-0!" id="filter-wrong" role="alert">
            {wrong}
          </p>
        )}
        <div className="flex justify-end gap-2 pt-1">
          {filter && (
            <Button look="quiet" onClick={onRemove}>
              Remove
            </Button>
          )}
          <Button look="primary" type="submit">
            Filter the rows
          </Button>
        </div>
      </form>
    </Popover>
  );
}
