// Finding and replacing in the text: the library's search behind a panel of our own.
import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  openSearchPanel,
  replaceAll,
  replaceNext,
  SearchQuery,
  search,
  searchKeymap,
  selectMatches,
  setSearchQuery,
} from "@codemirror/search";
import type { EditorState, Extension } from "@codemirror/state";
import { type EditorView, keymap, type Panel, runScopeHandlers } from "@codemirror/view";
import { formatNumber } from "@/components/format";
import { keyName } from "@/components/keys";
import { element } from "./element";

/** So many are counted; a text with more says so. */
const MOST = 2000;

interface Count {
  all: number;
  /** Which of them is selected, from 1; 0 for none. */
  at: number;
  more: boolean;
}

export function countMatches(state: EditorState, query: SearchQuery): Count {
  const count: Count = { all: 0, at: 0, more: false };
  if (!query.valid) return count;
  const { from, to } = state.selection.main;
  const cursor = query.getCursor(state) as Iterator<{ from: number; to: number }>;
  for (let next = cursor.next(); !next.done; next = cursor.next()) {
    if (count.all === MOST) return { ...count, more: true };
    count.all += 1;
    if (next.value.from === from && next.value.to === to) count.at = count.all;
  }
  return count;
}

export function countWords(query: SearchQuery, { all, at, more }: Count): string {
  if (query.search === "") return "";
  if (!query.valid) return "not a valid pattern";
  if (all === 0) return "no match";
  const of = `${formatNumber(all)}${more ? "+" : ""}`;
  return at > 0 ? `${formatNumber(at)} of ${of}` : `${of} ${all === 1 ? "match" : "matches"}`;
}

const LINES: Record<string, string[]> = {
  "chevron-right": ["m9 18 6-6-6-6"],
  up: ["m18 15-6-6-6 6"],
  down: ["m6 9 6 6 6-6"],
  x: ["M18 6 6 18", "m6 6 12 12"],
};

/** The icon as elements: the page's policy allows no data: images. */
export function lineIcon(name: string, size = 14): SVGElement {
  const make = (tag: string, attributes: Record<string, string>) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made as SVGElement;
  };
  const svg = make("svg", {
    viewBox: "0 0 24 24",
    width: String(size),
    height: String(size),
    fill: "none",
    stroke: "currentColor",
    "stroke-width": "1.75",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    "aria-hidden": "true",
  });
  svg.append(...(LINES[name] ?? []).map((d) => make("path", { d })));
  return svg;
}

function button(
  label: string,
  keys: string,
  inside: Node | string,
  run: () => void,
  look = "btn-quiet",
): HTMLButtonElement {
  const made = element("button", `btn btn-s ${look}`, inside);
  made.type = "button";
  if (typeof inside !== "string") {
    made.classList.add("btn-square");
    made.setAttribute("aria-label", label);
  }
  made.title = keys ? `${label}, ${keys}` : label;
  made.addEventListener("click", run);
  return made;
}

function input(label: string, placeholder: string, value: string): HTMLInputElement {
  const made = element("input", "cm-find-input");
  made.setAttribute("aria-label", label);
  made.placeholder = placeholder;
  made.value = value;
  made.spellcheck = false;
  made.autocomplete = "off";
  return made;
}

type Choice = "caseSensitive" | "wholeWord" | "regexp";
const CHOICES: readonly { name: Choice; sign: string; label: string; key: string }[] = [
  { name: "caseSensitive", sign: "Aa", label: "Match case", key: "Alt C" },
  { name: "wholeWord", sign: "abc", label: "Whole words", key: "Alt W" },
  { name: "regexp", sign: ".*", label: "Regular expression", key: "Alt R" },
];

const panels = new WeakMap<EditorView, FindPanel>();

class FindPanel implements Panel {
  readonly dom: HTMLElement;
  readonly top = true;
  private query: SearchQuery;
  private readonly sought: HTMLInputElement;
  private readonly put: HTMLInputElement;
  private readonly said = element("span", "cm-find-count");
  private readonly toggles = new Map<Choice, HTMLButtonElement>();
  private readonly second: HTMLElement;
  private readonly more: HTMLButtonElement;

  constructor(private readonly view: EditorView) {
    this.query = getSearchQuery(view.state);
    this.sought = input("Find in the text", "Find", this.query.search);
    this.sought.setAttribute("main-field", "true");
    this.put = input("Replace by", "Replace by", this.query.replace);
    this.said.setAttribute("role", "status");
    for (const { name, sign, label, key } of CHOICES) {
      const toggle = element("button", "cm-find-toggle", sign);
      toggle.type = "button";
      toggle.title = `${label}, ${key}`;
      toggle.setAttribute("aria-label", label);
      toggle.addEventListener("click", () => this.toggle(name));
      this.toggles.set(name, toggle);
    }
    this.more = button("Replace", "", lineIcon("chevron-right"), () => this.open(this.second.hidden === true));
    this.second = element(
      "div",
      "cm-find-row",
      element("div", "field field-s cm-find-field", this.put),
      button("Replace this one", "Enter", "Replace", () => replaceNext(view), ""),
      button("Replace all", keyName("Alt Enter"), "Replace all", () => replaceAll(view), ""),
    );
    const first = element(
      "div",
      "cm-find-row",
      this.more,
      element("div", "field field-s cm-find-field", this.sought, ...this.toggles.values()),
      button("Previous match", "Shift Enter", lineIcon("up"), () => findPrevious(view)),
      button("Next match", "Enter", lineIcon("down"), () => findNext(view)),
      button("Select all matches", "Alt Enter", "Select all", () => {
        selectMatches(view);
        view.focus();
      }),
      this.said,
      button("Close", "Esc", lineIcon("x"), () => closeSearchPanel(view)),
    );
    this.dom = element("div", "cm-find", first, this.second);
    this.dom.setAttribute("role", "search");
    this.dom.setAttribute("aria-label", "Find and replace");
    this.sought.addEventListener("input", () => this.commit());
    this.put.addEventListener("input", () => this.commit());
    this.dom.addEventListener("keydown", (event) => this.pressed(event));
    this.open(this.query.replace !== "");
    panels.set(view, this);
    this.draw();
  }

  mount(): void {
    this.sought.select();
  }

  update({ docChanged, selectionSet, transactions, state }: Parameters<NonNullable<Panel["update"]>>[0]): void {
    const next = getSearchQuery(state);
    const other = transactions.some((each) => each.effects.some((effect) => effect.is(setSearchQuery)));
    if (other && !next.eq(this.query)) {
      this.query = next;
      if (this.sought.value !== next.search) this.sought.value = next.search;
      if (this.put.value !== next.replace) this.put.value = next.replace;
    }
    if (docChanged || selectionSet || other) this.draw();
  }

  /** Shows the line for a replacement, and begins there where something is sought already. */
  replaceToo(): void {
    this.open(true);
    (this.sought.value === "" ? this.sought : this.put).focus();
  }

  private toggle(name: Choice): void {
    this.commit({ [name]: !this.query[name] });
  }

  private commit(change: Partial<Record<Choice, boolean>> = {}): void {
    const { caseSensitive, wholeWord, regexp } = this.query;
    const query = new SearchQuery({
      search: this.sought.value,
      replace: this.put.value,
      caseSensitive,
      wholeWord,
      regexp,
      ...change,
    });
    if (query.eq(this.query)) return;
    this.query = query;
    this.view.dispatch({ effects: setSearchQuery.of(query) });
  }

  private open(on: boolean): void {
    this.second.hidden = !on;
    this.more.setAttribute("aria-expanded", String(on));
    this.more.classList.toggle("cm-find-open", on);
  }

  private draw(): void {
    for (const [name, toggle] of this.toggles) toggle.setAttribute("aria-pressed", String(this.query[name]));
    this.said.textContent = countWords(this.query, countMatches(this.view.state, this.query));
    this.sought.setAttribute("aria-invalid", String(this.query.search !== "" && !this.query.valid));
  }

  private pressed(event: KeyboardEvent): void {
    const { view } = this;
    const choice = event.altKey && CHOICES.find(({ key }) => event.code === `Key${key.at(-1)}`);
    const at = (field: HTMLInputElement) => event.target === field;
    if (choice) this.toggle(choice.name);
    else if (event.key === "Enter" && at(this.sought) && event.altKey) selectMatches(view) && view.focus();
    else if (event.key === "Enter" && at(this.sought)) (event.shiftKey ? findPrevious : findNext)(view);
    else if (event.key === "Enter" && at(this.put))
      (event.ctrlKey || event.metaKey || event.altKey ? replaceAll : replaceNext)(view);
    else if (!runScopeHandlers(view, event, "search-panel")) {
      // Keys of the place mean nothing while a word is written here.
      if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/** Opens the panel with the line for a replacement. */
export function openReplace(view: EditorView): boolean {
  openSearchPanel(view);
  panels.get(view)?.replaceToo();
  return true;
}

export const REPLACE_KEY = { key: "Mod-h", mac: "Mod-Alt-f", run: openReplace, scope: "editor search-panel" };

export const finding: Extension = [
  search({ top: true, createPanel: (view) => new FindPanel(view) }),
  keymap.of([REPLACE_KEY, ...searchKeymap]),
];
