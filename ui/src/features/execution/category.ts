// What kind of thing stopped a run, by the stable code of its error.
import type { Diagnostic, ExecutionDetail } from "@/ipc";

export type Category =
  | "Compile"
  | "Privacy"
  | "Access"
  | "Throttled"
  | "Overlap"
  | "Time-out"
  | "Service"
  | "Network"
  | "Refused"
  | "Result"
  | "This computer";

/** The first that fits counts: a whole code, or the beginning of one. */
const CODES: readonly (readonly [code: RegExp, category: Category])[] = [
  [/^amc\.compile$|^query\./, "Compile"],
  [/^amc\.overlap$/, "Overlap"],
  [/^amc\.timed_out$/, "Time-out"],
  [/^(amc|auth)\.throttled$/, "Throttled"],
  [/^(amc|auth)\.(network|tls)$/, "Network"],
  [/^(amc|auth)\.(server|bad_answer)$|^amc\.(failed|not_found|not_ready)$|^execution\.(lost|slow)$/, "Service"],
  [/^amc\.(forbidden|terms)$|^auth\.|^execution\.(profile_gone|instance_gone)$/, "Access"],
  [/^amc\.(rejected|refused)$/, "Refused"],
  [/^result\./, "Result"],
  [/^store\./, "This computer"],
];

/** The kind of an error that is known by its code alone. */
export const categoryOfCode = (code: string): Category | null => CODES.find(([known]) => known.test(code))?.[1] ?? null;

/** Findings of the check that Amazon refuses for privacy. */
const PRIVATE: readonly string[] = ["private_output", "literal_comparison"];

/**
 * The kind of an error; null where nothing stopped the run. What the check finds at the place of an error tells a column that may
 * not be shown from one that does not exist.
 */
export function categoryOf(error: ExecutionDetail["error"], found: readonly Diagnostic[] = []): Category | null {
  if (!error) return null;
  const category = categoryOfCode(error.code);
  const mayBePrivate = category === "Compile" || category === "Refused";
  if (mayBePrivate && (PRIVATE.includes(error.details.raw ?? "") || found.some(({ code }) => PRIVATE.includes(code))))
    return "Privacy";
  return category;
}
