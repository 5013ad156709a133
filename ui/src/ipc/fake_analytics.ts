// Figures of the fake host, added up as the real one does over the runs of its world.
import type { DayFigures, ErrorFigures, GroupFigures, RunFigures, SimilarFigures } from "./bindings";
import { hostError } from "./browser";
import type { World } from "./fake_world";

const NOW = Date.UTC(2026, 2, 5, 15, 42);
const DAY = 86_400_000;
const MOST_DAYS = 400;
const MOST_GROUPS = 100;

/** A run as figures need it. */
export interface PastRun {
  id: string;
  /** Empty where it runs no workflow. */
  workflow: string;
  name: string;
  instance: string;
  instanceName: string;
  at: number;
  state: "succeeded" | "failed" | "cancelled" | "running";
  /** Milliseconds it waited and ran; null where it did not get so far. */
  waited: number | null;
  ran: number | null;
  code: string | null;
  rows: number;
  bytes: number;
}

export const pastRun = (change: Partial<PastRun>): PastRun => ({
  id: "e-1",
  workflow: "",
  name: "Reach by city",
  instance: "i-0",
  instanceName: "Kestrel Outdoor US",
  at: NOW - 3_600_000,
  state: "succeeded",
  waited: 42_000,
  ran: 251_000,
  code: null,
  rows: 1284,
  bytes: 48_120,
  ...change,
});

const QUERIES: readonly [workflow: string, name: string, ran: number, rows: number][] = [
  ["wf_K7M2Q9XA", "Pacing, all clients", 310_000, 1284],
  ["wf_3HD8V1TC", "Daily spend check", 74_000, 96],
  ["wf_P0N5R2ZE", "Weekly client pack, reach and frequency by campaign and city", 912_000, 18_400],
  ["wf_9B4GS7LQ", "Cart adds, no purchase", 428_000, 2210],
  ["wf_5W1YJ8FM", "Search terms", 188_000, 40_650],
  ["", "Path to conversion", 1_480_000, 640],
  ["", "Reach by city", 251_000, 1284],
];
const INSTANCES = ["Kestrel Outdoor US", "Ferro Cookware US", "Tidewell US", "Bramble Pet US", "Alderbrook Tea US"];
const CODES = ["amc.compile", "amc.overlap", "amc.compile", "amc.timed_out", "amc.throttled", "auth.sign_in_required"];

let made: readonly PastRun[] | null = null;

/** Two years of runs, few on the days of the weekend, made once and the same each time. */
export function pastRuns(): readonly PastRun[] {
  made ??= Array.from({ length: 730 }, (_, i) => i).flatMap((i) => {
    const day = Math.floor(NOW / DAY) - 729 + i;
    const weekend = (day + 3) % 7 > 4;
    const count = (weekend ? 4 : 14 + ((day * 7) % 9)) + Math.floor(i / 120);
    return Array.from({ length: count }, (_, n) => {
      const mixed = (day * 31 + n * 17) % 101;
      const [workflow, name, ran, rows] = QUERIES[Math.floor((mixed / 101) ** 2 * QUERIES.length)] ?? ["", "", 0, 0];
      const at = (day + 0.2) * DAY + n * 2_100_000;
      const bad = mixed % 23 === 0;
      const state = bad ? "failed" : mixed === 50 ? "cancelled" : "succeeded";
      const good = state === "succeeded";
      const instance = (n + mixed) % INSTANCES.length;
      return pastRun({
        id: `p-${day}-${n}`,
        workflow,
        name,
        instance: `i-${instance}`,
        instanceName: INSTANCES[instance] ?? "",
        at,
        state,
        waited: 20_000 + mixed * 700 + (day % 5) * 9_000,
        ran: good ? Math.round(ran * (0.8 + mixed / 250)) : null,
        code: bad ? (CODES[(day + n) % CODES.length] ?? null) : null,
        rows: good ? rows : 0,
        bytes: good ? rows * 38 : 0,
      });
    }).filter(({ at }) => at <= NOW);
  });
  return made;
}

/** The least of the numbers that `percent` of a hundred do not exceed. */
function share(numbers: (number | null)[], percent: number): number | null {
  const sorted = numbers.filter((one) => one !== null).sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? null;
}

function groupOf(runs: readonly PastRun[], id = "", name = ""): GroupFigures {
  const of = (state: PastRun["state"]) => runs.filter((run) => run.state === state).length;
  const took = runs.filter(({ state }) => state === "succeeded").map(({ ran }) => ran);
  const waited = runs.map((run) => run.waited);
  return {
    id,
    name,
    runs: runs.length,
    succeeded: of("succeeded"),
    failed: of("failed"),
    median_run_millis: share(took, 50),
    slow_run_millis: share(took, 95),
    median_wait_millis: share(waited, 50),
    rows: runs.reduce((sum, { rows }) => sum + rows, 0),
    bytes: runs.reduce((sum, { bytes }) => sum + bytes, 0),
    last_execution_id: runs.at(-1)?.id ?? "",
    last_at: runs.at(-1)?.at ?? 0,
  };
}

const mostFirst = <T extends { runs: number }>(groups: T[]): T[] =>
  groups.sort((a, b) => b.runs - a.runs).slice(0, MOST_GROUPS);

function by<T>(runs: readonly PastRun[], keyOf: (run: PastRun) => string | null, of: (runs: PastRun[]) => T): T[] {
  const groups = new Map<string, PastRun[]>();
  for (const run of runs) {
    const key = keyOf(run);
    const group = key === null ? undefined : groups.get(key);
    if (group) group.push(run);
    else if (key !== null) groups.set(key, [run]);
  }
  return [...groups.values()].map(of);
}

const errorOf = (runs: PastRun[]): ErrorFigures => ({
  code: runs[0]?.code ?? "",
  runs: runs.length,
  queries: new Set(runs.map(({ workflow, name }) => workflow || name)).size,
  last_execution_id: runs.at(-1)?.id ?? "",
  last_at: runs.at(-1)?.at ?? 0,
});

/** The runs of these figures cover the week before they were begun. */
const similarOf = (runs: PastRun[]): SimilarFigures => ({
  instance_id: runs[0]?.instance ?? "",
  instance_name: runs.at(-1)?.instanceName ?? "",
  name: runs.at(-1)?.name ?? "",
  runs: runs.length,
  same_day: Math.max(...runs.map((run) => runs.filter(({ at }) => at <= run.at && at > run.at - 7 * DAY).length)),
  refused: runs.filter(({ code }) => code === "amc.overlap").length,
  last_execution_id: runs.at(-1)?.id ?? "",
  last_at: runs.at(-1)?.at ?? 0,
});

interface Asked {
  first: string;
  last: string;
  timeZone: string;
  instanceId: string | null;
}

function figures(world: World, { first, last, timeZone, instanceId }: Asked): RunFigures {
  const length = (Date.parse(last) - Date.parse(first)) / DAY + 1;
  if (length < 1 || length > MOST_DAYS)
    throw hostError("invalid", "Figures cover 1 to 400 days.", "Choose other days.");
  const format = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeZone });
  const days = new Map<string, PastRun[]>();
  for (let i = 0; i < length; i += 1) days.set(new Date(Date.parse(first) + i * DAY).toISOString().slice(0, 10), []);
  const near = world.runs.filter(({ at }) => at >= Date.parse(first) - DAY && at <= Date.parse(last) + 2 * DAY);
  for (const run of near)
    if (instanceId === null || run.instance === instanceId) days.get(format.format(run.at))?.push(run);
  const runs = [...days.values()].flat();
  const { rates } = world.settings;
  const minutes = runs.reduce((sum, { ran }) => sum + (ran ?? 0), 0) / 60_000;
  return {
    first,
    last,
    all: groupOf(runs),
    cost: rates && Math.round(runs.length * rates.run + minutes * rates.minute),
    currency: rates?.currency ?? null,
    days: [...days].map(([day, own]): DayFigures => {
      const { succeeded, failed, median_run_millis, median_wait_millis } = groupOf(own);
      return { day, succeeded, failed, other: own.length - succeeded - failed, median_run_millis, median_wait_millis };
    }),
    instances: mostFirst(
      by(
        runs,
        ({ instance }) => instance,
        (own) => groupOf(own, own[0]?.instance, own.at(-1)?.instanceName),
      ),
    ),
    queries: mostFirst(
      by(
        runs,
        ({ workflow, name }) => workflow || name,
        (own) => groupOf(own, own[0]?.workflow, own.at(-1)?.name),
      ),
    ),
    errors: mostFirst(by(runs, ({ code }) => code, errorOf)),
    similar: by(runs, ({ instance, workflow, name }) => `${instance} ${workflow || name}`, similarOf)
      .filter(({ runs: alike }) => alike > 1)
      .sort((a, b) => b.refused - a.refused || b.same_day - a.same_day)
      .slice(0, MOST_GROUPS),
  };
}

export const ANALYTICS = { run_figures: figures };
