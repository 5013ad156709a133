// How the function is called whose arguments are being written. It comes with a parenthesis or a comma, or by key, follows the
// caret, and goes with the call or by Escape.
import { type EditorState, type Extension, StateEffect, StateField, type Transaction } from "@codemirror/state";
import { EditorView, showTooltip, type TooltipView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { api, type SignatureHelp } from "@/ipc";
import { askQuietly, talk } from "./ask";
import { element } from "./element";
import { keptAtHand } from "./kept_names";
import { placeOf } from "./place";

/** Pause in typing after which the question is asked, in milliseconds. */
const PAUSE = 40;

interface Shown {
  help: SignatureHelp;
  pos: number;
}

export const setSignature = StateEffect.define<Shown | null>();

export const signatureShown = StateField.define<Shown | null>({
  create: () => null,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(setSignature)) return effect.value;
    return value && transaction.docChanged ? { ...value, pos: transaction.changes.mapPos(value.pos, -1) } : value;
  },
  provide: (field) => showTooltip.from(field, (value) => value && { pos: value.pos, above: true, create: card }),
});

function card(view: EditorView): TooltipView {
  const dom = element("div", "cm-signature");
  const draw = (state: EditorState) => {
    const shown = state.field(signatureShown);
    if (shown) dom.replaceChildren(call(shown.help), element("p", "cm-signature-words", shown.help.documentation));
  };
  draw(view.state);
  return { dom, update: ({ state }) => draw(state) };
}

/** Where each argument stands in the signature. */
export function argumentPlaces({ signature, parameters }: SignatureHelp): { from: number; to: number }[] {
  let after = signature.indexOf("(") + 1;
  return parameters.map((parameter) => {
    const from = Math.max(after, signature.indexOf(parameter, after));
    after = from + parameter.length;
    return { from, to: after };
  });
}

function call(help: SignatureHelp): HTMLElement {
  const active = argumentPlaces(help)[help.active];
  if (!active) return element("p", "cm-signature-call", help.signature);
  const { signature } = help;
  return element(
    "p",
    "cm-signature-call",
    signature.slice(0, active.from),
    element("strong", "", signature.slice(active.from, active.to)),
    signature.slice(active.to),
  );
}

/** Shows what is known of the call around the caret; false where it has moved on before that was known. */
async function askSignature(view: EditorView): Promise<boolean> {
  const { head, empty } = view.state.selection.main;
  const { line, column } = placeOf(view.state.doc, head);
  const forAmazon = view.state.facet(keptAtHand)() === null;
  const help = empty && forAmazon ? await askQuietly(view, (sql) => api.signatureSql(sql, line, column)) : null;
  if (help === undefined || view.state.selection.main.head !== head) return false;
  const before = view.state.field(signatureShown);
  if (!help) {
    if (before) view.dispatch({ effects: setSignature.of(null) });
    return true;
  }
  // It stays where it is within one call of one line, so that it does not walk along with each letter.
  const { doc } = view.state;
  const same = before?.help.signature === help.signature;
  const stays = same && doc.lineAt(before.pos).from === doc.lineAt(head).from;
  const effects: StateEffect<unknown>[] = [setSignature.of({ help, pos: stays ? before.pos : head })];
  if (!same) effects.push(EditorView.announce.of(`${help.signature}: ${help.parameters[help.active] ?? ""}`));
  view.dispatch({ effects });
  return true;
}

/** Shows how the call around the caret is written. */
export function showSignature(view: EditorView): boolean {
  void askSignature(view).then((known) => {
    if (known && !view.state.field(signatureShown)) {
      view.state.facet(talk).say("The caret stands in no call of a known function.");
    }
  });
  return true;
}

/** Whether something was typed that begins an argument. */
function begins(transaction: Transaction): boolean {
  if (!transaction.isUserEvent("input.type") && !transaction.isUserEvent("input.complete")) return false;
  let found = false;
  transaction.changes.iterChanges((_fromA, _toA, _fromB, _toB, inserted) => {
    found ||= /[(,]/.test(inserted.toString());
  });
  return found;
}

const closes = ({ effects }: Transaction): boolean =>
  effects.some((effect) => effect.is(setSignature) && effect.value === null);

const asker = ViewPlugin.fromClass(
  class {
    private timer: number | undefined;
    /** Whether an argument was begun whose call is not known yet. */
    private begun = false;
    constructor(private readonly view: EditorView) {}
    update({ state, transactions, docChanged, selectionSet }: ViewUpdate): void {
      if (transactions.some(closes)) this.begun = false;
      if (transactions.some(begins)) this.begun = true;
      else if (!(docChanged || selectionSet)) return;
      if (!this.begun && state.field(signatureShown) === null) return;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.ask(), PAUSE);
    }
    private async ask(): Promise<void> {
      if (await askSignature(this.view)) this.begun = false;
    }
    destroy(): void {
      window.clearTimeout(this.timer);
    }
  },
);

export const signature: Extension = [signatureShown, asker];
