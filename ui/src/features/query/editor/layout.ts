// One layout for all queries. Only blanks and the case of words change, and only where they differ: carets, marks and the
// place that one looks at stay where they are.
import { isolateHistory } from "@codemirror/commands";
import type { ChangeSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { api } from "@/ipc";
import { ask, sayWhy, talk } from "./ask";

const BLANKS = /\s*/y;

function blankEnd(text: string, from: number): number {
  BLANKS.lastIndex = from;
  BLANKS.exec(text);
  return BLANKS.lastIndex;
}

/** What turns `before` into `after`, piece by piece where both are the same but for blanks and case. */
export function changesBetween(before: string, after: string): ChangeSpec[] {
  const changes: { from: number; to: number; insert: string }[] = [];
  let [at, other] = [0, 0];
  while (at < before.length || other < after.length) {
    const [end, otherEnd] = [blankEnd(before, at), blankEnd(after, other)];
    const insert = after.slice(other, otherEnd);
    if (before.slice(at, end) !== insert) changes.push({ from: at, to: end, insert });
    [at, other] = [end, otherEnd];
    if (at === before.length || other === after.length) {
      if (at === before.length && other === after.length) break;
      return whole(before, after);
    }
    const word = at;
    while (at < before.length && !/\s/.test(before[at] ?? "")) at += 1;
    const [was, is] = [before.slice(word, at), after.slice(other, other + at - word)];
    if (was === is) {
      other += at - word;
      continue;
    }
    // Blanks were put into it or taken out of it: letter by letter up to there.
    at = word;
    while (at < before.length && other < after.length) {
      // A letter a change, so that a caret inside a word stays there.
      const [old, now] = [before[at] ?? "", after[other] ?? ""];
      if (/\s/.test(old) || /\s/.test(now)) break;
      if (old.toLowerCase() !== now.toLowerCase()) return whole(before, after);
      if (old !== now) changes.push({ from: at, to: at + 1, insert: now });
      at += 1;
      other += 1;
    }
    if (at === word) return whole(before, after);
  }
  return changes;
}

const whole = (before: string, after: string): ChangeSpec[] => [{ from: 0, to: before.length, insert: after }];

/** Lays the query out, in one step to undo. */
export function formatText(view: EditorView): boolean {
  ask(view, (sql) => api.formatSql(sql)).then(
    (text) => {
      if (text === undefined) return;
      const changes = changesBetween(view.state.doc.toString(), text);
      if (changes.length === 0) view.state.facet(talk).say("The query is in this format already.");
      else view.dispatch({ changes, annotations: isolateHistory.of("full"), userEvent: "input.format" });
    },
    (thrown: unknown) => sayWhy(view, thrown),
  );
  return true;
}
