// What the checker found, in the editor: a wavy line, an icon in the gutter, the words behind the line, and on hover.
import { type EditorState, type Extension, RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  gutter,
  hoverTooltip,
  WidgetType,
} from "@codemirror/view";
import type { Diagnostic, Severity } from "@/ipc";
import { rangeOf } from "./place";

export interface Finding {
  from: number;
  to: number;
  diagnostic: Diagnostic;
}

export const setDiagnostics = StateEffect.define<Diagnostic[]>();

const RANK: Record<Severity, number> = { error: 0, warning: 1, info: 2 };

const PATHS: Record<Severity, string[]> = {
  error: ["m15 9-6 6", "m9 9 6 6"],
  warning: ["M12 8v4", "M12 16h.01"],
  info: ["M12 16v-4", "M12 8h.01"],
};
const SHIELD =
  "M20 13c0 5-3.5 7.5-7.66 8.95a1 1 0 0 1-.67-.01C7.5 20.5 4 18 4 13V6a1 1 0 0 1 1-1c2 0 4.5-1.2 6.24-2.72a1.17 1.17 0 0 1 1.52 0C14.51 3.81 17 5 19 5a1 1 0 0 1 1 1z";
const WORDS: Record<Severity, string> = { error: "Error", warning: "Warning", info: "To know" };

/** The icon as elements: the page's policy allows no data: images. */
function icon(severity: Severity): SVGElement {
  const make = (name: string, attributes: Record<string, string>) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const svg = make("svg", {
    viewBox: "0 0 24 24",
    width: "14",
    height: "14",
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "2.25",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    role: "img",
    "aria-label": WORDS[severity],
  });
  svg.append(
    severity === "warning" ? make("path", { d: SHIELD }) : make("circle", { cx: "12", cy: "12", r: "10" }),
    ...PATHS[severity].map((d) => make("path", { d })),
  );
  return svg as SVGElement;
}

class Sign extends GutterMarker {
  constructor(
    readonly severity: Severity,
    readonly words: string,
  ) {
    super();
  }
  override eq(other: Sign): boolean {
    return other.severity === this.severity && other.words === this.words;
  }
  override toDOM(): Node {
    const sign = document.createElement("span");
    sign.className = `cm-sign cm-sign-${this.severity}`;
    sign.title = this.words;
    sign.append(icon(this.severity));
    return sign;
  }
}

class Lens extends WidgetType {
  constructor(
    readonly severity: Severity,
    readonly words: string,
  ) {
    super();
  }
  override eq(other: Lens): boolean {
    return other.severity === this.severity && other.words === this.words;
  }
  override toDOM(): HTMLElement {
    const lens = document.createElement("span");
    lens.className = `cm-lens cm-lens-${this.severity}`;
    // The same words are in the problem bar, which is read out.
    lens.setAttribute("aria-hidden", "true");
    lens.textContent = this.words;
    return lens;
  }
  override ignoreEvent(): boolean {
    return false;
  }
}

interface Found {
  findings: Finding[];
  marks: DecorationSet;
}

const NONE: Found = { findings: [], marks: Decoration.none };

function decorate(state: EditorState, findings: Finding[]): DecorationSet {
  const ranges = findings
    .filter((finding) => finding.to > finding.from)
    .map(({ from, to, diagnostic }) =>
      Decoration.mark({ class: `cm-wavy cm-wavy-${diagnostic.severity}` }).range(from, to),
    );
  const worst = new Map<number, Diagnostic>();
  for (const { from, diagnostic } of findings) {
    const end = state.doc.lineAt(from).to;
    const seen = worst.get(end);
    if (!seen || RANK[diagnostic.severity] < RANK[seen.severity]) worst.set(end, diagnostic);
  }
  for (const [end, diagnostic] of worst) {
    if (diagnostic.severity === "info") continue;
    const widget = new Lens(diagnostic.severity, shortWords(diagnostic));
    ranges.push(Decoration.widget({ widget, side: 1 }).range(end));
  }
  return Decoration.set(ranges, true);
}

/** What fits behind a line: the message, and the help where both are short. */
export function shortWords({ message, help }: Pick<Diagnostic, "message" | "help">): string {
  return help && message.length + help.length < 72 ? `${message} ${help}` : message;
}

export const found = StateField.define<Found>({
  create: () => NONE,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setDiagnostics)) {
        const { state } = transaction;
        const findings = effect.value
          .map((diagnostic) => ({ ...rangeOf(state.doc, diagnostic), diagnostic }))
          .sort((a, b) => a.from - b.from || RANK[a.diagnostic.severity] - RANK[b.diagnostic.severity]);
        return { findings, marks: decorate(state, findings) };
      }
    }
    if (!transaction.docChanged) return value;
    // Until the next check they move with the text.
    const findings = value.findings.map((finding) => ({
      ...finding,
      from: transaction.changes.mapPos(finding.from, 1),
      to: transaction.changes.mapPos(finding.to, -1),
    }));
    return { findings, marks: value.marks.map(transaction.changes) };
  },
  provide: (field) => EditorView.decorations.from(field, (value) => value.marks),
});

const signs = gutter({
  class: "cm-signs",
  markers(view) {
    const builder = new RangeSetBuilder<GutterMarker>();
    const lines = new Map<number, { severity: Severity; words: string[] }>();
    for (const { from, diagnostic } of view.state.field(found).findings) {
      const at = view.state.doc.lineAt(from).from;
      const line = lines.get(at);
      if (!line) lines.set(at, { severity: diagnostic.severity, words: [diagnostic.message] });
      else {
        line.words.push(diagnostic.message);
        if (RANK[diagnostic.severity] < RANK[line.severity]) line.severity = diagnostic.severity;
      }
    }
    for (const at of [...lines.keys()].sort((a, b) => a - b)) {
      const line = lines.get(at);
      if (line) builder.add(at, at, new Sign(line.severity, line.words.join("\n")));
    }
    return builder.finish();
  },
  initialSpacer: () => new Sign("error", ""),
});

const hover = hoverTooltip((view, pos) => {
  const here = view.state.field(found).findings.filter(({ from, to }) => from <= pos && pos <= to);
  const first = here[0];
  if (!first) return null;
  return {
    pos: first.from,
    end: first.to,
    above: true,
    create() {
      const dom = document.createElement("div");
      dom.className = "cm-finding-tip";
      for (const { diagnostic } of here) {
        const row = document.createElement("p");
        row.className = `cm-lens-${diagnostic.severity}`;
        row.append(icon(diagnostic.severity), document.createTextNode(` ${diagnostic.message}`));
        dom.append(row);
        if (diagnostic.help) {
          const help = document.createElement("p");
          help.className = "cm-finding-help";
          help.textContent = diagnostic.help;
          dom.append(help);
        }
      }
      return { dom };
    },
  };
});

/** Selects the next error (or, without errors, the next finding) after the caret; begins again at the top. */
export function goToNext(view: EditorView): boolean {
  const all = view.state.field(found).findings;
  const errors = all.filter((finding) => finding.diagnostic.severity === "error");
  const list = errors.length > 0 ? errors : all;
  const here = view.state.selection.main.from;
  const next = list.find((finding) => finding.from > here) ?? list[0];
  if (!next) return false;
  goTo(view, next);
  return true;
}

export function goTo(view: EditorView, { from, to }: { from: number; to: number }): void {
  view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
  view.focus();
}

/** The finding whose replacement Alt+Enter takes: the one at the caret, else the first error that has one. */
export function replaceable(state: EditorState): Finding | null {
  const able = state.field(found).findings.filter((finding) => finding.diagnostic.replacement !== null);
  const { from, to } = state.selection.main;
  return (
    able.find((finding) => finding.from <= to && from <= finding.to) ??
    able.find((finding) => finding.diagnostic.severity === "error") ??
    able[0] ??
    null
  );
}

export function replaceFinding(view: EditorView): boolean {
  const finding = replaceable(view.state);
  const insert = finding?.diagnostic.replacement;
  if (!finding || insert === null || insert === undefined) return false;
  view.dispatch({
    changes: { from: finding.from, to: finding.to, insert },
    selection: { anchor: finding.from + insert.length },
    scrollIntoView: true,
    userEvent: "input.replace",
  });
  view.focus();
  return true;
}

export const findings: Extension = [found, signs, hover];
