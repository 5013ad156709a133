import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import type { Action } from "@/app/actions";
import { keyName } from "@/components/keys";
import { goToDefinition } from "./definition";
import { formatText } from "./layout";
import { explain } from "./names";
import { startRename } from "./rename";
import { showSignature } from "./signature";

/** Keys of the layout, as they are written in lists. */
export const FORMAT_KEYS = "Shift Alt F";

/** What can be done to the text at its caret, for the list of commands. */
export function editorActions(view: RefObject<EditorView | null>): Action[] {
  const on = (run: (view: EditorView) => boolean) => () => {
    const editor = view.current;
    if (!editor) return;
    editor.focus();
    run(editor);
  };
  return [
    { word: "Format", keys: FORMAT_KEYS, run: on(formatText) },
    { word: "Go to definition", keys: "F12", run: on(goToDefinition) },
    { word: "Rename the name at the caret", keys: "F2", run: on(startRename) },
    { word: "Explain the name at the caret", keys: "Shift F1", run: on(explain) },
    { word: "Arguments of the call at the caret", keys: keyName("Shift Space"), run: on(showSignature) },
  ];
}
