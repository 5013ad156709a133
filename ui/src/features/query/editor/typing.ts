// Chromium, putting text in the place of a selection itself, keeps the look of what it takes away by giving the new text an
// inline style. The page's policy refuses those. So a selection never reaches the browser's own editing.
import { EditorSelection, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

const direct = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { state } = view;
    const text = event.data;
    if (event.inputType !== "insertText" || event.isComposing || !text) return false;
    if (state.readOnly || state.selection.ranges.every((range) => range.empty)) return false;
    const { from, to } = state.selection.main;
    const typed = () => state.update(state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const taken = state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, text, typed));
    if (!taken) view.dispatch(typed());
    return true;
  },
});

// What an input method composes cannot be kept from the browser; what it composes over can. Before the editor itself hears of
// it, which from then on leaves the text around the caret alone.
const composed = EditorView.domEventObservers({
  compositionstart(_event, view) {
    const { state } = view;
    if (view.composing || state.readOnly || state.selection.ranges.every((range) => range.empty)) return;
    view.dispatch(
      state.changeByRange((range) => ({
        changes: { from: range.from, to: range.to },
        range: EditorSelection.cursor(range.from),
      })),
      // One step to undo with what is composed.
      { userEvent: "delete.selection" },
    );
  },
});

export const typeOver: Extension = [direct, composed];
