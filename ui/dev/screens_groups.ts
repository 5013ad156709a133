// Rows taken together, and results put beside one another.
import type { Page } from "@playwright/test";
import { execution, type World } from "../src/ipc/fake";
import { after, refuse, type Screen } from "./screen";
import { columnMenu } from "./screens_results";

async function groupBy(page: Page, column: string, ...measures: string[]): Promise<void> {
  await page.getByRole("grid", { name: "Rows of the result" }).waitFor();
  await columnMenu(page, column, "Group by this column");
  for (const [i, measure] of measures.entries()) {
    await page.getByRole("button", { name: "Add a value" }).click();
    await page.getByRole("combobox", { name: `Value ${i + 2}`, exact: true }).selectOption(measure);
  }
}

const submit = (page: Page) => page.getByRole("button", { name: "Group the rows" }).click();

const DAY = 86_400_000;

/** The same query over the four weeks before, over these, and once more; and on other instances. */
function periods(made: World): void {
  const before = { window_words: "Mon 5 Jan to Sun 1 Feb 2026", window_start: "2026-01-05" };
  const run = (id: string, ago: number, change: object = {}) =>
    execution({ id, batch_id: `b-${id}`, created_at: made.now - ago * DAY, ...change });
  const rows = made.rows["reach"] ?? [];
  made.rows = { ...made.rows, impressions: rows.map((_, i) => BigInt(90_400 + i * 31)) };
  const columns = [...(run("x", 0).result?.columns ?? []), { name: "impressions", data_type: "LONG" }];
  made.executions = [
    run("c-2", 0.1, { batch_id: "b-now" }),
    ...[1, 2, 3].map((i) => {
      const { id, name } = made.instances[i] ?? { id: "", name: "" };
      return run(`c-2-${i}`, 0.1, { batch_id: "b-now", instance_id: id, instance_name: name });
    }),
    run("c-3", 2),
    run("c-1", 28, { ...before, window_end: "2026-02-01" }),
  ].map((one) => ({ ...one, result: one.result && { ...one.result, columns } }));
}

const dates = async (page: Page) => {
  await page.getByRole("tab", { name: "Dates" }).click();
  await page
    .getByText(/covered,/)
    .first()
    .waitFor();
};

const dayOf = (made: World, ago: number) => new Date(made.now - ago * DAY).toISOString().slice(0, 10);

/** A workflow that ran each week, with a week that was left out, one that was run again, and one window over two weeks. */
function weekly(made: World): void {
  const week = (instance: number, weeksAgo: number, long = 7, ranAgo = weeksAgo * 7 - 1) => {
    const { id, name } = made.instances[instance] ?? { id: "", name: "" };
    const [first, last] = [dayOf(made, weeksAgo * 7 + long), dayOf(made, weeksAgo * 7 + 1)];
    return execution({
      id: `w-${instance}-${weeksAgo}-${ranAgo}`,
      batch_id: `w-${weeksAgo}`,
      workflow_id: "wf_K7M2Q9XA",
      instance_id: id,
      instance_name: name,
      window_start: first,
      window_end: last,
      window_words: `${first} to ${last}`,
      created_at: made.now - ranAgo * DAY,
    });
  };
  made.executions = [
    ...[1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14].map((n) => week(0, n)),
    week(0, 6, 14),
    week(0, 2, 7, 0.2),
    ...[1, 2, 3].map((n) => week(2, n)),
  ].sort((a, b) => b.created_at - a.created_at);
}

export const GROUPS: Screen[] = [
  {
    name: "group-pane",
    path: "/executions/e-1",
    act: (page) => groupBy(page, "city_name", "average", "distinct"),
  },
  {
    name: "group-refused",
    path: "/executions/e-1",
    act: async (page) => {
      await groupBy(page, "city_name", "sum");
      await submit(page);
      await page.getByRole("button", { name: "Take the average" }).waitFor();
    },
  },
  {
    name: "group-rows",
    path: "/executions/e-1",
    act: async (page) => {
      await groupBy(page, "city_name", "average", "median");
      await submit(page);
      await page.getByText(/groups of/).waitFor();
    },
  },
  {
    name: "group-across",
    path: "/executions/e-1",
    act: async (page) => {
      await groupBy(page, "campaign");
      await page.getByRole("combobox", { name: "Column across" }).selectOption("city_name");
      await submit(page);
      await page.getByText(/have no columns of their own/).waitFor();
    },
  },
  {
    name: "group-instances",
    path: "/query",
    world: after((made) => {
      made.executions = made.instances.slice(0, 6).map((instance, i) =>
        execution({
          id: `all-${i}`,
          batch_id: "b-12",
          instance_id: instance.id,
          instance_name: instance.name,
          state: i === 4 ? "failed" : "succeeded",
          created_at: made.now - 720_000,
        }),
      );
    }),
    act: async (page) => {
      await page.evaluate(() => localStorage.setItem("recomamp.batches", '{"t-1":"b-12"}'));
      await page.reload();
      await page.getByRole("combobox", { name: "Instance" }).selectOption("all");
      await page.getByText(/kept results/).waitFor();
    },
  },
  {
    name: "compare-results",
    path: "/executions/c-2?with=c-1",
    world: after(periods),
    act: async (page) => {
      await page.getByRole("table", { name: "Totals" }).waitFor();
      await page.getByRole("region", { name: "Results compared" }).evaluate((part) => part.scrollIntoView());
    },
  },
  {
    name: "compare-columns",
    path: "/executions/c-2?with=c-1",
    world: after(periods),
    act: async (page) => {
      await page.getByRole("table", { name: "Totals" }).waitFor();
      await page.getByRole("region", { name: "Results compared" }).evaluate((part) => part.scrollIntoView());
      await page.getByRole("button", { name: /^Rows matched by/ }).click();
    },
  },
  {
    name: "compare-with",
    path: "/executions/c-2",
    world: after(periods),
    act: (page) => page.getByRole("button", { name: "Compare results with" }).click(),
  },
  {
    name: "compare-nothing",
    path: "/executions/c-2?with=c-1",
    world: after(periods),
    host: (server) =>
      refuse(server, "compare_results", [
        "result.nothing_common",
        "The two results have no column of the same name.",
        "Choose runs of the same query.",
      ]),
    act: (page) => page.getByRole("region", { name: "Results compared" }).getByRole("alert").waitFor(),
  },
  {
    name: "dates",
    path: "/workflows/wf_K7M2Q9XA",
    world: after(weekly),
    act: (page) => dates(page),
  },
  {
    name: "dates-joined",
    path: "/workflows/wf_K7M2Q9XA",
    world: after(weekly),
    act: async (page) => {
      await dates(page);
      await page.getByRole("button", { name: /^Join/ }).first().click();
      await page.getByRole("button", { name: "Show the rows of all runs" }).waitFor();
    },
  },
  {
    name: "dates-rows",
    path: "/workflows/wf_K7M2Q9XA",
    world: after(weekly),
    act: async (page) => {
      await dates(page);
      await page.getByRole("button", { name: /^Join/ }).first().click();
      await page.getByRole("button", { name: "Show the rows of all runs" }).click();
      await page.getByText(/row by row$/).waitFor();
    },
  },
  {
    name: "dates-versions",
    path: "/workflows/wf_K7M2Q9XA",
    world: after((made) => {
      weekly(made);
      made.executions = made.executions.map((run) =>
        run.created_at < made.now - 50 * DAY ? { ...run, parameter_values: { min_reach: 500 } } : run,
      );
    }),
    act: async (page) => {
      await dates(page);
      await page.getByRole("combobox", { name: "Query and values" }).selectOption("2");
    },
  },
  {
    name: "dates-none",
    path: "/workflows/wf_NTBGATE7",
    act: (page) => page.getByRole("tab", { name: "Dates" }).click(),
  },
];
