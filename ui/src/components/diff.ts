// What differs between two texts: lines first (Myers' shortest edit), then words within lines that took each other's place.

export type Kind = "same" | "less" | "more";

export interface Step<T> {
  kind: Kind;
  value: T;
}

/** Beyond so many differences a shortest edit is no longer looked for: the whole middle counts as replaced. */
const MOST = 1000;

/** The shortest way from `a` to `b`. */
export function steps(a: readonly string[], b: readonly string[]): Step<string>[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail += 1;
  const as = (kind: Kind) => (value: string) => ({ kind, value });
  return [
    ...a.slice(0, head).map(as("same")),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(as("same")),
  ];
}

function middle(a: readonly string[], b: readonly string[]): Step<string>[] {
  const replaced = (): Step<string>[] => [
    ...a.map((value) => ({ kind: "less" as const, value })),
    ...b.map((value) => ({ kind: "more" as const, value })),
  ];
  if (a.length === 0 || b.length === 0) return replaced();
  // For each diagonal how far one gets along `a` in so many edits; kept for each number of edits for the way back.
  const trace: Map<number, number>[] = [];
  let reach = new Map<number, number>([[1, 0]]);
  const limit = Math.min(a.length + b.length, MOST);
  for (let edits = 0; edits <= limit; edits += 1) {
    trace.push(reach);
    const next = new Map<number, number>();
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
      let x = down ? (reach.get(k + 1) ?? 0) : (reach.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return back(a, b, trace, edits);
    }
    reach = next;
  }
  return replaced();
}

function back(a: readonly string[], b: readonly string[], trace: Map<number, number>[], edits: number): Step<string>[] {
  const found: Step<string>[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = edits; d >= 0; d -= 1) {
    const reach = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (reach.get(k - 1) ?? -1) < (reach.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : (reach.get(before) ?? 0);
    const fromY = d === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      x -= 1;
      y -= 1;
      found.push({ kind: "same", value: a[x] ?? "" });
    }
    if (d === 0) break;
    if (down) {
      y -= 1;
      found.push({ kind: "more", value: b[y] ?? "" });
    } else {
      x -= 1;
      found.push({ kind: "less", value: a[x] ?? "" });
    }
  }
  return found.reverse();
}

/** A stretch of a line, and whether it is there on this side only. */
export interface Piece {
  text: string;
  marked: boolean;
}

export interface Line {
  kind: Kind;
  /** Its number in the older text, and in the newer one. */
  before: number | null;
  after: number | null;
  pieces: Piece[];
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));
const wordsOf = (line: string): string[] => line.match(/\w+|\s+|[^\w\s]/g) ?? [];

/** All lines of both texts in order. Lines that took the place of others are compared word by word. */
export function lineDiff(before: string, after: string): Line[] {
  const all = steps(linesOf(before), linesOf(after));
  const lines: Line[] = [];
  let [old, now, i] = [0, 0, 0];
  while (i < all.length) {
    const step = all[i];
    if (step?.kind === "same") {
      old += 1;
      now += 1;
      lines.push({ kind: "same", before: old, after: now, pieces: [{ text: step.value, marked: false }] });
      i += 1;
      continue;
    }
    const less: string[] = [];
    const more: string[] = [];
    for (; i < all.length && all[i]?.kind !== "same"; i += 1) {
      const one = all[i];
      if (one) (one.kind === "less" ? less : more).push(one.value);
    }
    const both = Math.min(less.length, more.length);
    const pairs = less.slice(0, both).map((line, at) => wordPieces(line, more[at] ?? ""));
    for (const [at, line] of less.entries()) {
      old += 1;
      lines.push({ kind: "less", before: old, after: null, pieces: pairs[at]?.[0] ?? whole(line) });
    }
    for (const [at, line] of more.entries()) {
      now += 1;
      lines.push({ kind: "more", before: null, after: now, pieces: pairs[at]?.[1] ?? whole(line) });
    }
  }
  return lines;
}

const whole = (text: string): Piece[] => [{ text, marked: false }];

/** Both lines with what is theirs alone; nothing is marked in lines that have little in common. */
function wordPieces(before: string, after: string): [Piece[], Piece[]] {
  const all = steps(wordsOf(before), wordsOf(after));
  const alike = all.filter(({ kind }) => kind === "same").reduce((sum, { value }) => sum + value.trim().length, 0);
  if (alike * 3 < Math.max(before.trim().length, after.trim().length)) return [whole(before), whole(after)];
  const side = (mine: Kind) => {
    const pieces: Piece[] = [];
    for (const { kind, value } of all) {
      if (kind !== "same" && kind !== mine) continue;
      const marked = kind === mine;
      const last = pieces.at(-1);
      if (last?.marked === marked) last.text += value;
      else pieces.push({ text: value, marked });
    }
    return pieces;
  };
  return [side("less"), side("more")];
}

/** Lines with stretches that are alike on both sides left out, but for some around what differs. */
export function folded(lines: readonly Line[], around = 3): (Line | { left: number; at: number })[] {
  const near = new Set<number>();
  for (const [i, line] of lines.entries()) {
    if (line.kind !== "same") for (let at = i - around; at <= i + around; at += 1) near.add(at);
  }
  const shown: (Line | { left: number; at: number })[] = [];
  let left = 0;
  for (const [i, line] of lines.entries()) {
    if (!near.has(i)) left += 1;
    if (left > 0 && (near.has(i) || i === lines.length - 1)) {
      shown.push({ left, at: i });
      left = 0;
    }
    if (near.has(i)) shown.push(line);
  }
  return shown;
}

/** Lines beside each other: what took the place of what stands in one row. */
export function beside(lines: readonly Line[]): { left: Line | null; right: Line | null }[] {
  const rows: { left: Line | null; right: Line | null }[] = [];
  let i = 0;
  while (i < lines.length) {
    const line = lines[i];
    if (!line) break;
    if (line.kind === "same") {
      rows.push({ left: line, right: line });
      i += 1;
      continue;
    }
    const less: Line[] = [];
    const more: Line[] = [];
    for (; i < lines.length && lines[i]?.kind !== "same"; i += 1) {
      const one = lines[i];
      if (one) (one.kind === "less" ? less : more).push(one);
    }
    for (let at = 0; at < Math.max(less.length, more.length); at += 1)
      rows.push({ left: less[at] ?? null, right: more[at] ?? null });
  }
  return rows;
}
