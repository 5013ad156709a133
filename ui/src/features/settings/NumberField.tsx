import { useId, useState } from "react";
import { formatNumber } from "@/components/format";

interface NumberFieldProps {
  title: string;
  value: number;
  low: number;
  high: number;
  /** A number was written and left. */
  onKeep: (n: number) => void;
  /** A number is being written; null while it is none that may be. */
  onType?: (n: number | null) => void;
}

/** A whole number between bounds, which it names when another one is written. */
export function NumberField({ title, value, low, high, onKeep, onType }: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const read = (written: string): number | null => {
    const number = Number(written);
    return written.trim() !== "" && Number.isInteger(number) && number >= low && number <= high ? number : null;
  };
  const shown = text ?? String(value);
  const number = read(shown);
  return (
    <>
      <label className="label" htmlFor={id}>
        {title}
      </label>
      <input
        id={id}
        className="field num"
        inputMode="numeric"
        value={shown}
        aria-invalid={number === null}
        aria-describedby={number === null ? `${id}-fault` : undefined}
        onChange={(event) => {
          setText(event.target.value);
          onType?.(read(event.target.value));
        }}
        onBlur={() => {
          if (number === null) return;
          if (number !== value) onKeep(number);
          setText(null);
        }}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
      {number === null && (
        <p id={`${id}-fault`} className="wrong">
          A whole number, {formatNumber(low)} to {formatNumber(high)}
        </p>
      )}
    </>
  );
}
