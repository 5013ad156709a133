import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  type Completion as Option,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import { api, type Completion } from "@/ipc";
import { forInstances } from "./ask";
import { element } from "./element";
import { keptAtHand, keptNames, type Offered } from "./kept_names";
import { placeOf } from "./place";
import { snippetOption, snippetsAtHand } from "./snippets";

const RANK: Record<Completion["kind"], number> = { alias: 5, cte: 5, column: 4, table: 3, function: 1, keyword: 0 };

async function source(context: CompletionContext): Promise<CompletionResult | null> {
  const tables = context.state.facet(keptAtHand)();
  if (tables) return keptNames(tables, context);
  const word = context.matchBefore(/[\w$]+/);
  const behindDot = context.matchBefore(/\.\s*/);
  if (!word && !behindDot && !context.explicit) return null;
  if (word && /^\d/.test(word.text)) return null;
  const { line, column } = placeOf(context.state.doc, context.pos);
  let offered: Completion[];
  try {
    const instances = context.state.facet(forInstances)();
    offered = await api.completeSql(context.state.doc.toString(), line, column, instances);
  } catch {
    // Typing goes on without completions.
    offered = [];
  }
  if (context.aborted) return null;
  const options: Offered[] = offered.map((entry) => ({
    label: entry.label,
    apply: entry.insert,
    boost: RANK[entry.kind],
    ...(entry.documentation ? { info: () => documentation(entry.documentation) } : {}),
    beside: {
      sign: entry.field_kind === "metric" ? "M" : SIGNS[entry.kind],
      metric: entry.field_kind === "metric",
      type: entry.detail,
      threshold: entry.threshold ?? "",
    },
  }));
  // Where no name may stand, as in a comment, no snippet may either.
  if (!behindDot && offered.length > 0) {
    for (const each of context.state.facet(snippetsAtHand)()) {
      options.push({
        ...snippetOption(each),
        info: () => documentation(each.body, "pre"),
        beside: { sign: "S", metric: false, type: each.name, threshold: "snippet" },
      });
    }
  }
  const from = word?.from ?? context.pos;
  // An empty list, not none: after none the library does not ask again for what was typed while it waited.
  return options.length === 0 ? { from, options } : { from, options, validFor: /^[\w$]*$/ };
}

function documentation(text: string, as: "p" | "pre" = "p"): Node {
  const doc = document.createElement("div");
  doc.append(element(as, "", text));
  return doc;
}

const SIGNS: Record<Completion["kind"], string> = {
  table: "T",
  column: "D",
  function: "f",
  keyword: "",
  cte: "T",
  alias: "T",
};

function sign(option: Option): Node {
  const { metric, sign: letter } = (option as Offered).beside;
  const badge = document.createElement("span");
  badge.className = `kind${metric ? " kind-metric" : ""}${letter === "" ? " kind-none" : ""}`;
  badge.textContent = letter;
  return badge;
}

function cell(className: string, text: string): Node {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = text;
  return span;
}

/** Names as they may stand at the caret; offered by themselves where `typing` is true, else when asked for. */
export const completion = (typing: boolean): Extension => [
  autocompletion({
    activateOnTyping: typing,
    override: [source],
    icons: false,
    activateOnTypingDelay: 40,
    maxRenderedOptions: 60,
    tooltipClass: () => "cm-complete",
    addToOptions: [
      { render: sign, position: 20 },
      { render: (option) => cell("cm-complete-type", (option as Offered).beside.type), position: 80 },
      { render: (option) => cell("cm-complete-threshold", (option as Offered).beside.threshold), position: 85 },
    ],
    // The documentation stands below the list and is as wide, so that it hides no text beside it.
    positionInfo: (_view, list) => ({
      style: `left: 0; top: ${list.bottom - list.top}px; width: ${list.right - list.left}px; max-width: none`,
      class: "cm-complete-doc",
    }),
  }),
  keymap.of([{ key: "Tab", run: acceptCompletion }]),
];
