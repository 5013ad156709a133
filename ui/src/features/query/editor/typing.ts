// Chromium, typing over a selection itself, keeps the look of what it takes away by giving the new text an inline style.
// The page's policy refuses those. So text over a selection never reaches the browser's own editing.
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

export const typeOver: Extension = EditorView.domEventHandlers({
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
