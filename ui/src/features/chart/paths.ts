// Steps of a path as queries write them, and what flows between them.

/** More steps than these make a tangle: what comes after is drawn as one. */
export const MOST_STEPS = 5;
export const LATER = "later steps";

const unquoted = (text: string): string => text.trim().replace(/^["']|["']$/g, "");

/** `[[1, DSP], [2, SP]]`, `[DSP, SP]`, `DSP > SP`, `DSP -> SP`, `DSP|SP` or `DSP,SP`. */
export function stepsOf(text: string): string[] {
  const pairs = [...text.matchAll(/\[\s*(\d+)\s*,\s*([^[\]]+?)\s*\]/g)];
  if (/^\s*\[\s*\[/.test(text) && pairs.length > 0) {
    return pairs
      .map(([, at = "0", name = ""]) => ({ at: Number(at), name: unquoted(name) }))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
  }
  const inner = text.trim().replace(/^\[|\]$/g, "");
  const cut = />|→|\|/.test(inner) ? /\s*(?:-+>|=+>|>|→|\|)\s*/ : /\s*,\s*/;
  return inner
    .split(cut)
    .map(unquoted)
    .filter((step) => step !== "");
}

export interface Flow {
  source: string;
  target: string;
  value: number;
}

/** A step in its place: the same name may come again, and nothing may flow in a circle. */
const node = (place: number, name: string): string => `${place}\u0000${name}`;
export const nameOf = (node: string): string => node.slice(node.indexOf("\u0000") + 1);
export const placeOf = (node: string): number => Number(node.slice(0, node.indexOf("\u0000")));

export interface Flows {
  nodes: string[];
  flows: Flow[];
  /** Paths of more steps than are drawn. */
  merged: number;
  /** Paths of one step, from which nothing flows. */
  single: number;
}

/** What flows from each step to the next, over all paths. */
export function flowsOf(paths: readonly (readonly [path: string, value: number])[]): Flows {
  const nodes = new Set<string>();
  const flows = new Map<string, Flow>();
  let merged = 0;
  let single = 0;
  for (const [path, value] of paths) {
    const all = stepsOf(path);
    if (all.length === 0 || value <= 0) continue;
    if (all.length > MOST_STEPS) merged += 1;
    if (all.length === 1) single += 1;
    const steps = all.length > MOST_STEPS ? [...all.slice(0, MOST_STEPS), LATER] : all;
    const places = steps.map((name, i) => node(i, name));
    for (const each of places) nodes.add(each);
    add(flows, places, value);
  }
  return { nodes: [...nodes], flows: [...flows.values()], merged, single };
}

function add(flows: Map<string, Flow>, places: readonly string[], value: number): void {
  for (let i = 1; i < places.length; i++) {
    const [source = "", target = ""] = [places[i - 1], places[i]];
    const key = `${source}\u0001${target}`;
    const flow = flows.get(key);
    if (flow) flow.value += value;
    else flows.set(key, { source, target, value });
  }
}

/** What flows from the values of one column to those of another. */
export function pairsOf(pairs: readonly (readonly [from: string, to: string, value: number])[]): Flows {
  const nodes = new Set<string>();
  const flows = new Map<string, Flow>();
  for (const [from, to, value] of pairs) {
    if (value <= 0) continue;
    const places = [node(0, from), node(1, to)];
    for (const each of places) nodes.add(each);
    add(flows, places, value);
  }
  return { nodes: [...nodes], flows: [...flows.values()], merged: 0, single: 0 };
}
