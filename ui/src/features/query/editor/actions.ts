import { copyLineDown, toggleComment } from "@codemirror/commands";
import { foldAll, foldCode, unfoldAll } from "@codemirror/language";
import { openSearchPanel, selectNextOccurrence, selectSelectionMatches } from "@codemirror/search";
import type { EditorView } from "@codemirror/view";
import type { RefObject } from "react";
import type { Action } from "@/app/actions";
import { keyName } from "@/components/keys";
import { goToDefinition } from "./definition";
import { openReplace } from "./find";
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
    { word: "Find in the text", keys: keyName("F"), run: on(openSearchPanel) },
    { word: "Find and replace in the text", keys: keyName("H"), run: on(openReplace) },
    { word: "Turn lines into comments and back", keys: keyName("/"), run: on(toggleComment) },
    { word: "Duplicate lines", keys: "Shift Alt Down", run: on(copyLineDown) },
    { word: "Select the next place like this", keys: keyName("D"), run: on(selectNextOccurrence) },
    { word: "Select all places like this", keys: keyName("Shift L"), run: on(selectSelectionMatches) },
    { word: "Fold the line", keys: keyName("Shift ["), run: on(foldCode) },
    { word: "Fold everything", keys: "Ctrl Alt [", run: on(foldAll) },
    { word: "Unfold everything", keys: "Ctrl Alt ]", run: on(unfoldAll) },
    { word: "Go to definition", keys: "F12", run: on(goToDefinition) },
    { word: "Rename the name at the caret", keys: "F2", run: on(startRename) },
    { word: "Explain the name at the caret", keys: "Shift F1", run: on(explain) },
    { word: "Arguments of the call at the caret", keys: keyName("Shift Space"), run: on(showSignature) },
  ];
}
