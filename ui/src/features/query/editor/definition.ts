// From a name to where the query gives it: by F12, by a click with Ctrl held, or from the list of commands.
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { onMac } from "@/components/keys";
import { api } from "@/ipc";
import { ask, askQuietly, sayWhy, talk } from "./ask";
import { goTo } from "./findings";
import { type Placed, placeOf, rangeOf } from "./place";

const question = (view: EditorView, pos: number) => {
  const { line, column } = placeOf(view.state.doc, pos);
  return (sql: string) => api.definitionSql(sql, line, column);
};

/** Goes to where the name at the caret is given. */
export function goToDefinition(view: EditorView): boolean {
  ask(view, question(view, view.state.selection.main.head)).then(
    (found) => {
      if (found) goTo(view, rangeOf(view.state.doc, found));
      else if (found === null) view.state.facet(talk).say("The query does not give this name itself.");
    },
    (thrown: unknown) => sayWhy(view, thrown),
  );
  return true;
}

const held = (event: MouseEvent | KeyboardEvent) => (onMac() ? event.metaKey : event.ctrlKey);

const setLink = StateEffect.define<Placed | null>();
const mark = Decoration.mark({ class: "cm-link" });

/** The name that a click would lead away from. */
const link = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setLink))
        return effect.value ? Decoration.set(mark.range(effect.value.from, effect.value.to)) : Decoration.none;
    }
    return transaction.docChanged ? Decoration.none : value;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const pointing = ViewPlugin.fromClass(
  class {
    private word: Placed | null = null;

    update(update: ViewUpdate): void {
      if (update.docChanged) this.word = null;
    }

    point(view: EditorView, word: Placed | null): void {
      if (word?.from === this.word?.from && word?.to === this.word?.to) return;
      this.word = word;
      if (view.state.field(link).size > 0) view.dispatch({ effects: setLink.of(null) });
      if (!word) return;
      void askQuietly(view, question(view, word.from)).then((found) => {
        if (found && this.word === word) view.dispatch({ effects: setLink.of(word) });
      });
    }
  },
  {
    eventHandlers: {
      mousemove(event, view) {
        const pos = held(event) ? view.posAtCoords(event) : null;
        this.point(view, pos === null ? null : view.state.wordAt(pos));
      },
      mouseleave(_event, view) {
        this.point(view, null);
      },
      keyup(event, view) {
        if (!held(event)) this.point(view, null);
      },
      mousedown(event, view) {
        if (event.button !== 0 || !held(event) || event.altKey || event.shiftKey) return false;
        const pos = view.posAtCoords(event);
        if (pos === null) return false;
        view.dispatch({ selection: { anchor: pos } });
        view.focus();
        void askQuietly(view, question(view, pos)).then((found) => {
          if (found) goTo(view, rangeOf(view.state.doc, found));
        });
        return true;
      },
    },
  },
);

export const definition: Extension = [
  link,
  pointing,
  // A click with Ctrl follows a name, so Alt sets another caret.
  EditorView.clickAddsSelectionRange.of((event) => event.altKey),
];
