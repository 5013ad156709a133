import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Button } from "@/components/Button";
import { SkeletonRows } from "@/components/Loading";
import type { Parameter, ParameterValue } from "@/ipc";
import { queries } from "@/ipc/queries";
import { ParameterField } from "./ParameterField";
import { fits, missing, parameterKind } from "./parameters";

type Values = Record<string, ParameterValue | undefined>;

interface ParameterFieldsProps {
  parameters: Parameter[];
  values: Values;
  onChange: (values: Record<string, ParameterValue>) => void;
  /** What stands below, once the fields have their height. */
  below?: ReactNode;
}

const NONE: Record<string, ParameterValue> = {};

/** A field for each parameter of the SQL, with what it was the last time. */
export function ParameterFields({ parameters, values, onChange, below }: ParameterFieldsProps) {
  const names = parameters.map(({ name }) => name).sort();
  const before = useQuery({
    ...queries.lastValues(names),
    enabled: names.length > 0,
    placeholderData: keepPreviousData,
  });
  const known = before.data ?? NONE;
  const last = (parameter: Parameter): ParameterValue | undefined => {
    const value = known[parameter.name];
    return value !== undefined && fits(parameterKind(parameter.data_type), value) ? value : undefined;
  };
  const change = (changes: Values) => {
    const next: Record<string, ParameterValue> = {};
    for (const [key, kept] of Object.entries({ ...values, ...changes })) if (kept !== undefined) next[key] = kept;
    onChange(next);
  };
  const offered = missing(parameters, values).filter((parameter) => last(parameter) !== undefined);
  return (
    <>
      <section className="part" aria-label="Parameters">
        <div className="part-head">
          <h2>Parameters</h2>
          <span className="text-hint">
            {parameters.length === 0 ? "none in the SQL" : `${parameters.length} found in the SQL`}
          </span>
          <span className="flex-1" />
          {offered.length > 1 && (
            <Button
              look="link"
              onClick={() => change(Object.fromEntries(offered.map((parameter) => [parameter.name, last(parameter)])))}
            >
              All as last time
            </Button>
          )}
        </div>
        {/* A value of the last time takes a line of its own: no field may move when it comes. */}
        {before.isLoading && <SkeletonRows rows={parameters.length} height={44} />}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3" hidden={before.isLoading}>
          {parameters.map((parameter) => (
            <ParameterField
              key={`${parameter.name} ${parameter.data_type}`}
              parameter={parameter}
              value={values[parameter.name]}
              last={last(parameter)}
              onChange={(value) => change({ [parameter.name]: value })}
            />
          ))}
        </div>
      </section>
      {!before.isLoading && below}
    </>
  );
}
