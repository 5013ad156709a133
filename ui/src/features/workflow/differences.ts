import { showValue } from "@/features/query/parameters";
import type { WorkflowSpec } from "@/ipc";
import { windowWords } from "./words";

export interface Difference {
  what: string;
  from: string;
  to: string;
}

/** What differs between two versions besides the query. */
export function differences(before: WorkflowSpec, after: WorkflowSpec, instance: (id: string) => string): Difference[] {
  const parameters = ({ parameter_values }: WorkflowSpec) =>
    Object.entries(parameter_values)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => `${name} ${showValue(value)}`)
      .join("; ");
  const parts: readonly [string, (spec: WorkflowSpec) => string][] = [
    ["Name", ({ name }) => name],
    ["Description", ({ description }) => description],
    ["Dates", ({ window }) => windowWords(window)],
    ["Parameters", parameters],
    ["Instances", ({ instance_ids }) => instance_ids.map(instance).join(", ")],
  ];
  return parts.flatMap(([what, of]) => {
    const [from, to] = [of(before), of(after)];
    return from === to ? [] : [{ what, from, to }];
  });
}
