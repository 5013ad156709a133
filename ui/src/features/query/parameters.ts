// Values of the parameters found in the SQL: read from what a person types, by the type the checker found.
import type { Parameter, ParameterValue } from "@/ipc";

export type ParameterKind = "text" | "whole" | "decimal" | "boolean" | "list" | "date" | "timestamp";

export function parameterKind(dataType: string): ParameterKind {
  const type = dataType.toUpperCase();
  if (type.includes("ARRAY") || type.includes("LIST")) return "list";
  if (/BOOL/.test(type)) return "boolean";
  if (/^(LONG|INTEGER|INT|BIGINT|SMALLINT|TINYINT)/.test(type)) return "whole";
  if (/^(DOUBLE|FLOAT|DECIMAL|REAL|NUMERIC)/.test(type)) return "decimal";
  if (/^TIMESTAMP/.test(type)) return "timestamp";
  if (/^DATE/.test(type)) return "date";
  return "text";
}

export const KIND_WORDS: Record<ParameterKind, string> = {
  text: "text",
  whole: "whole number",
  decimal: "number",
  boolean: "yes or no",
  list: "list of text",
  date: "date",
  timestamp: "date and time",
};

/** The value that `text` stands for, or what is wrong with it. Whole numbers beyond 2^53 stay text, so that none is rounded. */
export function readValue(kind: ParameterKind, text: string): { value: ParameterValue } | { fault: string } {
  const trimmed = text.trim();
  switch (kind) {
    case "whole": {
      const digits = trimmed.replace(/[,_\s]/g, "");
      if (!/^[+-]?\d+$/.test(digits)) return { fault: "A whole number, such as 1000" };
      const number = Number(digits);
      return { value: Number.isSafeInteger(number) ? number : digits };
    }
    case "decimal": {
      const number = Number(trimmed.replace(/[_\s]/g, ""));
      return trimmed === "" || !Number.isFinite(number) ? { fault: "A number, such as 0.25" } : { value: number };
    }
    case "boolean":
      return { value: trimmed === "true" };
    case "list": {
      // Values may hold commas once there is a line for each.
      const entries = text
        .split(text.includes("\n") ? "\n" : ",")
        .map((entry) => entry.trim())
        .filter(Boolean);
      return entries.length === 0 ? { fault: "At least one entry" } : { value: entries };
    }
    case "date":
      return /^\d{4}-\d{2}-\d{2}$/.test(trimmed) ? { value: trimmed } : { fault: "A date, such as 2026-03-01" };
    case "timestamp":
      return /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(trimmed)
        ? { value: trimmed.replace(" ", "T") }
        : { fault: "A date and time, such as 2026-03-01T00:00:00" };
    default:
      return trimmed === "" ? { fault: "A text" } : { value: text };
  }
}

export function showValue(value: ParameterValue | undefined): string {
  if (value === undefined) return "";
  if (!Array.isArray(value)) return String(value);
  const byLine = value.length > 3 || value.some((entry) => entry.includes(","));
  return byLine ? `${value.join("\n")}${value.length === 1 ? "\n" : ""}` : value.join(", ");
}

/** A value in a few words. */
export function shortValue(value: ParameterValue): string {
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (!Array.isArray(value)) return String(value);
  return value.length > 2 ? `${value.slice(0, 2).join(", ")} and ${value.length - 2} more` : value.join(", ");
}

/** Whether a value could be one of a parameter of this kind. */
export function fits(kind: ParameterKind, value: ParameterValue): boolean {
  if (kind === "list") return Array.isArray(value);
  if (kind === "boolean") return typeof value === "boolean";
  return !Array.isArray(value) && typeof value !== "boolean" && "value" in readValue(kind, String(value));
}

/** Parameters of the query that have no value yet. */
export function missing(parameters: Parameter[], values: Record<string, ParameterValue | undefined>): Parameter[] {
  return parameters.filter((parameter) => values[parameter.name] === undefined);
}

/** Only the values the query asks for: what a text no longer names is not sent. */
export function used(
  parameters: Parameter[],
  values: Record<string, ParameterValue | undefined>,
): Record<string, ParameterValue> {
  const sent: Record<string, ParameterValue> = {};
  for (const { name } of parameters) {
    const value = values[name];
    if (value !== undefined) sent[name] = value;
  }
  return sent;
}
