// How the cells of a column are shown. Copies, exports and filters have the exact text, whatever is shown.
import { formatDay, formatDayYear, groupDigits } from "@/components/format";
import type { GridColumn } from "./columns";

export const CURRENCIES = ["USD", "EUR", "GBP", "CAD", "AUD", "JPY", "INR", "MXN", "BRL", "SEK"] as const;

/** `plain` is the exact text; `money:EUR` has its currency. */
export type Format = "plain" | "thousands" | "percent" | "date" | "weekday" | `money:${string}`;

/** Ids are names made of digits: grouping or rounding them would make them another one. */
export const isId = (name: string): boolean => /(^|_)id(s)?$/i.test(name);

export const usualFormat = (column: Pick<GridColumn, "name" | "kind">): Format =>
  column.kind === "number" && !isId(column.name) ? "thousands" : "plain";

/** The formats that a column can be shown in; a single one is no choice. */
export function formatsOf(column: GridColumn): readonly { format: Format; word: string; example: string }[] {
  if (column.kind === "day")
    return [
      { format: "plain", word: "As stored", example: "2026-03-05" },
      { format: "date", word: "Day", example: "5 Mar 2026" },
      { format: "weekday", word: "Day of the week", example: "Thu 5 Mar" },
    ];
  if (column.kind !== "number" || isId(column.name)) return [];
  return [
    { format: "plain", word: "Plain", example: "41220.5" },
    { format: "thousands", word: "Thousands", example: "41,220.5" },
    { format: "percent", word: "Percent", example: "0.25 as 25%" },
  ];
}

/** What a cell shows. */
export function shownText(text: string, column: GridColumn, format: Format = usualFormat(column)): string {
  if (format === "plain" || isId(column.name)) return text;
  if (column.kind === "day") return shownDay(text, format);
  if (column.kind !== "number" || !/^-?\d/.test(text)) return text;
  if (format === "percent") return `${groupDigits(rounded(shifted(text), 2))}%`;
  if (format.startsWith("money:")) return money(text, format.slice("money:".length));
  return groupDigits(shortened(text, column));
}

/** Fractions are read to four places; those that Amazon declared with fixed places have theirs. */
function shortened(text: string, column: GridColumn): string {
  if (/^DECIMAL/i.test(column.data_type) || !/^-?\d+\.\d{5,}$/.test(text)) return text;
  return Number(text).toFixed(Math.abs(Number(text)) < 0.001 ? 8 : 4);
}

function shownDay(text: string, format: Format): string {
  const day = /^(\d{4}-\d{2}-\d{2})(?:[ T](.+))?$/.exec(text);
  if (!day?.[1]) return text;
  // At noon, so that no time zone makes it another day.
  const at = new Date(`${day[1]}T12:00:00`).getTime();
  const words = format === "weekday" ? formatDay(at) : formatDayYear(at).replace(/^\w+ /, "");
  return day[2] ? `${words} ${day[2].slice(0, 8)}` : words;
}

function money(text: string, currency: string): string {
  const places = currency === "JPY" ? 0 : 2;
  const sign = SIGNS[currency] ?? `${currency} `;
  const amount = groupDigits(rounded(text, places));
  return amount.startsWith("\u2212") ? `\u2212${sign}${amount.slice(1)}` : `${sign}${amount}`;
}

const SIGNS: Record<string, string> = { USD: "$", EUR: "€", GBP: "£", JPY: "¥", INR: "₹", CAD: "CA$", AUD: "A$" };

/** A number without zeros at the end of its fraction. */
export const trimmed = (text: string): string => (/^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text);

/** A plain number with its point two places further right. */
function shifted(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return String(Number(text) * 100);
  const [, sign = "", whole = "", fraction = ""] = match;
  const digits = whole + fraction.padEnd(2, "0").slice(0, 2);
  const rest = fraction.slice(2);
  return `${sign}${digits.replace(/^0+(?=\d)/, "")}${rest ? `.${rest}` : ""}`;
}

/** A plain number of any length, to so many places, half away from zero. */
export function rounded(text: string, places: number): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) return Number(text).toFixed(places);
  const [, sign = "", whole = "", fraction = ""] = match;
  const kept = BigInt(whole + fraction.padEnd(places, "0").slice(0, places));
  const up = (fraction[places] ?? "0") >= "5" ? 1n : 0n;
  const digits = (kept + up).toString().padStart(places + 1, "0");
  const cut = digits.length - places;
  const shown = places > 0 ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
  return /[1-9]/.test(shown) ? sign + shown : shown;
}
