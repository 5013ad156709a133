import { useEffect, useId, useState } from "react";
import { Segments } from "@/components/Segments";
import type { Parameter, ParameterValue } from "@/ipc";
import { KIND_WORDS, parameterKind, readValue, showValue } from "./parameters";

interface ParameterFieldsProps {
  parameters: Parameter[];
  values: Record<string, ParameterValue | undefined>;
  onChange: (values: Record<string, ParameterValue>) => void;
}

export function ParameterFields({ parameters, values, onChange }: ParameterFieldsProps) {
  const change = (name: string, value: ParameterValue | undefined) => {
    const next: Record<string, ParameterValue> = {};
    for (const [key, kept] of Object.entries(values)) if (key !== name && kept !== undefined) next[key] = kept;
    if (value !== undefined) next[name] = value;
    onChange(next);
  };
  return (
    <section className="part" aria-label="Parameters">
      <div className="part-head">
        <h2>Parameters</h2>
        <span className="text-hint">
          {parameters.length === 0 ? "none in the SQL" : `${parameters.length} found in the SQL`}
        </span>
      </div>
      <div className="grid gap-2">
        {parameters.map((parameter) => (
          <ParameterField
            key={`${parameter.name} ${parameter.data_type}`}
            parameter={parameter}
            value={values[parameter.name]}
            onChange={(value) => change(parameter.name, value)}
          />
        ))}
      </div>
    </section>
  );
}

interface ParameterFieldProps {
  parameter: Parameter;
  value: ParameterValue | undefined;
  onChange: (value: ParameterValue | undefined) => void;
}

function ParameterField({ parameter, value, onChange }: ParameterFieldProps) {
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
      const same = "value" in now ? JSON.stringify(now.value) === JSON.stringify(value) : value === undefined;
      return same ? shown : showValue(value);
    });
  }, [value, kind]);
  const type = (next: string) => {
    setText(next);
    const now = readValue(kind, next);
    onChange("value" in now ? now.value : undefined);
  };
  return (
    <div>
      <div className="label">
        <label htmlFor={id} className="mono text-read">
          {parameter.name}
        </label>
        <span className="text-hint">{KIND_WORDS[kind]}</span>
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
      ) : (
        <input
          id={id}
          className="field field-s"
          type={kind === "date" ? "date" : "text"}
          inputMode={kind === "whole" || kind === "decimal" ? "decimal" : "text"}
          spellCheck={false}
          autoComplete="off"
          value={text}
          aria-invalid={fault !== null}
          aria-describedby={fault ? `${id}-fault` : undefined}
          onChange={(event) => type(event.target.value)}
          onBlur={() => setLeft(true)}
        />
      )}
      {fault && (
        <p id={`${id}-fault`} className="wrong">
          {fault}
        </p>
      )}
    </div>
  );
}
