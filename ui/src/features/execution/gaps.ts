import { formatWhen } from "@/components/format";
import type { DataGap } from "@/ipc";

const MOST = 3;

/** Between which instants data were missing; null where Amazon did not say. */
export function missingWords(gaps: readonly DataGap[], now: number): string | null {
  const told = gaps.flatMap(({ start, end }) =>
    start === null || end === null ? [] : [`${formatWhen(start, now)} to ${formatWhen(end, now)}`],
  );
  if (told.length === 0) return null;
  const more = told.length > MOST ? ` and ${told.length - MOST} more` : "";
  return told.slice(0, MOST).join("; ") + more;
}
