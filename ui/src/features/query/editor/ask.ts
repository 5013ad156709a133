// Questions about the text in the editor, which goes on changing while they are answered. The host drops a question once a
// newer one of its kind waits; here an answer is dropped when the text has changed meanwhile.
import { Facet } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { asAppError } from "@/ipc";

/** The instances that the text is written for. */
export const forInstances = Facet.define<() => string[], () => string[]>({ combine: (all) => all[0] ?? (() => []) });

type Question<T> = (sql: string, instances: string[]) => Promise<T>;

/** The answer to a question about the text as it stands; undefined where it is of no use any more. */
export async function ask<T>(view: EditorView, question: Question<T>): Promise<T | undefined> {
  const { doc } = view.state;
  try {
    const answer = await question(doc.toString(), view.state.facet(forInstances)());
    return view.state.doc.eq(doc) ? answer : undefined;
  } catch (thrown) {
    if (asAppError(thrown).code === "query.superseded") return undefined;
    throw thrown;
  }
}

/** As `ask`, for what comes by itself: nothing is said where the question fails. */
export const askQuietly = <T>(view: EditorView, question: Question<T>): Promise<T | undefined> =>
  ask(view, question).catch(() => undefined);

/** How the editor speaks to the person. */
export interface Talk {
  say: (text: string) => void;
  fail: (thrown: unknown) => void;
}

const SILENT: Talk = { say: () => undefined, fail: () => undefined };

export const talk = Facet.define<Talk, Talk>({ combine: (all) => all[0] ?? SILENT });

/** Says why something that was asked for cannot be: what the query does not allow as a remark, everything else as a failure. */
export function sayWhy(view: EditorView, thrown: unknown): void {
  const error = asAppError(thrown);
  const { say, fail } = view.state.facet(talk);
  if (error.code.startsWith("query.")) say([error.message, error.nextStep].filter(Boolean).join(" "));
  else fail(thrown);
}
