// What Find lists, and in which order.
import { defaultFilter } from "cmdk";
import type { LucideIcon } from "lucide-react";

export interface Entry {
  /** Tells it from all others. */
  id: string;
  icon: LucideIcon;
  word: string;
  /** Words by which it is found besides its own. */
  also?: string;
  /** What kind it is, or what tells it from others of its name: in grey, at the end of the line. */
  hint?: string;
  keys?: string;
  disabled?: boolean;
  /** It is known to be what is sought, though its letters may not tell. */
  found?: boolean;
  /** How much less than others it is likely to be meant; 1 at first. */
  weight?: number;
  run: () => unknown;
}

export interface Group {
  heading: string;
  entries: Entry[];
}

/** How well an entry answers to what is sought: from 1 down to 0, which leaves it out. */
export function scoreOf(entry: Entry | undefined, sought: string): number {
  if (!entry) return 0;
  const { word, also, found, weight = 1 } = entry;
  const own = defaultFilter(word, sought);
  const beside = also ? defaultFilter(also, sought) * 0.9 : 0;
  return Math.max(own, beside, found ? 0.01 : 0) * weight;
}
