import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { SubmitRequest } from "@/ipc";
import { execution, type World, world } from "@/ipc/fake";
import { sent, show } from "@/test/show";

const SQL = "SELECT campaign FROM dsp_impressions GROUP BY campaign";

/** A query for three instances, of which the first `kept` have its result; each test has a tab of its own, since runs are remembered. */
function start(id: string, kept: number, hours: number | null): World {
  const made = world();
  const [first] = made.tabs;
  if (!first) throw new Error("a tab");
  made.tabs = [{ ...first, id, sql: SQL, parameter_values: {} }];
  made.settings.reuse_results_hours = hours;
  made.executions = first.instance_ids.slice(0, kept).map((instance_id, i) =>
    execution({
      id: `k-${i}`,
      batch_id: `kb-${i}`,
      sql: SQL,
      instance_id,
      instance_name: made.instances.find((entry) => entry.id === instance_id)?.name ?? "",
      created_at: made.now - (i + 2) * 3_600_000,
    }),
  );
  return made;
}

const asked = (host: ReturnType<typeof show>) =>
  sent(host, "submit_executions").map((args) => (args as { request: SubmitRequest }).request.instance_ids);

const run = async (name: RegExp) => userEvent.click(await screen.findByRole("button", { name }));

it("runs only the instances without a kept result, and shows the others' with a mark", async () => {
  const host = show("/query", start("r-1", 2, 24));
  await userEvent.click(await screen.findByRole("tab", { name: /^Review/ }));
  expect(await screen.findByText("1, and 2 kept")).toBeInTheDocument();
  await run(/^Run on 1 of 3 instances/);
  expect(await screen.findByText("1 run sent; 2 kept results answer for the other instances.")).toBeInTheDocument();
  expect(asked(host)).toEqual([["i-1"]]);
  await userEvent.click(await screen.findByRole("button", { name: "Runs 3" }));
  const table = within(screen.getByRole("table", { name: "Runs of this query" }));
  expect(table.getAllByText("kept, from")).toHaveLength(2);
});

it("sends nothing where all are kept, and runs all anew when asked to", async () => {
  const host = show("/query", start("r-2", 3, 24));
  await run(/^Show 3 kept results/);
  expect(await screen.findByText("Nothing was run: 3 kept results answer it.")).toBeInTheDocument();
  expect(asked(host)).toEqual([]);
  expect(await screen.findByRole("button", { name: "Runs 3" })).toBeInTheDocument();
  await run(/^Run anew$/);
  await waitFor(() => expect(asked(host)).toEqual([["i-0", "i-50", "i-1"]]));
  await waitFor(() => expect(screen.queryByText(/^kept, from/)).toBeNull());
});

it("says in Review what is kept, and runs all while the setting is off", async () => {
  const host = show("/query", start("r-3", 2, null));
  host.answer("kept_answers", () => [
    { execution_id: "k-0", instance_id: "i-0", created_at: host.world.now - 7_200_000, row_count: 1284 },
  ]);
  await userEvent.click(await screen.findByRole("tab", { name: /^Review/ }));
  const part = within(await screen.findByRole("region", { name: "Kept already" }));
  expect(part.getByText(/^1 of 3 instances has this very result/)).toBeInTheDocument();
  expect(part.getByRole("link", { name: "Show it, Kestrel Outdoor US" })).toHaveAttribute("href", "/executions/k-0");
  await run(/^Run on 3 instances/);
  await waitFor(() => expect(asked(host)).toEqual([["i-0", "i-50", "i-1"]]));
});
