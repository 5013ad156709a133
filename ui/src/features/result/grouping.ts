// How rows are taken together: by which columns, across one, and which figures. Columns go by their names, so that the next run of
// a query can be grouped alike.
import type { GroupKey, GroupRequest, GroupUnit, Measure, ResultFilter } from "@/ipc";
import type { GridColumn } from "./columns";
import { isId } from "./format";

export interface GroupBy {
  column: string;
  /** Of days and moments only. */
  unit: GroupUnit | null;
}

export interface GroupOf {
  measure: Measure;
  /** None for the number of rows. */
  column: string | null;
}

export interface Grouping {
  rows: GroupBy[];
  across: GroupBy | null;
  values: GroupOf[];
}

export const MOST_KEYS = 8;
export const MOST_VALUES = 20;

export const UNITS: readonly GroupUnit[] = ["day", "week", "month", "quarter", "year"];

export const MEASURES: readonly { measure: Measure; word: string }[] = [
  { measure: "rows", word: "Rows" },
  { measure: "sum", word: "Sum of" },
  { measure: "average", word: "Average of" },
  { measure: "least", word: "Least of" },
  { measure: "lower_quartile", word: "Lower quartile of" },
  { measure: "median", word: "Median of" },
  { measure: "upper_quartile", word: "Upper quartile of" },
  { measure: "greatest", word: "Greatest of" },
  { measure: "distinct", word: "Different" },
];

const OF_ANYTHING: ReadonlySet<Measure> = new Set(["least", "greatest", "distinct"]);

/** Whether a figure can be taken of a column. Ids are names: nothing is reckoned with them. */
export const takes = (measure: Measure, column: GridColumn): boolean =>
  OF_ANYTHING.has(measure) || (column.numeric && !isId(column.name));

/** The figures that some column has. */
export const measuresFor = (columns: readonly GridColumn[]) =>
  MEASURES.filter(({ measure }) => measure === "rows" || columns.some((column) => takes(measure, column)));

/** What a column is grouped by at first: days each for itself, moments by their day. */
export const groupBy = (column: GridColumn): GroupBy => ({
  column: column.name,
  unit: /^TIMESTAMP/i.test(column.data_type) ? "day" : null,
});

/** A figure with another measure; a column that has it not makes room for the first that has. */
export function withMeasure(value: GroupOf, measure: Measure, columns: readonly GridColumn[]): GroupOf {
  if (measure === "rows") return { measure, column: null };
  const fits = (column: GridColumn) => takes(measure, column);
  const kept = columns.find((column) => column.name === value.column && fits(column));
  return { measure, column: (kept ?? columns.find(fits))?.name ?? null };
}

/** One more figure, one that is not there yet. */
export function oneMore(values: readonly GroupOf[], columns: readonly GridColumn[]): GroupOf {
  if (!values.some(({ measure }) => measure === "rows")) return { measure: "rows", column: null };
  const free = columns.find(
    (column) =>
      takes("sum", column) && !values.some((value) => value.measure === "sum" && value.column === column.name),
  );
  return free
    ? { measure: "sum", column: free.name }
    : withMeasure({ measure: "rows", column: null }, "distinct", columns);
}

/** What is offered where nothing was grouped before. */
export function firstGrouping(columns: readonly GridColumn[]): Grouping {
  const first = columns.find(({ kind, name }) => kind === "text" && !isId(name)) ?? columns[0];
  return { rows: first ? [groupBy(first)] : [], across: null, values: [{ measure: "rows", column: null }] };
}

/** A grouping without the columns that this result has not; null where nothing of it is left. */
export function fitting(grouping: Grouping, columns: readonly GridColumn[]): Grouping | null {
  const find = (name: string | null) => columns.find((column) => column.name === name);
  const by = (key: GroupBy): GroupBy[] => {
    const column = find(key.column);
    return column ? [{ column: key.column, unit: column.kind === "day" ? key.unit : null }] : [];
  };
  const values = grouping.values.filter(({ measure, column: name }) => {
    const column = find(name);
    return measure === "rows" || (column !== undefined && takes(measure, column));
  });
  const rows = grouping.rows.flatMap(by);
  const across = grouping.across ? (by(grouping.across)[0] ?? null) : null;
  return values.length > 0 && (rows.length > 0 || across) ? { rows, across, values } : null;
}

/** What is asked of the host. */
export function groupRequest(
  of: { id: string; execution_id: string; filters: ResultFilter[] },
  { rows, across, values }: Grouping,
  columns: readonly GridColumn[],
): GroupRequest {
  const index = (name: string) => columns.findIndex((column) => column.name === name);
  const key = ({ column, unit }: GroupBy): GroupKey => ({ column: index(column), unit });
  return {
    ...of,
    rows: rows.map(key),
    across: across && key(across),
    values: values.map(({ measure, column }) => ({ measure, column: column === null ? null : index(column) })),
  };
}

const byWords = ({ column, unit }: GroupBy): string => (unit ? `${unit} of ${column}` : column);

export const ofWords = ({ measure, column }: GroupOf): string => {
  const word = MEASURES.find((entry) => entry.measure === measure)?.word.toLowerCase() ?? measure;
  return column === null ? word : `${word} ${column}`;
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** `Grouped by campaign and month of day, across city: sum of cost, rows`. */
export function groupingWords({ rows, across, values }: Grouping): string {
  const by = rows.length > 0 ? `Grouped by ${listed(rows.map(byWords))}` : "All rows together";
  return `${by}${across ? `, across ${byWords(across)}` : ""}: ${values.map(ofWords).join(", ")}`;
}

/** What keeps a grouping from being worked out; null when nothing does. */
export function groupingFault({ rows, values }: Grouping): string | null {
  if (values.length === 0) return "Choose at least one value";
  if (new Set(rows.map(({ column }) => column)).size < rows.length) return "A column stands in the rows twice";
  if (new Set(values.map(ofWords)).size < values.length) return "A value is chosen twice";
  return null;
}

/** The grouping with another figure in place of the sums that were refused: those whose columns the refusal names, or all. */
export function insteadOfSums(grouping: Grouping, refusal: string, measure: Measure): Grouping {
  const named = grouping.values.some(({ measure, column }) => measure === "sum" && refusal.includes(`“${column}”`));
  const refused = ({ measure: of, column }: GroupOf) => of === "sum" && (!named || refusal.includes(`“${column}”`));
  const values = grouping.values.map((value) => (refused(value) ? { ...value, measure } : value));
  // The average may be there already.
  const seen = new Set<string>();
  return {
    ...grouping,
    values: values.filter((value) => {
      const words = ofWords(value);
      return !seen.has(words) && seen.add(words);
    }),
  };
}

export function readGrouping(text: string): Grouping | null {
  try {
    const { rows, across, values } = JSON.parse(text) as Partial<Grouping>;
    return Array.isArray(rows) && Array.isArray(values) ? { rows, across: across ?? null, values } : null;
  } catch {
    return null;
  }
}
