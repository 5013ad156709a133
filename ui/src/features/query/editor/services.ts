// What the editor knows of the text beyond its colours and findings, and the keys for it.
import { type Extension, Prec, type StateEffect } from "@codemirror/state";
import { closeHoverTooltips, type EditorView, hasHoverTooltips, keymap } from "@codemirror/view";
import { onMac } from "@/components/keys";
import { definition, goToDefinition } from "./definition";
import { formatText } from "./layout";
import { explain, names } from "./names";
import { renaming, renamingNow, setRenaming, startRename } from "./rename";
import { setSignature, showSignature, signature, signatureShown } from "./signature";

/** Closes what stands over the text; false where nothing does. */
export function closeCards(view: EditorView): boolean {
  const effects: StateEffect<unknown>[] = [];
  if (hasHoverTooltips(view.state)) effects.push(closeHoverTooltips);
  if (view.state.field(signatureShown)) effects.push(setSignature.of(null));
  if (view.state.field(renamingNow)) effects.push(setRenaming.of(null));
  if (effects.length > 0) view.dispatch({ effects });
  return effects.length > 0;
}

/** On a Mac Option with a letter types a sign, so that the editor's own names of keys do not reach it. */
const formatOnMac = (view: EditorView, event: KeyboardEvent): boolean =>
  onMac() && event.altKey && event.shiftKey && !event.metaKey && !event.ctrlKey && event.keyCode === 70
    ? formatText(view)
    : false;

export const services: Extension = [
  names,
  signature,
  definition,
  renaming,
  Prec.high(keymap.of([{ key: "Escape", run: closeCards }])),
  keymap.of([
    { key: "F12", run: goToDefinition },
    { key: "F2", run: startRename },
    { key: "Shift-F1", run: explain },
    { key: "Mod-Shift-Space", run: showSignature },
    { key: "Shift-Alt-f", run: formatText },
    { any: formatOnMac },
  ]),
];
