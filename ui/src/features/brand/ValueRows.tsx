import { Plus, X } from "lucide-react";
import { useId, useRef } from "react";
import { Button, IconButton } from "@/components/Button";
import { Choose } from "@/components/Choose";
import { Segments } from "@/components/Segments";
import { ListField } from "@/features/query/ListField";
import type { ParameterKind } from "@/features/query/parameters";
import { rowFault, VALUE_KINDS, type ValueRow } from "./draft";

interface RowsProps {
  rows: ValueRow[];
  /** Whether what is wrong is told. */
  tried: boolean;
  onChange: (rows: ValueRow[]) => void;
}

const BOTH = [
  { value: "true", word: "Yes" },
  { value: "false", word: "No" },
];

/** Values that the brand's queries begin with, by the names of their parameters. */
export function ValueRows({ rows, tried, onChange }: RowsProps) {
  const box = useRef<HTMLElement>(null);
  const change = (key: number, next: Partial<ValueRow>) =>
    onChange(rows.map((row) => (row.key === key ? { ...row, ...next } : row)));
  const add = () => {
    onChange([...rows, { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1, name: "", kind: "text", text: "" }]);
    requestAnimationFrame(() => box.current?.querySelector<HTMLElement>(".value-row:last-of-type input")?.focus());
  };
  return (
    <section ref={box} className="part" aria-label="Default values">
      <div className="part-head">
        <h2>Default values</h2>
        <span className="cut text-hint">for parameters that have no value yet</span>
        <span className="flex-1" />
        <Button look="link" onClick={add}>
          <Plus size={12} aria-hidden />
          Add a value
        </Button>
      </div>
      <div className="grid gap-2">
        {rows.map((row) => (
          <Row
            key={row.key}
            row={row}
            fault={tried ? rowFault(row, rows) : null}
            onChange={(next) => change(row.key, next)}
            onRemove={() => onChange(rows.filter(({ key }) => key !== row.key))}
          />
        ))}
        {rows.length === 0 && <p className="hint">None yet. Choosing the brand in a query offers to fill them in.</p>}
      </div>
    </section>
  );
}

interface RowProps {
  row: ValueRow;
  fault: string | null;
  onChange: (next: Partial<ValueRow>) => void;
  onRemove: () => void;
}

function Row({ row: { name, kind, text }, fault, onChange, onRemove }: RowProps) {
  const id = useId();
  const called = name.trim() || "the parameter";
  const turn = (next: ParameterKind) =>
    // A choice of two has no empty state.
    onChange({ kind: next, text: next === "boolean" ? "true" : kind === "boolean" ? "" : text });
  const describedBy = fault ? `${id}-fault` : undefined;
  return (
    <div className="value-row" data-kind={kind}>
      <input
        className="field field-s mono"
        aria-label="Parameter"
        placeholder="Parameter"
        spellCheck={false}
        autoComplete="off"
        value={name}
        aria-invalid={fault !== null}
        aria-describedby={describedBy}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <Choose label={`Type of ${called}`} value={kind} options={VALUE_KINDS} onChange={turn} />
      <div className="value-field">
        {kind === "boolean" ? (
          <Segments
            label={`Value of ${called}`}
            size="s"
            wide
            value={text}
            options={BOTH}
            onChange={(next) => onChange({ text: next })}
          />
        ) : kind === "list" ? (
          <>
            <label htmlFor={id} className="sr-only">
              Value of {called}
            </label>
            <ListField
              id={id}
              name={called}
              text={text}
              describedBy={describedBy}
              invalid={false}
              onChange={(next) => onChange({ text: next })}
              onLeave={() => undefined}
            />
          </>
        ) : (
          <input
            className="field field-s"
            aria-label={`Value of ${called}`}
            placeholder="Value"
            spellCheck={false}
            autoComplete="off"
            inputMode={kind === "text" ? "text" : "decimal"}
            value={text}
            onChange={(event) => onChange({ text: event.target.value })}
          />
        )}
      </div>
      <IconButton label={`Remove ${called}`} className="value-remove" onClick={onRemove}>
        <X size={14} aria-hidden />
      </IconButton>
      {fault && (
        <p id={`${id}-fault`} className="wrong value-fault">
          {fault}
        </p>
      )}
    </div>
  );
}
