// Another kind for the same rows: what was chosen stays, what the kind needs besides is filled in.
import type { GridColumn } from "@/features/result/columns";
import { isId } from "@/features/result/format";
import { type GroupOf, groupBy } from "@/features/result/grouping";
import { type ChartKind, hasPart } from "./kinds";
import { numbersOf, usualMeasure, usualValue } from "./measures";
import type { ChartSpec } from "./spec";
import { isFlag, isPath } from "./suggest";

const value = (column: GridColumn): GroupOf => ({ measure: usualMeasure(column), column: column.name });

export function adaptSpec(spec: ChartSpec, kind: ChartKind, columns: readonly GridColumn[]): ChartSpec {
  const find = (name: string | null) => columns.find((column) => column.name === name);
  const numbers = numbersOf(columns);
  const texts = columns.filter((column) => column.kind === "text" && !isPath(column));
  const plain = (but: string | null) =>
    texts.find(({ name }) => !isId(name) && name !== but) ?? columns.find((each) => !each.numeric && each.name !== but);
  const day = columns.find((column) => column.kind === "day");
  const keyed = (column: GridColumn | undefined) =>
    column ? { x: column.name, unit: groupBy(column).unit } : { x: null, unit: null };
  const next: ChartSpec = { ...spec, kind };
  const x = find(spec.x);
  const numeric = find(spec.value.column)?.numeric ?? false;
  // A histogram counts a number; other kinds stand on names or days.
  const drawable = x !== undefined && !(x.numeric && spec.kind === "histogram");
  switch (kind) {
    case "histogram":
      return { ...next, ...keyed(find(spec.value.column)?.numeric ? find(spec.value.column) : numbers[0]) };
    case "scatter": {
      const [first, second] = numbers;
      return {
        ...next,
        x: drawable && x && !x.numeric ? x.name : null,
        value: numeric ? spec.value : second ? value(second) : usualValue(columns),
        second: spec.second ?? (first ? value(numbers.find(({ name }) => name !== spec.value.column) ?? first) : null),
      };
    }
    case "number":
    case "funnel":
    case "overlap": {
      const flags = columns.filter(isFlag);
      const offered = kind === "overlap" ? flags : numbers.filter((column) => !isFlag(column));
      const kept = spec.columns.filter((name) => offered.some((column) => column.name === name));
      const own = kept.length > 0 ? kept : offered.slice(0, 6).map(({ name }) => name);
      if (kind === "number") return { ...next, x: null, unit: null, series: null, columns: own };
      const without = kind === "overlap" ? flags.length > 1 : false;
      return {
        ...next,
        ...(without ? keyed(undefined) : keyed(drawable ? x : plain(null))),
        columns: own,
        series: null,
      };
    }
    case "sankey": {
      const path = columns.find(isPath);
      if (path) return { ...next, ...keyed(path), series: null, top: 50 };
      const from = drawable && x?.kind === "text" ? x : plain(null);
      return { ...next, ...keyed(from), series: spec.series ?? plain(from?.name ?? null)?.name ?? null, top: 50 };
    }
    case "line":
    case "area":
      return { ...next, ...(drawable ? {} : keyed(day ?? plain(null))) };
    case "heat": {
      const across = drawable ? x : (day ?? plain(null));
      return { ...next, ...keyed(across), series: spec.series ?? plain(across?.name ?? null)?.name ?? null };
    }
    case "box":
      return {
        ...next,
        ...(drawable ? {} : keyed(plain(null))),
        value: numeric ? spec.value : numbers[0] ? value(numbers[0]) : spec.value,
      };
    default:
      return {
        ...next,
        ...(drawable ? {} : keyed(plain(null) ?? day)),
        series: hasPart(kind, "series") ? spec.series : null,
      };
  }
}
