// What the fake host keeps of writing queries beside the tabs themselves: closed tabs, statements that were run, snippets.
import type {
  ClosedTab,
  ParameterValue,
  QueryTab,
  ResolvedWindow,
  Snippet,
  SnippetSpec,
  Statement,
  WindowSpec,
} from "./bindings";
import { hostError } from "./browser";
import type { World } from "./fake_world";

export interface QueryWorld {
  /** Closed tabs, newest first. */
  closed: { tab: QueryTab; at: number }[];
  snippets: Snippet[];
  deletedSnippets: Snippet[];
  lastValues: Record<string, ParameterValue>;
}

const builtIn = (prefix: string, name: string, body: string): Snippet => ({
  id: `s-${prefix}`,
  name,
  prefix,
  body,
  built_in: true,
});

export const queryWorld = (): QueryWorld => ({
  closed: [],
  snippets: [
    builtIn(
      "reach",
      "Reach and frequency",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: places to fill
      "SELECT\n  ${dimension},\n  COUNT(DISTINCT user_id) AS reach,\n  SUM(impressions) AS impressions\nFROM ${dsp_impressions}\nGROUP BY ${dimension}${}",
    ),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: places to fill
    builtIn("cte", "Common table expression", "WITH ${name} AS (\n  ${}\n)\nSELECT *\nFROM ${name}"),
    {
      id: "s-own",
      name: "Kestrel campaigns only",
      prefix: "kestrel",
      body: "WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('campaigns'), campaign)",
      built_in: false,
    },
  ],
  deletedSnippets: [],
  lastValues: { campaigns: ["Trail26_STV_Prospecting", "Always_DSP_Retarget30"], min_reach: 1000 },
});

const holds = (text: string, sought: string): boolean =>
  sought
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));

/** The batches of all runs, newest first. */
export function statementsOf(world: World): Statement[] {
  const made = new Map<string, Statement>();
  for (const run of [...world.executions].sort((a, b) => b.created_at - a.created_at)) {
    const known = made.get(run.batch_id) ?? {
      batch_id: run.batch_id,
      name: run.name,
      sql_start: run.sql.slice(0, 500),
      at: run.created_at,
      instances: 0,
      succeeded: 0,
      failed: 0,
      window_words: run.window_words,
      execution_id: run.id,
      schedule_id: run.schedule_id ?? null,
    };
    known.instances += 1;
    if (run.state === "succeeded") known.succeeded += 1;
    if (run.state === "failed" || run.state === "rejected") known.failed += 1;
    made.set(run.batch_id, known);
  }
  return [...made.values()];
}

function resolved(window: WindowSpec, time_zone: string): ResolvedWindow {
  const usual = {
    start: "2026-02-02",
    end: "2026-03-01",
    time_zone,
    words: "Mon 2 Feb to Sun 1 Mar 2026",
    days: 28,
    complete_until: "2026-03-03",
    note: "Sales for this window grow until 15 Mar.",
  };
  if (window.kind === "words" && !/^(last|month|quarter|year|rolling|fixed) .*\d|to date/.test(window.text.trim())) {
    throw hostError(
      "schedule.window",
      `“${window.text}” is not a window.`,
      "Write it as in “last 30 days lag 3” or “month to date”.",
    );
  }
  if (window.kind !== "fixed") return usual;
  const at = (day: string) => Date.parse(`${day}T00:00:00Z`);
  const format = new Intl.DateTimeFormat("en-GB", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const said = (day: string) => format.format(at(day)).replace(",", "");
  return {
    ...usual,
    start: window.start,
    end: window.end,
    words: `${said(window.start)} to ${said(window.end)} ${window.end.slice(0, 4)}`,
    days: (at(window.end) - at(window.start)) / 86_400_000 + 1,
  };
}

export const QUERY = {
  close_tab: (world: World, { id }: { id: string }) => {
    const tab = world.tabs.find((entry) => entry.id === id);
    if (tab) world.query.closed = [{ tab, at: world.now }, ...world.query.closed];
    world.tabs = world.tabs.filter((entry) => entry.id !== id);
    return null;
  },
  list_closed_tabs: (world: World): ClosedTab[] =>
    world.query.closed.slice(0, 50).map(({ tab, at }) => ({
      id: tab.id,
      title: tab.title,
      sql_start: tab.sql.slice(0, 200),
      closed_at: at,
    })),
  reopen_tab: (world: World, { id }: { id: string }): QueryTab => {
    const found = world.query.closed.find(({ tab }) => tab.id === id);
    if (!found) {
      throw hostError("query.tab_gone", "This query is not kept any more.", "Look for its runs in the history.");
    }
    world.query.closed = world.query.closed.filter((entry) => entry !== found);
    const tab = { ...found.tab, position: Math.max(-1, ...world.tabs.map(({ position }) => position)) + 1 };
    world.tabs = [...world.tabs, tab];
    return tab;
  },
  list_statements: (
    world: World,
    { text, before, limit }: { text: string; before: number | null; limit: number },
  ): Statement[] =>
    statementsOf(world)
      .filter(({ name, sql_start, at }) => (before === null || at < before) && holds(`${name} ${sql_start}`, text))
      .slice(0, limit),
  last_values: (world: World, { names }: { names: string[] }) =>
    Object.fromEntries(Object.entries(world.query.lastValues).filter(([name]) => names.includes(name))),
  list_snippets: (world: World) => world.query.snippets,
  save_snippet: (world: World, { id, snippet }: { id: string | null; snippet: SnippetSpec }): string => {
    const kept: Snippet = {
      ...snippet,
      id: id ?? `s-${world.query.snippets.length}-${snippet.prefix}`,
      built_in: false,
    };
    const others = world.query.snippets.filter((entry) => entry.id !== kept.id);
    if (others.some((entry) => entry.prefix === kept.prefix)) {
      throw hostError("snippet.prefix_taken", `“${kept.prefix}” brings another snippet.`, "Choose another prefix.");
    }
    world.query.snippets = [...others, kept];
    return kept.id;
  },
  delete_snippet: (world: World, { id }: { id: string }) => {
    world.query.deletedSnippets.push(...world.query.snippets.filter((entry) => entry.id === id));
    world.query.snippets = world.query.snippets.filter((entry) => entry.id !== id);
    return null;
  },
  restore_snippet: (world: World, { id }: { id: string }) => {
    world.query.snippets.push(...world.query.deletedSnippets.filter((entry) => entry.id === id));
    world.query.deletedSnippets = world.query.deletedSnippets.filter((entry) => entry.id !== id);
    return null;
  },
  resolve_window: (_world: World, { window, timeZone }: { window: WindowSpec; timeZone: string }) =>
    resolved(window, timeZone),
};
