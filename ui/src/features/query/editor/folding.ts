// What can be folded: parentheses, which hold common table expressions and subqueries, CASE, and long comments.
import { codeFolding, foldGutter, foldKeymap, foldService } from "@codemirror/language";
import type { Extension, Text } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { element } from "./element";
import { lineIcon } from "./find";
import type { Placed } from "./place";

const PIECE = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[()]|\b(?:case|end)\b/gi;

/** Beyond this many characters nothing is folded rather than typed into with a delay. */
const MOST = 200_000;

const known = new WeakMap<Text, Map<number, Placed>>();

/** What can be folded, by the line on which it begins; of several on a line the longest. */
export function foldsOf(doc: Text): Map<number, Placed> {
  const before = known.get(doc);
  if (before) return before;
  const folds = new Map<number, Placed>();
  known.set(doc, folds);
  if (doc.length > MOST) return folds;
  const sql = doc.toString();
  const add = (from: number, to: number) => {
    const line = doc.lineAt(from).number;
    if (doc.lineAt(to).number === line) return;
    const other = folds.get(line);
    if (!other || to > other.to) folds.set(line, { from, to });
  };
  const open: { sign: "(" | "case"; at: number }[] = [];
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(sql); match !== null; match = PIECE.exec(sql)) {
    const [text] = match;
    const end = match.index + text.length;
    const word = text.toLowerCase();
    if (text.startsWith("/*")) add(match.index + 2, text.endsWith("*/") && text.length > 3 ? end - 2 : end);
    else if (text === "(") open.push({ sign: "(", at: end });
    else if (word === "case") open.push({ sign: "case", at: end });
    else if (text === ")" || word === "end") {
      const sign = text === ")" ? "(" : "case";
      const at = open.findLastIndex((each) => each.sign === sign);
      // An END without its CASE, and what was left open inside, is passed over.
      if (at < 0 || (sign === "case" && open.slice(at).some((each) => each.sign === "("))) continue;
      const [begun] = open.splice(at);
      if (begun) add(begun.at, match.index);
    }
  }
  return folds;
}

const service = foldService.of(
  (state, lineStart) => foldsOf(state.doc).get(state.doc.lineAt(lineStart).number) ?? null,
);

export const folding: Extension = [
  service,
  codeFolding({
    placeholderDOM: (_view, onclick) => {
      const sign = element("button", "cm-folded", "…");
      sign.type = "button";
      sign.tabIndex = -1;
      sign.title = "Unfold";
      sign.setAttribute("aria-label", "Unfold");
      sign.addEventListener("click", onclick);
      return sign;
    },
  }),
  foldGutter({
    markerDOM: (open) => {
      const sign = element(
        "span",
        `cm-fold${open ? "" : " cm-fold-closed"}`,
        lineIcon(open ? "down" : "chevron-right", 12),
      );
      sign.title = open ? "Fold" : "Unfold";
      return sign;
    },
  }),
  keymap.of(foldKeymap),
];
