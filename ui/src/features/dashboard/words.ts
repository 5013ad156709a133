// How far the rows of a widget can be trusted, in a line.
import { formatDay, formatExact, formatWhen, plural } from "@/components/format";
import type { WidgetRows } from "@/ipc";

/** At noon, so that no time zone makes it another day. */
const noon = (day: string): number => Date.parse(`${day}T12:00:00`);
const short = (day: string): string => formatDay(noon(day)).replace(/^\w+ /, "");

export interface Stamp {
  /** `to 1 Mar`, or `grows to 15 Mar`; may be empty. */
  far: string;
  /** `read Wed 4 Mar 06:41` */
  read: string;
  /** Where there is room for a word or two only. */
  short: string;
  /** Everything, for a tooltip. */
  title: string;
  growing: boolean;
}

export function stampOf(rows: WidgetRows, now: number = Date.now()): Stamp | null {
  const { read_at, last_day, first_day, grows_until, results, outdated } = rows;
  if (read_at === null) return null;
  const growing = grows_until !== null;
  const far =
    grows_until !== null ? `grows to ${short(grows_until)}` : last_day === null ? "" : `to ${short(last_day)}`;
  const read = `read ${formatWhen(read_at, now)}`;
  const days = first_day && last_day ? `${formatDay(noon(first_day))} to ${formatDay(noon(last_day))}` : "";
  const title = [
    `From ${plural(results, "kept result")}${days && `, ${days}`}.`,
    growing ? `Sales are attributed to these days until ${formatDay(noon(grows_until))}.` : "",
    `Read ${formatExact(read_at)}.`,
    outdated ? "Newer results are kept: refresh it to read them." : "",
  ];
  return {
    far,
    read,
    short: growing ? "growing" : far || read,
    title: title.filter(Boolean).join(" "),
    growing,
  };
}

export const withoutWords = (names: readonly string[]): string =>
  names.length === 0 ? "" : `not filtered by ${names.join(", ")}`;

/** `to 1 Mar, read Wed 4 Mar 06:41` */
export const stampWords = ({ far, read }: Stamp): string => [far, read].filter(Boolean).join(", ");
