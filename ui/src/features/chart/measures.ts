// Which figure of a column is taken at first. The host refuses sums that would be wrong; none of them is offered unasked.
import type { GridColumn } from "@/features/result/columns";
import { isId } from "@/features/result/format";
import type { GroupOf } from "@/features/result/grouping";
import type { Measure } from "@/ipc";

const PEOPLE = /^(reach|uniques?|distinct|users?|people|persons?|households?|shoppers?|viewers?|audiences?)$/;
const RATES =
  /^(rate|ratio|share|percent|percentage|pct|average|avg|mean|median|frequency|freq|ctr|vcr|cvr|cpm|cpc|cpa|roas|acos|per|index)$/;

const has = (name: string, words: RegExp) =>
  name
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((part) => words.test(part));

/** People are not added up, and neither are rates. */
export function usualMeasure({ name, numeric }: Pick<GridColumn, "name" | "numeric">): Measure {
  if (!numeric || isId(name)) return "distinct";
  if (has(name, RATES)) return "average";
  return has(name, PEOPLE) ? "greatest" : "sum";
}

export const numbersOf = (columns: readonly GridColumn[]): GridColumn[] =>
  columns.filter(({ numeric, name }) => numeric && !isId(name));

/** The first number that can be added up, else the first number, else how many rows there are. */
export function usualValue(columns: readonly GridColumn[]): GroupOf {
  const numbers = numbersOf(columns);
  const column = numbers.find((each) => usualMeasure(each) === "sum") ?? numbers[0];
  return column ? { measure: usualMeasure(column), column: column.name } : { measure: "rows", column: null };
}

/** Whether figures of parts make that of the whole when they are added up. */
export const adds = (measure: Measure): boolean => measure === "rows" || measure === "sum";
