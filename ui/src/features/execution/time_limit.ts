// How long Amazon may work on a run, and what a run that was ended for it may be given next.
import { plural } from "@/components/format";

/** Amazon's own limit, in minutes. */
const OWN = 360;
/** What is offered; more than the last of them Amazon does not give. */
const LONGER: readonly number[] = [720, 1440];

/** The next limit above the one that a run had; null where it had the longest. */
export const longerThan = (minutes: number | null): number | null =>
  LONGER.find((longer) => longer > (minutes ?? OWN)) ?? null;

export const limitTime = (minutes: number): string =>
  minutes % 60 === 0 ? plural(minutes / 60, "hour") : plural(minutes, "minute");

/** What limit a run had. */
export function hadWords(minutes: number | null): string {
  if (minutes === null) return "It had Amazon's own 6 hours.";
  return `It had ${limitTime(minutes)}${longerThan(minutes) === null ? ", the most that Amazon gives" : ""}.`;
}
