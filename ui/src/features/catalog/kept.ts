// Names of kept results as queries over them write them.
import { formatNumber, plural } from "@/components/format";
import type { KeptTable } from "@/ipc";

/** A column as it is written: in quotes, unless it is all small letters. */
export const columnName = (name: string): string =>
  /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** `12 runs`; of more than are read, which ones. */
export const runsBehind = ({ runs, older }: Pick<KeptTable, "runs" | "older">): string =>
  older === 0 ? plural(runs, "run") : `newest ${formatNumber(runs)} of ${plural(runs + older, "run")}`;
