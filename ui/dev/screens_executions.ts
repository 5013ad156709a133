// Executions as after weeks of use: batches, slots of schedules, single runs, and what can be done with each.
import type { Page } from "@playwright/test";
import type { ExecutionDetail } from "../src/ipc/bindings";
import { execution, type World } from "../src/ipc/fake";
import { after, type Screen } from "./screen";

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Weeks of runs of the same queries, the newest first. */
function weeks(made: World): void {
  const run = (change: Partial<ExecutionDetail>, ago: number, minutes = 8) => {
    const created_at = made.now - ago;
    const open = /^(sending|pending|running|publishing|unknown)$/.test(change.state ?? "succeeded");
    return execution({ ...change, created_at, finished_at: open ? null : created_at + minutes * MINUTE });
  };
  const past = (name: string, schedule_id: string | null, weeksAgo: number) =>
    made.instances.slice(0, 5).map((instance, i) =>
      run(
        {
          id: `${name}-${weeksAgo}-${i}`,
          batch_id: `${name}-${weeksAgo}`,
          name,
          schedule_id,
          instance_id: instance.id,
          instance_name: instance.name,
        },
        weeksAgo * 7 * DAY + 4 * 3_600_000,
        7 + i * 0.4 + weeksAgo * 0.1,
      ),
    );
  made.executions = [
    ...made.executions.map((one, i) => ({
      ...one,
      instance_id: made.instances.find(({ name }) => name === one.instance_name)?.id ?? one.instance_id,
      row_count: one.row_count === null ? null : 1284 - i * 37,
    })),
    run({ id: "s-a", batch_id: "slot", name: "Pacing, all clients", schedule_id: "s-1" }, 2 * DAY),
    run({ id: "s-b", batch_id: "slot", name: "Pacing, all clients", schedule_id: "s-1" }, 2 * DAY),
    ...[1, 2, 3].flatMap((n) => past("Reach by city", null, n)),
    ...[1, 2].flatMap((n) => past("Pacing, all clients", "s-1", n)),
  ].sort((a, b) => b.created_at - a.created_at);
}

const WEEKS = after(weeks);

const filter = async (page: Page, kind: string, value: string) => {
  await page.getByRole("button", { name: "Filter the executions" }).click();
  await page.getByRole("menuitem", { name: kind }).click();
  await page.getByRole("menuitemcheckbox", { name: value, exact: true }).click();
};
const shut = async (page: Page) => {
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
};

export const EXECUTIONS: Screen[] = [
  { name: "executions-weeks", path: "/executions/e-2", world: WEEKS },
  { name: "executions-left", path: "/executions/e-3", world: WEEKS },
  {
    name: "executions-filter",
    path: "/executions/e-2",
    world: WEEKS,
    act: (page) => filter(page, "State", "Failed"),
  },
  {
    name: "executions-badges",
    path: "/executions/e-2",
    world: WEEKS,
    act: async (page) => {
      await filter(page, "State", "Succeeded");
      await shut(page);
      await filter(page, "Begun", "Pacing, all clients");
      await shut(page);
      await page.getByRole("button", { name: /^Group/ }).click();
      await page.getByRole("menuitemradio", { name: "Instance" }).click();
    },
  },
  {
    name: "executions-raw",
    path: "/executions/e-2",
    world: WEEKS,
    act: (page) => page.getByRole("button", { name: "Raw", exact: true }).click(),
  },
  {
    name: "executions-sql",
    path: "/executions/e-2",
    world: after((made) => {
      weeks(made);
      made.executions = made.executions.map((run) => {
        if (run.id !== "e-2" || !run.error) return run;
        const lead = Array.from({ length: 60 }, (_, i) => `-- ${i + 1}: who reads this`).join("\n");
        const details = {
          ...run.error.details,
          line: 66,
          end_line: 66,
          raw: "At line 66: Column 'total_costs' not found",
        };
        return { ...run, sql: `${lead}\n${run.sql}`, error: { ...run.error, details } };
      });
    }),
    act: (page) => page.getByRole("button", { name: "SQL as sent" }).click(),
  },
  {
    name: "executions-steps",
    path: "/executions/e-3",
    world: WEEKS,
    act: (page) => page.getByRole("button", { name: /steps and ids/ }).click(),
  },
  {
    name: "executions-note",
    path: "/executions/e-3",
    world: after((made) => {
      weeks(made);
      const note = "Sent to Kestrel on Tuesday.\nThey ask for the same without Vancouver.";
      made.executions = made.executions.map((run) => (run.id === "e-3" ? { ...run, note } : run));
    }),
  },
  {
    name: "executions-note-write",
    path: "/executions/e-3",
    world: WEEKS,
    act: async (page) => {
      await page.getByRole("button", { name: "Add a note" }).click();
      await page.getByRole("textbox", { name: "Note" }).fill("Sent to Kestrel on Tuesday.");
    },
  },
  {
    name: "executions-late",
    path: "/executions/e-2",
    world: after((made) => {
      weeks(made);
      made.executions = made.executions.map((run) => {
        if (run.id !== "e-2" || !run.error) return run;
        const details = { ...run.error.details, line: null, column: null, end_line: null, end_column: null, raw: null };
        const message = "Amazon stopped the run: it took longer than its time limit.";
        const next_step = "Give it a higher time limit, up to 24 hours, or shorten the dates.";
        return { ...run, error: { ...run.error, code: "amc.timed_out", message, next_step, details } };
      });
    }),
  },
  {
    name: "executions-again",
    path: "/executions/Reach by city-1-0",
    world: WEEKS,
    act: async (page) => {
      await page.getByRole("button", { name: "Run again", exact: true }).click();
      await page.getByText(/started again/).waitFor();
    },
  },
  {
    name: "executions-more",
    alike: true,
    path: "/executions/e-2",
    world: WEEKS,
    act: (page) => page.getByRole("button", { name: "More", exact: true }).click(),
  },
  {
    name: "executions-compare-pick",
    path: "/executions/e-2",
    world: WEEKS,
    act: (page) => page.getByRole("button", { name: "Compare", exact: true }).click(),
  },
  {
    name: "executions-compare",
    path: "/executions/e-2?with=Reach by city-1-4",
    world: after((made) => {
      weeks(made);
      made.executions = made.executions.map((run) =>
        run.id === "Reach by city-1-4"
          ? {
              ...run,
              sql: run.sql.replace("total_costs", "total_cost"),
              window_words: "Mon 26 Jan to Sun 22 Feb 2026",
              window_start: "2026-01-26",
              window_end: "2026-02-22",
              parameter_values: { campaigns: ["Trail26_STV_Prospecting", "Always_DSP_Retarget30"], min_reach: 1000 },
            }
          : run,
      );
    }),
  },
];
