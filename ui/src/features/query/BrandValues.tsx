import { Button } from "@/components/Button";
import type { Brand, Parameter, ParameterValue } from "@/ipc";
import { fits, missing, parameterKind } from "./parameters";

interface BrandValuesProps {
  brand: Brand;
  parameters: Parameter[];
  values: Record<string, ParameterValue | undefined>;
  onChange: (values: Record<string, ParameterValue>) => void;
}

/** The brand's values of the parameters that have none yet. */
export function offered({ brand, parameters, values }: Omit<BrandValuesProps, "onChange">) {
  const found: Record<string, ParameterValue> = {};
  for (const { name, data_type } of missing(parameters, values)) {
    const value = brand.parameter_values[name];
    if (value !== undefined && fits(parameterKind(data_type), value)) found[name] = value;
  }
  return found;
}

/** Fills parameters of the query that are empty with what a brand says of them. */
export function BrandValues({ brand, parameters, values, onChange }: BrandValuesProps) {
  const given = offered({ brand, parameters, values });
  const names = Object.keys(given).join(", ");
  const kept = () =>
    Object.fromEntries(
      Object.entries(values).filter((entry): entry is [string, ParameterValue] => entry[1] !== undefined),
    );
  return (
    <p className="mb-2 flex gap-2 text-t12">
      {names === "" ? (
        <span className="cut text-hint">{brand.name} has no value for an empty parameter</span>
      ) : (
        <>
          <Button look="link" onClick={() => onChange({ ...kept(), ...given })}>
            Use its values
          </Button>
          <span className="cut text-hint" title={names}>
            of {names}
          </span>
        </>
      )}
    </p>
  );
}
