// The queue of this computer: in which order runs go, and why one waits.
import { formatWhen, plural } from "@/components/format";
import { holdsWords } from "@/components/SearchField";
import type { QueuedRun } from "@/ipc";

/** So many runs of an instance are at Amazon at once. */
export const PLACES = 8;

/** Runs whose name, instance, ids or dates hold every word of `text`. */
export const queuedLike = (runs: readonly QueuedRun[], text: string): QueuedRun[] =>
  runs.filter((run) => holdsWords(`${run.name} ${run.instance_name} ${run.id} ${run.window_words}`, text));

/** The ids with that of one run taken to another place, counted from 0. */
export function placedAt(ids: readonly string[], id: string, place: number): string[] {
  const others = ids.filter((each) => each !== id);
  return [...others.slice(0, place), id, ...others.slice(place)];
}

/** The runs in the order of the ids; such as came meanwhile stay behind them. */
export function inOrderOf(runs: readonly QueuedRun[], ids: readonly string[]): QueuedRun[] {
  const places = new Map(ids.map((id, i) => [id, i]));
  const place = ({ id }: QueuedRun) => places.get(id) ?? ids.length;
  return [...runs].sort((a, b) => place(a) - place(b));
}

export interface Why {
  first: string;
  second: string;
  tone: "plain" | "amber";
}

/** Why a run waits, and what it waits for. */
export function whyItWaits({ at_amazon, not_before, error }: QueuedRun, now: number): Why {
  const later = not_before !== null && not_before > now ? `goes on at ${formatWhen(not_before, now)}` : null;
  if (error) return { first: error.message, second: later ?? "about to be tried again", tone: "amber" };
  if (later) return { first: "Waits for its time", second: later, tone: "plain" };
  if (at_amazon === 0) return { first: "About to be sent", second: "its instance is free", tone: "plain" };
  const first = at_amazon >= PLACES ? "No free place" : "Waits for its turn";
  return { first, second: `${plural(at_amazon, "run is", "runs are")} at Amazon`, tone: "plain" };
}

/** What a run of the queue is called where its row is not seen. */
export const queuedName = ({ name, instance_name }: Pick<QueuedRun, "name" | "instance_name">): string =>
  `${name}, ${instance_name}`;
