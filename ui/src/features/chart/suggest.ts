// What a result is drawn as before anybody chose.
import type { GridColumn } from "@/features/result/columns";
import { isId } from "@/features/result/format";
import { mapOfColumn } from "./map_places";
import { numbersOf, usualMeasure, usualValue } from "./measures";
import { type ChartSpec, PLAIN } from "./spec";

const PATH = /(^|_)(paths?|journeys?|sequences?)($|_)/i;
const FLAG = /^(has|is|saw|in|was|exposed|reached)_/i;
const COMBINATION = /(^|_)(combinations?|overlap|sets?)($|_)/i;

export const isPath = (column: GridColumn): boolean => column.kind === "text" && PATH.test(column.name);
export const isFlag = ({ kind, name }: GridColumn): boolean =>
  kind === "truth" || (kind === "number" && FLAG.test(name));

const value = (column: GridColumn) => ({ measure: usualMeasure(column), column: column.name });

/** The kind that shows most of what a result holds, by the columns it has. */
export function suggestChart(columns: readonly GridColumn[], rows: number): ChartSpec {
  const flags = columns.filter(isFlag);
  const others = columns.filter((column) => !isFlag(column));
  const numbers = numbersOf(others);
  const texts = columns.filter(({ kind }) => kind === "text");
  const text = texts.find(({ name }) => !isId(name)) ?? texts[0];
  const day = columns.find(({ kind }) => kind === "day");
  const made = { ...PLAIN, value: usualValue(others) };

  const path = columns.find(isPath);
  if (rows === 1 && numbers.length > 0) {
    return { ...made, kind: "number", columns: numbers.slice(0, 8).map(({ name }) => name) };
  }
  if (path) return { ...made, kind: "sankey", x: path.name, top: 50 };
  const place = texts.find(({ name }) => mapOfColumn(name) !== null);
  if (flags.length > 1) return { ...made, kind: "overlap", columns: flags.slice(0, 8).map(({ name }) => name) };
  if (day) {
    const unit = /^TIMESTAMP/i.test(day.data_type) ? "day" : null;
    return { ...made, kind: "line", x: day.name, unit, series: text && !isId(text.name) ? text.name : null };
  }
  const combination = texts.find(({ name }) => COMBINATION.test(name));
  if (combination && numbers.length > 0) return { ...made, kind: "overlap", x: combination.name };
  if (place && rows > 1) return { ...made, kind: "map", x: place.name };
  if (text) return { ...made, kind: "bar", x: text.name };
  const [first, second] = numbers;
  if (first && second && rows > 1) return { ...made, kind: "scatter", second: value(first), value: value(second) };
  if (first) return { ...made, kind: "histogram", x: first.name };
  return { ...made, kind: "bar", x: columns[0]?.name ?? null };
}
