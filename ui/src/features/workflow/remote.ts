// How a workflow stands at Amazon, in words.
import type { RemoteState, WorkflowAtAmazon, WorkflowDetail } from "@/ipc";

const WORDS: Record<RemoteState, string> = {
  not_there: "Not saved at Amazon yet",
  same: "The same at Amazon",
  changed_here: "Changed here since it was saved at Amazon",
  changed_there: "Changed at Amazon since it was saved there",
  changed_both: "Changed here and at Amazon since it was saved there",
  deleted_there: "Deleted at Amazon; saving makes it anew",
};

const KNOW_THIS: readonly (RemoteState | null)[] = ["changed_there", "changed_both", "deleted_there"];

export interface Standing extends WorkflowAtAmazon {
  words: string;
  /** Class of its colour. */
  tone: string;
}

/** Whether saving loses what was written at Amazon. */
export const isOverwritten = ({ state }: WorkflowAtAmazon): boolean =>
  state === "changed_there" || state === "changed_both";

/** Each instance of a workflow with what is known of it: what came of a step just taken, or of the last time it was asked. */
export function standing(
  { spec, at_amazon }: Pick<WorkflowDetail, "spec" | "at_amazon">,
  done: readonly WorkflowAtAmazon[],
  name: (id: string) => string,
): Standing[] {
  return spec.instance_ids.map((instance_id) => {
    const of = (all: readonly WorkflowAtAmazon[]) => all.find((one) => one.instance_id === instance_id);
    const found = of(done) ?? of(at_amazon);
    const none = { state: null, remote_sql: null, checked_at: null, done: null, error: null };
    const known = found ?? { instance_id, instance_name: name(instance_id), ...none };
    const words = known.error?.message ?? (known.state ? WORDS[known.state] : "Not asked yet");
    const tone = known.error ? "text-red" : KNOW_THIS.includes(known.state) ? "text-amber" : "text-label";
    return { ...known, words, tone };
  });
}

/** When Amazon was asked last, of any instance. */
export function lastLook(rows: readonly WorkflowAtAmazon[]): number | null {
  const times = rows.flatMap(({ checked_at }) => checked_at ?? []);
  return times.length === 0 ? null : Math.max(...times);
}
