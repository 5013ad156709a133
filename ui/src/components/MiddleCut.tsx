/** Cuts a text that has no room in its middle, so that its end is still to be read. `tail` is the number of characters kept there. */
export function MiddleCut({ text, tail }: { text: string; tail?: number }) {
  const kept = tail ?? (text.length > 22 ? 12 : text.length > 16 ? 8 : 0);
  const at = Math.max(0, text.length - kept);
  if (at === text.length || at === 0) return <span className="cut">{text}</span>;
  return (
    <span className="cut-middle">
      <span>{text.slice(0, at)}</span>
      <span>{text.slice(at)}</span>
    </span>
  );
}

const SHARED = 12;
const MOST = 24;

/**
 * How many characters of a column's texts have to be kept at their end for rows to be told apart; 0 where their beginning
 * does that. Texts that share a long beginning with another one differ behind it.
 */
export function tailOf(texts: Iterable<string | null | undefined>): number {
  const sorted = [...new Set([...texts].filter((text): text is string => !!text))].sort();
  let tail = 0;
  for (const [i, text] of sorted.entries()) {
    const shared = Math.max(sharedLength(text, sorted[i - 1]), sharedLength(text, sorted[i + 1]));
    if (shared >= SHARED) tail = Math.max(tail, text.length - shared);
  }
  // A little of what is shared leads up to the difference; a longer one would leave no room for the beginning.
  return tail === 0 ? 0 : Math.min(MOST, tail + 4);
}

function sharedLength(a: string, b: string | undefined): number {
  if (b === undefined) return 0;
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n += 1;
  return n;
}
