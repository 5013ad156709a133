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
