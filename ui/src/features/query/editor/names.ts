// What is known of a name: under the pointer after a moment, or at the caret by key.
import type { Extension } from "@codemirror/state";
import { activateHover, EditorView, hoverTooltip, type Tooltip } from "@codemirror/view";
import { thresholdWords } from "@/components/Kind";
import { api, type Hover } from "@/ipc";
import { askQuietly, talk } from "./ask";
import { element, kindSign } from "./element";
import { keptAtHand } from "./kept_names";
import { placeOf, rangeOf } from "./place";

/** More columns than one takes in at a glance. */
const MOST = 10;

/** Editors in which the next tip was asked for by key: it is read out, and its absence is said. */
const wanted = new WeakSet<EditorView>();

async function about(view: EditorView, pos: number, side: -1 | 1): Promise<Tooltip | null> {
  const byKey = wanted.delete(view);
  const { line, column } = placeOf(view.state.doc, pos);
  // What is known are Amazon's names.
  const hover =
    view.state.facet(keptAtHand)() === null
      ? await askQuietly(view, (sql, instances) => api.hoverSql(sql, line, column, instances))
      : null;
  if (hover === undefined) return null;
  const range = hover && rangeOf(view.state.doc, hover.range);
  // A name that ends here counts for the caret; the pointer has to be on it.
  const on = range && (byKey || (side < 0 ? range.from < pos : pos < range.to));
  if (byKey) {
    // Once the tip stands: a transaction before would call it off.
    window.setTimeout(() => {
      if (hover) view.dispatch({ effects: EditorView.announce.of(spoken(hover)) });
      else view.state.facet(talk).say("Nothing is known of what stands here.");
    });
  }
  return hover && range && on
    ? { pos: range.from, end: range.to, above: true, create: () => ({ dom: card(hover) }) }
    : null;
}

const tip = hoverTooltip(about, { hideOnChange: true });

/** Tells what is known of the name at the caret, until the caret moves or Escape is pressed. */
export function explain(view: EditorView): boolean {
  wanted.add(view);
  activateHover(view, view.state.selection.main.head, 1, { tooltip: tip });
  return true;
}

function thresholdLine(threshold: string): HTMLElement {
  const words = thresholdWords(threshold);
  const tone = words === null ? "" : words.startsWith("Never") ? " text-red" : " text-amber";
  return element("p", `cm-name-threshold${tone}`, `Threshold ${threshold}${words ? `: ${words.toLowerCase()}` : ""}`);
}

function columnList({ columns }: Hover): HTMLElement {
  const list = element("ul", "cm-name-columns");
  for (const { name, data_type } of columns.slice(0, MOST)) {
    list.append(element("li", "", element("span", "", name), element("span", "", data_type)));
  }
  if (columns.length > MOST) list.append(element("li", "", `${columns.length - MOST} more`));
  return list;
}

function card(hover: Hover): HTMLElement {
  const head = element("p", "cm-name-head");
  if (hover.field_kind) head.append(kindSign(hover.field_kind));
  head.append(element("span", "cm-name-title", hover.title));
  const dom = element("div", "cm-name-tip", head);
  // A type is short and stands beside the name; everything else below it.
  if (hover.kind === "column") head.append(element("span", "cm-name-detail", hover.detail));
  else if (hover.detail) dom.append(element("p", "cm-name-detail", hover.detail));
  if (hover.threshold) dom.append(thresholdLine(hover.threshold));
  if (hover.documentation) dom.append(element("p", "cm-name-words", hover.documentation));
  if (hover.columns.length > 0) dom.append(columnList(hover));
  return dom;
}

/** The same in words. */
function spoken(hover: Hover): string {
  const columns = hover.columns.slice(0, MOST).map((column) => column.name);
  return [
    hover.title,
    hover.detail,
    hover.field_kind,
    hover.threshold && `threshold ${hover.threshold.replaceAll("_", " ").toLowerCase()}`,
    hover.documentation,
    columns.length > 0 && `Columns: ${columns.join(", ")}`,
  ]
    .filter(Boolean)
    .join(". ");
}

export const names: Extension = tip;
