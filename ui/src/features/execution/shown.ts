import { isUnderWay, needsLook } from "@/components/State";
import type { ExecutionSummary } from "@/ipc";

/** Which executions the place shows. */
export type Show = "all" | "open" | "look" | "queue";

/** Those of the list that are shown; the queue is a list of its own. */
export const SHOWN: Record<Exclude<Show, "queue">, (run: ExecutionSummary) => boolean> = {
  all: () => true,
  open: (run) => isUnderWay(run.state),
  look: (run) => needsLook(run.state),
};

export const isShow = (text: unknown): text is Show => text === "queue" || Object.hasOwn(SHOWN, String(text));

/** What stands in the address of the place besides the run that is open. */
export interface Search {
  show?: Show;
  /** The run that the open one is compared with. */
  with?: string;
}

export const readSearch = ({ show, with: other }: Record<string, unknown>): Search => ({
  ...(isShow(show) ? { show } : {}),
  ...(typeof other === "string" && other !== "" ? { with: other } : {}),
});
