// Texts with places to fill: offered while typing, or put in from their list. Tab goes from place to place.
import { type Completion as Option, snippet } from "@codemirror/autocomplete";
import { Facet } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import type { Snippet } from "@/ipc";

export const snippetsAtHand = Facet.define<() => Snippet[], () => Snippet[]>({
  combine: (all) => all[0] ?? (() => []),
});

const PLACE = /\$\{([^{}]*)\}/g;

/** A body as the library reads it: places of one name are filled together, in the order of their first; `${}` comes last. */
export function templateOf(body: string): string {
  const names = [...new Set([...body.matchAll(PLACE)].map(([, name = ""]) => name.trim()))].filter(
    (name) => name !== "",
  );
  const plain = body.replace(/#\{/g, "#\\{");
  return plain.replace(PLACE, (_all, inside: string) => {
    const name = inside.trim();
    return name === "" ? `\${${names.length + 1}}` : `\${${names.indexOf(name) + 1}:${name}}`;
  });
}

/** Puts a snippet in the place of what is selected, with its first place to fill selected. */
export function insertSnippet(view: EditorView, body: string): void {
  const { from, to } = view.state.selection.main;
  snippet(templateOf(body))(view, null, from, to);
  view.focus();
}

/** A snippet as one of the options while typing. */
export const snippetOption = ({ prefix, body }: Snippet): Option => ({
  label: prefix,
  apply: (view, option, from, to) => snippet(templateOf(body))(view, option, from, to),
  boost: 2,
});

/** A piece of a text as the body of a snippet: without the indentation that all its lines share. */
export function bodyOf(text: string): string {
  const lines = text.replace(/\s+$/, "").split("\n");
  const indents = lines.filter((line) => line.trim() !== "").map((line) => /^ */.exec(line)?.[0].length ?? 0);
  // The selection may begin behind the indentation of its first line.
  const shared = Math.min(...(indents.length > 1 ? indents.slice(1) : indents), 80);
  return lines.map((line, i) => (i === 0 ? line.trimStart() : line.slice(Math.min(shared, line.length)))).join("\n");
}
