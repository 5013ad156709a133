// A brand that is being written. Lists and values are kept as they are typed.
import { draftStore } from "@/components/drafts";
import { fits, type ParameterKind, readValue, showValue } from "@/features/query/parameters";
import type { Brand, BrandSpec, ParameterValue, Product } from "@/ipc";

export interface ValueRow {
  /** Tells rows apart while their names are written. */
  key: number;
  name: string;
  kind: ParameterKind;
  text: string;
}

export interface Draft {
  name: string;
  tag: string;
  instance_ids: string[];
  values: ValueRow[];
  products: Product[];
  campaigns: string;
  patterns: string;
}

export const { begin, change: changeDraft, drop: dropDraft, get: getDraft, isChanged, useDraft } = draftStore<Draft>();

/** Kinds that a value can be given; what a date is is told by the query. */
export const VALUE_KINDS: readonly { value: ParameterKind; word: string }[] = [
  { value: "text", word: "Text" },
  { value: "whole", word: "Whole number" },
  { value: "decimal", word: "Number" },
  { value: "boolean", word: "Yes or no" },
  { value: "list", word: "List of text" },
];

export const emptyDraft = (): Draft => ({
  name: "",
  tag: "",
  instance_ids: [],
  values: [],
  products: [],
  campaigns: "",
  patterns: "",
});

function kindOf(value: ParameterValue): ParameterKind {
  if (Array.isArray(value)) return "list";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "whole" : "decimal";
  // Whole numbers that a JavaScript number would round are kept as text.
  return value.length > 15 && fits("whole", value) ? "whole" : "text";
}

export const ofBrand = (brand: BrandSpec): Draft => ({
  name: brand.name,
  tag: brand.tag,
  instance_ids: brand.instance_ids,
  values: Object.entries(brand.parameter_values)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, value], key) => ({ key, name, kind: kindOf(value), text: showValue(value) })),
  products: brand.products,
  campaigns: showValue(brand.campaigns),
  patterns: showValue(brand.campaign_patterns),
});

const listOf = (text: string): string[] => {
  const read = readValue("list", text);
  return "value" in read && Array.isArray(read.value) ? [...new Set(read.value)] : [];
};

/** What is wrong with a row; one that is blank is left out. */
export function rowFault(row: ValueRow, all: readonly ValueRow[]): string | null {
  const name = row.name.trim();
  const bare = row.kind === "boolean" || row.text.trim() === "";
  if (name === "") return bare ? null : "The parameter needs a name";
  if (all.some((other) => other.key < row.key && other.name.trim() === name)) return `${name} is there twice`;
  const read = readValue(row.kind, row.text);
  return "fault" in read ? (row.text.trim() === "" ? `${name} needs a value` : read.fault) : null;
}

/** The first thing that is missing or wrong. */
export function faultOf(draft: Draft): string | null {
  if (draft.name.trim() === "") return "A name is needed";
  return draft.values.map((row) => rowFault(row, draft.values)).find((fault) => fault !== null) ?? null;
}

export function toSpec(draft: Draft): BrandSpec {
  const parameter_values: BrandSpec["parameter_values"] = {};
  for (const { name, kind, text } of draft.values) {
    const read = readValue(kind, text);
    if (name.trim() !== "" && "value" in read) parameter_values[name.trim()] = read.value;
  }
  return {
    name: draft.name.trim(),
    tag: draft.tag.trim(),
    instance_ids: draft.instance_ids,
    parameter_values,
    products: draft.products,
    campaigns: listOf(draft.campaigns),
    campaign_patterns: listOf(draft.patterns),
  };
}

/** Brands whose name, tag, products or campaigns hold every word. */
export const textOf = ({ name, tag, products, campaigns }: Brand): string =>
  [name, tag, ...products.flatMap(({ asin, title }) => [asin, title]), ...campaigns].join(" ");
