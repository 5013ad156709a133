// Which sets go together: combinations of columns of yes and no, or of the sets that one text lists.
import { stepsOf } from "./paths";

export interface Combination {
  sets: string[];
  value: number;
  /** The figure as it came; none where several rows were added up. */
  text: string | null;
}

export interface Overlap {
  /** Sets, the one with the greatest total first. */
  sets: string[];
  /** Combinations, the greatest first. */
  combinations: Combination[];
}

const YES = /^(1|1\.0+|true|t|yes|y)$/i;
const NONE = "\u0000";

/** The sets of a text: `DSP, SP`, `[DSP, SP]`, `DSP+SP`, `DSP & SP`. */
export const setsOf = (text: string): string[] => [
  ...new Set(stepsOf(/[>|,[]/.test(text) ? text : text.replace(/\s*[+&;]\s*/g, ","))),
];

/** Rows whose last cell is a figure; the cells before are flags, each named, or the first is a text that lists sets. */
export function overlapOf(rows: readonly (string | null)[][], flags: readonly string[]): Overlap {
  const found = new Map<string, Combination>();
  for (const row of rows) {
    const sets = flags.length > 0 ? flags.filter((_, i) => YES.test(row[i] ?? "")) : setsOf(row[0] ?? "");
    const text = row.at(-1) ?? null;
    const value = Number(text ?? 0);
    if (!Number.isFinite(value)) continue;
    const key = [...sets].sort().join(NONE);
    const known = found.get(key);
    if (known) found.set(key, { sets, value: known.value + value, text: null });
    else found.set(key, { sets, value, text });
  }
  const totals = new Map<string, number>(flags.map((name) => [name, 0]));
  for (const { sets, value } of found.values()) for (const set of sets) totals.set(set, (totals.get(set) ?? 0) + value);
  return {
    sets: [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name),
    combinations: [...found.values()].filter(({ value }) => value > 0).sort((a, b) => b.value - a.value),
  };
}
