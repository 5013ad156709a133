// What Find looks for in what is kept, and in Amazon's tables. Workflows and Amazon's columns are looked for by the host, since there may
// be thousands; all else is known in the window.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { defaultFilter } from "cmdk";
import {
  CalendarClock,
  CirclePlay,
  Columns3,
  FileCheck,
  LayoutDashboard,
  SquareTerminal,
  Table2,
  Tag,
  Workflow,
} from "lucide-react";
import { useMemo } from "react";
import { formatWhen, plural, shortWindow } from "@/components/format";
import { holdsWords } from "@/components/SearchField";
import { stateWord } from "@/components/State";
import { useSettled } from "@/components/settled";
import { openTab, useOpenTab } from "@/features/query/open_tab";
import { nextWords } from "@/features/schedule/words";
import type { ExecutionSummary, KeptTable } from "@/ipc";
import { queries } from "@/ipc/queries";
import type { Entry, Group } from "./find_entries";
import { useOpenInTree } from "./find_tree";

/** How many of a kind are listed. */
const MOST = 8;
/** How long one waits for the next letter before the host is asked. */
const PAUSE = 120;
/** Fewer letters are in nearly every column. */
const LETTERS = 2;

const NO_RUNS: ExecutionSummary[] = [];
const NO_TABLES: KeptTable[] = [];
const NO_INSTANCES: string[] = [];

/** A result is there as long as its rows are counted. */
const isKept = (run: ExecutionSummary): boolean => run.row_count !== null;

/** The newest runs that hold all words, those with a kept result apart. */
export function runsLike(runs: readonly ExecutionSummary[], sought: string) {
  const like = runs.filter((run) => holdsWords(`${run.name} ${run.instance_name} ${run.window_words}`, sought));
  return { kept: like.filter(isKept).slice(0, MOST), others: like.filter((run) => !isKept(run)).slice(0, MOST) };
}

export interface KeptColumn {
  name: string;
  data_type: string;
  /** How many results have it, and the newest of them. */
  results: number;
  table: KeptTable;
}

/** Columns of kept results that hold all words; one of a name and type stands for all of them. */
export function columnsLike(tables: readonly KeptTable[], sought: string): KeptColumn[] {
  const found = new Map<string, KeptColumn>();
  for (const table of tables) {
    if (table.schema !== "latest") continue;
    for (const { name, data_type } of table.columns) {
      if (!holdsWords(name, sought)) continue;
      const known = found.get(`${name} ${data_type}`);
      if (known) known.results += 1;
      else found.set(`${name} ${data_type}`, { name, data_type, results: 1, table });
    }
  }
  return nearest([...found.values()], sought, ({ name }) => name);
}

function nearest<T>(all: readonly T[], sought: string, nameOf: (one: T) => string): T[] {
  return all
    .map((one) => ({ one, score: defaultFilter(nameOf(one), sought) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ one }) => one);
}

export function useGroupsFound(text: string): Group[] {
  const navigate = useNavigate();
  const openInTree = useOpenInTree();
  const sought = text.trim();
  const asked = useSettled(sought, PAUSE);
  const tabs = useQuery(queries.tabs()).data ?? [];
  const open = useOpenTab();
  const current = tabs.find((tab) => tab.id === open) ?? tabs[0];
  const schedules = useQuery(queries.schedules()).data ?? [];
  const brands = useQuery(queries.brands()).data ?? [];
  const dashboards = useQuery(queries.dashboards()).data ?? [];
  const runs = useQuery(queries.executions()).data ?? NO_RUNS;
  const order = { sort: "changed", descending: true, offset: 0, limit: MOST } as const;
  const workflows =
    useQuery({
      ...queries.workflows({ text: asked, filter: null, ...order }),
      placeholderData: keepPreviousData,
    }).data?.workflows ?? [];
  const fields =
    useQuery({
      ...queries.searchFields(asked, current?.instance_ids ?? NO_INSTANCES),
      enabled: asked.length >= LETTERS,
      placeholderData: keepPreviousData,
    }).data ?? [];
  const tables = useQuery({ ...queries.keptTables(), enabled: sought.length > 0 }).data ?? NO_TABLES;
  const like = useMemo(() => runsLike(runs, sought), [runs, sought]);
  const columns = useMemo(() => (sought.length < LETTERS ? [] : columnsLike(tables, sought)), [tables, sought]);

  const runEntry = (run: ExecutionSummary, hint: string): Entry => ({
    id: `run ${run.id}`,
    icon: isKept(run) ? FileCheck : CirclePlay,
    word: run.name,
    also: `${run.name} ${run.instance_name} run`,
    hint,
    found: true,
    run: () => navigate({ to: "/executions/$id", params: { id: run.id } }),
  });
  const always: Group[] = [
    {
      heading: "Open queries",
      entries: tabs.map((tab) => ({
        id: `query ${tab.id}`,
        icon: SquareTerminal,
        word: tab.title,
        run: () => {
          openTab(tab.id);
          return navigate({ to: "/query" });
        },
      })),
    },
    {
      heading: "Workflows",
      entries: workflows.map(({ id, name, version }) => ({
        id: `workflow ${id}`,
        icon: Workflow,
        word: name,
        also: id,
        hint: `version ${version}`,
        found: true,
        run: () => navigate({ to: "/workflows/$id", params: { id } }),
      })),
    },
    {
      heading: "Schedules",
      entries: schedules.map((schedule) => ({
        id: `schedule ${schedule.id}`,
        icon: CalendarClock,
        word: schedule.name,
        hint: nextWords(schedule, Date.now()).first,
        run: () => navigate({ to: "/schedules/$id", params: { id: schedule.id } }),
      })),
    },
    {
      heading: "Brands",
      entries: brands.map(({ id, name, tag }) => ({
        id: `brand ${id}`,
        icon: Tag,
        word: name,
        also: tag,
        run: () => navigate({ to: "/brands/$id", params: { id } }),
      })),
    },
    {
      heading: "Dashboards",
      entries: dashboards.map(({ id, name }) => ({
        id: `dashboard ${id}`,
        icon: LayoutDashboard,
        word: name,
        also: "dashboard",
        run: () => navigate({ to: "/dashboards/$id", params: { id } }),
      })),
    },
  ];
  const stateOf = (run: ExecutionSummary) => `${run.instance_name}, ${stateWord(run.state).toLowerCase()}`;
  if (sought === "") {
    return [
      ...always,
      { heading: "Recent runs", entries: runs.slice(0, 20).map((run) => runEntry(run, stateOf(run))) },
    ];
  }
  return [
    ...always,
    {
      heading: "Kept results",
      entries: like.kept.map((run) => ({
        ...runEntry(run, `${run.instance_name}, ${shortWindow(run.window_words)}, ${formatWhen(run.created_at)}`),
        weight: 0.98,
      })),
    },
    {
      heading: "Tables of kept results",
      entries: tables
        .filter(({ schema, name }) => schema === "latest" && holdsWords(name, sought))
        .slice(0, MOST)
        .map((table) => ({
          id: `table ${table.sql_name}`,
          icon: Table2,
          word: table.name,
          hint: `${plural(table.rows, "row")}, ${formatWhen(table.at)}`,
          found: true,
          weight: 0.96,
          run: () => openInTree({ tree: "kept", table: table.sql_name, column: null }),
        })),
    },
    {
      heading: "Columns of kept results",
      entries: columns.map(({ name, data_type, results, table }) => ({
        id: `kept column ${name} ${data_type}`,
        icon: Columns3,
        word: name,
        hint: `${data_type}, in ${plural(results, "result")}`,
        found: true,
        weight: 0.94,
        run: () => openInTree({ tree: "kept", table: table.sql_name, column: name }),
      })),
    },
    {
      heading: "Columns at Amazon",
      entries: (sought.length < LETTERS ? [] : nearest(fields, sought, ({ field }) => field.name)).map(
        ({ table, field }) => ({
          id: `column ${table} ${field.name}`,
          icon: Columns3,
          word: field.name,
          hint: `${field.data_type}, ${table}`,
          found: true,
          weight: 0.92,
          run: () => openInTree({ tree: "amazon", table, column: field.name }),
        }),
      ),
    },
    {
      heading: "Other runs",
      entries: like.others.map((run) => ({ ...runEntry(run, stateOf(run)), weight: 0.9 })),
    },
  ];
}
