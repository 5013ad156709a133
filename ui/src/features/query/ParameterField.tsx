import { useEffect, useId, useState } from "react";
import { Button } from "@/components/Button";
import { Segments } from "@/components/Segments";
import type { Parameter, ParameterValue } from "@/ipc";
import { ListField } from "./ListField";
import { KIND_WORDS, parameterKind, readValue, shortValue, showValue } from "./parameters";
import { presetsOf } from "./presets";

interface ParameterFieldProps {
  parameter: Parameter;
  value: ParameterValue | undefined;
  /** What it was when a parameter of its name last ran. */
  last: ParameterValue | undefined;
  onChange: (value: ParameterValue | undefined) => void;
}

const alike = (a: ParameterValue | undefined, b: ParameterValue | undefined) => JSON.stringify(a) === JSON.stringify(b);

/** The value of one parameter, read by its type. */
export function ParameterField({ parameter, value, last, onChange }: ParameterFieldProps) {
  const kind = parameterKind(parameter.data_type);
  const id = useId();
  const [text, setText] = useState(showValue(value));
  const [left, setLeft] = useState(false);
  const read = readValue(kind, text);
  const fault = left && "fault" in read ? (text.trim() === "" ? "A value is needed" : read.fault) : null;
  // Another tab, or a run opened in Query, brings its own values.
  useEffect(() => {
    setText((shown) => {
      const now = readValue(kind, shown);
      const same = "value" in now ? alike(now.value, value) : value === undefined;
      return same ? shown : showValue(value);
    });
  }, [value, kind]);
  const type = (next: string) => {
    setText(next);
    const now = readValue(kind, next);
    onChange("value" in now ? now.value : undefined);
  };
  const presets = presetsOf(parameter.name, kind);
  const chosen = Array.isArray(value) ? value : value === undefined ? [] : [String(value)];
  const preset = (each: string) => {
    if (kind !== "list") type(each);
    else type(showValue(chosen.includes(each) ? chosen.filter((other) => other !== each) : [...chosen, each]));
  };
  const describedBy = fault ? `${id}-fault` : undefined;
  const common = { id, "aria-invalid": fault !== null, "aria-describedby": describedBy, spellCheck: false } as const;
  return (
    <div>
      <div className="label">
        <label htmlFor={id} className="mono text-read">
          {parameter.name}
        </label>
        <span className="text-hint">{presets?.unit ?? KIND_WORDS[kind]}</span>
      </div>
      {kind === "boolean" ? (
        <Segments
          label={parameter.name}
          size="s"
          wide
          value={text}
          options={[
            { value: "true", word: "Yes" },
            { value: "false", word: "No" },
          ]}
          onChange={type}
        />
      ) : kind === "list" ? (
        <ListField
          id={id}
          name={parameter.name}
          text={text}
          invalid={fault !== null}
          describedBy={describedBy}
          onChange={type}
          onLeave={() => setLeft(true)}
        />
      ) : (
        <input
          {...common}
          className="field field-s"
          type={kind === "date" ? "date" : kind === "timestamp" ? "datetime-local" : "text"}
          step={kind === "timestamp" ? 1 : undefined}
          inputMode={kind === "whole" || kind === "decimal" ? "decimal" : "text"}
          autoComplete="off"
          value={text}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setLeft(true)}
        />
      )}
      {presets && (
        <fieldset className="presets" aria-label={`Usual values of ${parameter.name}`}>
          {presets.values.map((each) => (
            <button key={each} type="button" aria-pressed={chosen.includes(each)} onClick={() => preset(each)}>
              {each}
            </button>
          ))}
        </fieldset>
      )}
      {fault && (
        <p id={`${id}-fault`} className="wrong">
          {fault}
        </p>
      )}
      {last !== undefined && !alike(last, value) && (
        <Button look="link" className="mt-1 max-w-full text-t12" title={showValue(last)} onClick={() => onChange(last)}>
          <span className="cut">As last time: {shortValue(last)}</span>
        </Button>
      )}
    </div>
  );
}
