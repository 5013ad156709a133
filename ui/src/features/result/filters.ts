// Which filters a column takes, and their words.
import { formatNumber, plural } from "@/components/format";
import type { FilterOperator, ResultFilter } from "@/ipc";
import type { ColumnKind, GridColumn } from "./columns";

const WORDS: Record<FilterOperator, string> = {
  contains: "contains",
  lacks: "does not contain",
  equals: "is",
  differs: "is not",
  starts_with: "starts with",
  less: "<",
  at_most: "≤",
  more: ">",
  at_least: "≥",
  between: "between",
  one_of: "one of",
  empty: "is empty",
  not_empty: "is not empty",
};

const NUMBERS: readonly FilterOperator[] = [
  "equals",
  "differs",
  "less",
  "at_most",
  "more",
  "at_least",
  "between",
  "one_of",
  "empty",
  "not_empty",
];

const OPERATORS: Record<ColumnKind, readonly FilterOperator[]> = {
  text: ["contains", "lacks", "equals", "differs", "starts_with", "one_of", "empty", "not_empty"],
  number: NUMBERS,
  day: NUMBERS.filter((operator) => operator !== "one_of"),
  truth: ["equals", "empty", "not_empty"],
};

export const operatorsOf = (kind: ColumnKind): readonly FilterOperator[] => OPERATORS[kind];

/** `=` and `≠` between numbers and days, words between texts. */
export function operatorWord(operator: FilterOperator, kind: ColumnKind): string {
  if (kind === "number" || kind === "day") {
    if (operator === "equals") return "=";
    if (operator === "differs") return "≠";
  }
  return WORDS[operator];
}

/** What a screen reader and the list of operators say: signs have names. */
const NAMES: Partial<Record<FilterOperator, string>> = {
  equals: "equal to",
  differs: "not equal to",
  less: "less than",
  at_most: "at most",
  more: "more than",
  at_least: "at least",
};

export function operatorName(operator: FilterOperator, kind: ColumnKind): string {
  const sign = operatorWord(operator, kind);
  const name = NAMES[operator];
  return name && /^[=≠<≤>≥]$/.test(sign) ? `${sign} ${name}` : sign;
}

/** How many values a filter is written with. `one_of` has a list, a value a line. */
export function valuesOf(operator: FilterOperator): number {
  if (operator === "empty" || operator === "not_empty") return 0;
  return operator === "between" ? 2 : 1;
}

/** `reach ≥ 10`, `city_name one of 3`. */
export function filterWords({ operator, values }: ResultFilter, column: GridColumn): { lead: string; value: string } {
  const word = operatorWord(operator, column.kind);
  if (operator === "between") return { lead: word, value: `${values[0]} and ${values[1]}` };
  if (operator === "one_of" && values.length > 2) return { lead: word, value: plural(values.length, "value") };
  return { lead: word, value: values.join(", ") };
}

/** `12 of 1,284 rows pass the filters`. */
export const passWords = (passed: number, all: number): string =>
  `${formatNumber(passed)} of ${plural(all, "row")} pass the filters`;

export const NUMBER = /^[-+]?(\d+(\.\d*)?|\.\d+)$/;
const DAY = /^\d{4}(-\d{2}(-\d{2}([ T]\d{2}(:\d{2}(:\d{2}(\.\d{1,6})?)?)?)?)?)?$/;

/** What is wrong with a filter that is being written; null when nothing is. */
export function filterFault({ operator, values }: ResultFilter, kind: ColumnKind): string | null {
  if (valuesOf(operator) === 0) return null;
  if (values.length === 0 || values.some((value) => value.trim() === "")) return "";
  if (kind === "number" && values.some((value) => !NUMBER.test(value.trim())))
    return "A number, for example 10 or 0.25";
  if (kind === "day" && values.some((value) => !DAY.test(value.trim())))
    return "A day, month or year: 2026-02-01, 2026-02 or 2026";
  if (operator === "one_of" && values.length > 1000) return "At most 1,000 values";
  return null;
}

/** The filters with one set anew; several of a column hold together. */
export const withFilter = (filters: readonly ResultFilter[], at: number | null, next: ResultFilter): ResultFilter[] =>
  at === null ? [...filters, next] : filters.map((filter, i) => (i === at ? next : filter));
