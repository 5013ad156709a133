// Another name for an alias or a common table expression: asked for where it stands, changed everywhere at once.
import { isolateHistory } from "@codemirror/commands";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, showTooltip, type TooltipView } from "@codemirror/view";
import { plural } from "@/components/format";
import { api, asAppError } from "@/ipc";
import { ask, sayWhy } from "./ask";
import { element } from "./element";
import { type Placed, placeOf, rangeOf } from "./place";

interface Renaming {
  name: string;
  places: Placed[];
  /** The place at which it was asked for. */
  pos: number;
}

export const setRenaming = StateEffect.define<Renaming | null>();
const mark = Decoration.mark({ class: "cm-rename-place" });

export const renamingNow = StateField.define<Renaming | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setRenaming)) return effect.value;
    return transaction.docChanged ? null : value;
  },
  provide: (field) => [
    showTooltip.from(field, (value) => value && { pos: value.pos, create: form }),
    EditorView.decorations.from(field, (value) =>
      Decoration.set((value?.places ?? []).map(({ from, to }) => mark.range(from, to))),
    ),
  ],
});

/** Asks for another name for what stands at the caret. */
export function startRename(view: EditorView): boolean {
  const { head } = view.state.selection.main;
  const { line, column } = placeOf(view.state.doc, head);
  ask(view, (sql) => api.renamableSql(sql, line, column)).then(
    (found) => {
      if (!found) return;
      const places = found.places.map((place) => rangeOf(view.state.doc, place));
      const here = places.find(({ from, to }) => from <= head && head <= to) ?? places[0];
      if (here) view.dispatch({ effects: setRenaming.of({ name: found.name, places, pos: here.from }) });
    },
    (thrown: unknown) => sayWhy(view, thrown),
  );
  return true;
}

/** Changes all places in one step to undo. */
async function rename(view: EditorView, { pos }: Renaming, newName: string): Promise<boolean> {
  const { line, column } = placeOf(view.state.doc, pos);
  const edits = await ask(view, (sql) => api.renameSql(sql, line, column, newName));
  if (!edits) return false;
  view.dispatch({
    changes: edits.map(({ range, new_text }) => ({ ...rangeOf(view.state.doc, range), insert: new_text })),
    annotations: isolateHistory.of("full"),
    effects: setRenaming.of(null),
    userEvent: "input.rename",
  });
  return true;
}

function form(view: EditorView): TooltipView {
  const asked = view.state.field(renamingNow);
  const input = element("input", "field field-s mono");
  const hint = element("p", "cm-rename-hint");
  const fault = element("p", "wrong");
  const dom = element("form", "cm-rename", input, hint, fault);
  let over = asked === null;
  const leave = (back: boolean) => {
    if (over) return;
    over = true;
    if (back) view.focus();
    view.dispatch({ effects: setRenaming.of(null) });
  };
  if (asked) {
    input.value = asked.name;
    input.setAttribute("aria-label", `New name of ${asked.name}`);
    hint.textContent = `${plural(asked.places.length, "place")}. Enter renames, Escape leaves.`;
  }
  input.spellcheck = false;
  input.autocomplete = "off";
  fault.setAttribute("role", "alert");
  fault.hidden = true;
  input.addEventListener("input", () => {
    fault.hidden = true;
    input.removeAttribute("aria-invalid");
  });
  dom.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!asked || over) return;
    if (input.value.trim() === asked.name) return leave(true);
    rename(view, asked, input.value).then(
      (done) => {
        if (!done) return;
        over = true;
        view.focus();
      },
      (thrown: unknown) => {
        const { message, nextStep } = asAppError(thrown);
        fault.textContent = [message, nextStep].filter(Boolean).join(" ");
        fault.hidden = false;
        input.setAttribute("aria-invalid", "true");
        input.select();
      },
    );
  });
  dom.addEventListener("keydown", (event) => {
    // Keys of the place and of the editor mean nothing in here.
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    leave(true);
  });
  // Later, since it may be taken out by an update that is under way.
  dom.addEventListener("focusout", () =>
    window.setTimeout(() => !dom.contains(document.activeElement) && leave(false)),
  );
  return {
    dom,
    mount: () => {
      input.focus({ preventScroll: true });
      input.select();
    },
    destroy: () => {
      over = true;
    },
  };
}

export const renaming: Extension = renamingNow;
