// Which lines of a text went and came.

export interface DiffLine {
  /** `-` was there before, `+` is new, a blank stands in both. */
  sign: "-" | "+" | " ";
  text: string;
  /** Numbers of the line in the old and the new text, from 1. */
  before: number | null;
  after: number | null;
}

/** Beyond so many pairs of lines what differs is told as one block. */
const MOST_PAIRS = 4_000_000;

/** The shortest way from one text to another, line by line. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const signs = signsOf(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const all = [..." ".repeat(start), ...signs, ..." ".repeat(end)] as DiffLine["sign"][];
  let [i, j] = [0, 0];
  return all.map((sign) => {
    const line = {
      sign,
      text: (sign === "+" ? b[j] : a[i]) ?? "",
      before: sign === "+" ? null : i + 1,
      after: sign === "-" ? null : j + 1,
    };
    if (sign !== "+") i += 1;
    if (sign !== "-") j += 1;
    return line;
  });
}

function signsOf(a: readonly string[], b: readonly string[]): DiffLine["sign"][] {
  const replaced = (): DiffLine["sign"][] => [...a.map(() => "-" as const), ...b.map(() => "+" as const)];
  if (a.length === 0 || b.length === 0 || a.length * b.length > MOST_PAIRS) return replaced();
  // How many lines the rests of both texts share, from each pair of places on.
  const wide = b.length + 1;
  const shared = new Uint32Array((a.length + 1) * wide);
  const at = (i: number, j: number): number => shared[i * wide + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      shared[i * wide + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const signs: DiffLine["sign"][] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      signs.push(" ");
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      signs.push("-");
      i += 1;
    } else {
      signs.push("+");
      j += 1;
    }
  }
  return [...signs, ...a.slice(i).map(() => "-" as const), ...b.slice(j).map(() => "+" as const)];
}

/** The lines that changed with `around` lines beside them; what is left out between them is null. */
export function hunksOf(lines: readonly DiffLine[], around: number): (DiffLine | null)[] {
  const near = lines.map(() => false);
  for (const [i, line] of lines.entries()) {
    if (line.sign !== " ") near.fill(true, Math.max(0, i - around), Math.min(lines.length, i + around + 1));
  }
  return lines.flatMap((line, i) => (near[i] ? [line] : near[i - 1] && near.indexOf(true, i) > 0 ? [null] : []));
}
