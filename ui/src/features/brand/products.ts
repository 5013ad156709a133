// Products that come from elsewhere: what of a text is taken, and what is left out and why.
import { plural } from "@/components/format";
import { type Cells, readCells } from "@/features/query/lists";
import type { Product } from "@/ipc";

const ASIN = /^[A-Z0-9]{10}$/;
export const ASIN_WORDS = "Exactly ten letters or digits, as in B08XYZ1234";

/** An ASIN as Amazon writes it, or none. */
export function asinOf(text: string): string | null {
  const asin = text.trim().toUpperCase();
  return ASIN.test(asin) ? asin : null;
}

/** A line that was left out. */
export interface LeftOut {
  line: number;
  text: string;
  why: string;
}

export interface ProductLog {
  /** From where: a file's name, or the clipboard. */
  from: string;
  added: number;
  /** Products that were there without a title and have one now. */
  titled: number;
  left: LeftOut[];
}

const valid = (cells: Cells, column: number): number => cells.filter((row) => asinOf(row[column] ?? "")).length;

/** A head of a column that holds ASINs; a value that reads like one has digits. */
const namesAsin = (cell: string): boolean => /asin/i.test(cell) && !/\d/.test(cell);
const namesTitle = (cell: string): boolean =>
  /^((product|item)?[ _-]*(title|name|description)|product|item)$/i.test(cell.trim());

/** In which columns ASINs and titles stand, and whether the first line names them. */
function shapeOf(cells: Cells): { asin: number; title: number; header: boolean } {
  const [first = []] = cells;
  const width = Math.max(1, ...cells.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, i) => i);
  const named = first.findIndex(namesAsin);
  const most = columns.reduce((best, next) => (valid(cells, next) > valid(cells, best) ? next : best), 0);
  const asin = named >= 0 ? named : most;
  const others = columns.filter((column) => column !== asin);
  const header = named >= 0 || (asinOf(first[asin] ?? "") === null && others.some((i) => namesTitle(first[i] ?? "")));
  const titled = header ? others.find((column) => namesTitle(first[column] ?? "")) : undefined;
  return { asin, title: titled ?? others[0] ?? -1, header };
}

/** One line of nothing but ASINs is a list of them. */
function upright(cells: Cells): Cells {
  const [first, ...more] = cells;
  const listed = first && more.length === 0 && first.every((cell) => /\d/.test(cell) && asinOf(cell));
  return listed ? first.map((cell) => [cell]) : cells;
}

/** Adds the products of a text to those that are there. Lines are counted without blank ones. */
export function takeProducts(
  text: string,
  from: string,
  already: readonly Product[],
): { products: Product[]; log: ProductLog } {
  const cells = upright(readCells(text));
  const { asin: asinAt, title: titleAt, header } = shapeOf(cells);
  const products = new Map(already.map((product) => [product.asin, product]));
  const fresh = new Set<string>();
  const log: ProductLog = { from, added: 0, titled: 0, left: [] };
  for (const [i, row] of cells.entries()) {
    if (header && i === 0) continue;
    const written = (row[asinAt] ?? "").trim();
    const title = (row[titleAt] ?? "").trim();
    const asin = asinOf(written);
    const known = asin === null ? undefined : products.get(asin);
    const leave = (why: string) => log.left.push({ line: i + 1, text: written || title, why });
    if (asin === null) leave(written === "" ? "has no ASIN" : "is no ASIN: not ten letters or digits");
    else if (!known) {
      products.set(asin, { asin, title });
      fresh.add(asin);
      log.added += 1;
    } else if (known.title === "" && title !== "") {
      products.set(asin, { asin, title });
      if (!fresh.has(asin)) log.titled += 1;
    } else leave(fresh.has(asin) ? "is there twice" : "was there already");
  }
  return { products: [...products.values()], log };
}

/** What a log says in one line. */
export function logWords({ from, added, titled, left }: ProductLog): string {
  const parts = [
    `${plural(added, "product")} taken from ${from}`,
    titled > 0 && `${plural(titled, "title")} added`,
    left.length > 0 && `${plural(left.length, "line")} left out`,
  ];
  return parts.filter(Boolean).join(", ");
}
