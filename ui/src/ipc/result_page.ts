// Pages of a result cross as Arrow IPC bytes. 64-bit numbers stay BigInt all the way to the text of a cell.
import { DataType, type Field, type Table, tableFromIPC } from "apache-arrow";
import type { PageRequest } from "./bindings";
import { asAppError } from "./errors";
import { host } from "./host";

export interface PageColumn {
  name: string;
  type: string;
  numeric: boolean;
}

export interface Page {
  offset: number;
  /** Rows that the filters leave, over all pages. */
  totalRows: number;
  columns: PageColumn[];
  /** Text of every cell by row and column; null is NULL. */
  rows: (string | null)[][];
}

export async function resultPage(request: PageRequest): Promise<Page> {
  try {
    const bytes = await host().invoke("result_page", { request });
    return decodePage(toBytes(bytes), request.offset);
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code !== "ipc.answer_too_large" || request.limit < 2) throw error;
    // Rows too wide to cross at once cross in halves.
    const half = Math.ceil(request.limit / 2);
    const upper = await resultPage({ ...request, limit: half });
    const lower = await resultPage({ ...request, offset: request.offset + half, limit: request.limit - half });
    return { ...upper, rows: [...upper.rows, ...lower.rows] };
  }
}

function toBytes(answer: unknown): Uint8Array {
  if (answer instanceof Uint8Array) return answer;
  if (Array.isArray(answer)) return Uint8Array.from(answer as number[]);
  return new Uint8Array(answer as ArrayBuffer);
}

export function decodePage(bytes: Uint8Array, offset: number): Page {
  const table = tableFromIPC(bytes);
  const columns = table.schema.fields.map((field) => ({
    name: field.name,
    type: typeWord(field),
    numeric: isNumeric(field.type),
  }));
  const total = Number(table.schema.metadata.get("total_rows") ?? table.numRows);
  return { offset, totalRows: total, columns, rows: rowsOf(table) };
}

function rowsOf(table: Table): (string | null)[][] {
  const vectors = table.schema.fields.map((field, i) => ({ vector: table.getChildAt(i), type: field.type }));
  const rows: (string | null)[][] = [];
  for (let r = 0; r < table.numRows; r++) {
    rows.push(vectors.map(({ vector, type }) => cellText(vector?.get(r), type)));
  }
  return rows;
}

function isNumeric(type: DataType): boolean {
  return DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type);
}

/** AMC's own names of types, which is what people know from its documents. */
function typeWord(field: Field): string {
  const { type } = field;
  if (DataType.isInt(type)) return type.bitWidth > 32 ? "LONG" : "INTEGER";
  if (DataType.isFloat(type)) return "DOUBLE";
  if (DataType.isDecimal(type)) return "DECIMAL";
  if (DataType.isBool(type)) return "BOOLEAN";
  if (DataType.isDate(type)) return "DATE";
  if (DataType.isTimestamp(type)) return "TIMESTAMP";
  if (DataType.isTime(type)) return "TIME";
  if (DataType.isList(type)) return "ARRAY";
  return "STRING";
}

/** The exact text of one cell, as it is copied and filtered. Grouping of digits is the grid's business. */
export function cellText(value: unknown, type: DataType): string | null {
  if (value === null || value === undefined) return null;
  if (DataType.isDecimal(type)) return decimalText(value, type.scale);
  if (DataType.isDate(type)) return isoDay(value);
  if (DataType.isTimestamp(type)) return isoInstant(value);
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "string") return String(value);
  if (typeof value === "object" && Symbol.iterator in value) {
    return JSON.stringify([...(value as Iterable<unknown>)].map((v) => (typeof v === "bigint" ? v.toString() : v)));
  }
  return String(value);
}

/** Decimals come as little-endian two's-complement words of 32 bits. */
function decimalText(value: unknown, scale: number): string {
  if (typeof value !== "object" || value === null || !("length" in value)) return String(value);
  const words = value as ArrayLike<number>;
  let whole = 0n;
  for (let i = words.length - 1; i >= 0; i--) whole = (whole << 32n) | BigInt((words[i] ?? 0) >>> 0);
  const bits = BigInt(words.length * 32);
  if (whole >= 1n << (bits - 1n)) whole -= 1n << bits;
  if (scale <= 0) return whole.toString();
  const negative = whole < 0n;
  const digits = (negative ? -whole : whole).toString().padStart(scale + 1, "0");
  return `${negative ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function isoDay(value: unknown): string {
  const at = value instanceof Date ? value.getTime() : Number(value);
  return new Date(at).toISOString().slice(0, 10);
}

function isoInstant(value: unknown): string {
  const at = value instanceof Date ? value.getTime() : Number(value);
  return new Date(at)
    .toISOString()
    .replace("T", " ")
    .replace(/\.000Z$|Z$/, "");
}
