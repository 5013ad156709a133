import { fireEvent, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { execution, type World, world } from "@/ipc/fake";
import { keptTables } from "@/ipc/fake_kept";
import { sent, show } from "@/test/show";
import { scoreOf } from "./find_entries";
import { columnsLike, runsLike } from "./find_found";

async function find(text: string, start: World = world()) {
  const host = show("/executions", start);
  await screen.findByRole("heading", { level: 1, name: "Executions" });
  fireEvent.keyDown(window, { key: "k", ctrlKey: true });
  fireEvent.change(await screen.findByRole("combobox", { name: "Find" }), { target: { value: text } });
  return host;
}

describe("what Find knows by itself", () => {
  const entry = { id: "x", icon: () => null, word: "Reach by city", run: () => undefined } as never;

  it("puts what is named so before what was found otherwise, and leaves out the rest", () => {
    expect(scoreOf(entry, "reach")).toBeGreaterThan(scoreOf({ ...(entry as object), weight: 0.9 } as never, "reach"));
    expect(scoreOf({ ...(entry as object), found: true } as never, "zzz")).toBeGreaterThan(0);
    expect(scoreOf(entry, "zzz")).toBe(0);
  });

  it("keeps runs with a result apart, newest first, by words of name, instance and dates", () => {
    const runs = [
      execution({ id: "a", instance_name: "Tidewell US" }),
      execution({ id: "b", instance_name: "Tidewell US", state: "failed" }),
      execution({ id: "c", instance_name: "Tidewell US" }),
      execution({ id: "d", instance_name: "Alderbrook Tea US" }),
    ];
    const { kept, others } = runsLike(runs, "tidewell reach mar");
    expect([kept, others].map((some) => some.map(({ id }) => id))).toEqual([["a", "c"], ["b"]]);
  });

  it("counts the results that have a column, and names the newest of them", () => {
    const found = columnsLike(keptTables(0), "run_instance");
    expect(found.map(({ name, results, table }) => [name, results, table.name])).toEqual([
      ["run_instance", 3, "Reach by city"],
    ]);
    expect(columnsLike(keptTables(0), "cost")[0]?.name).toBe("cost per conversion");
  });
});

describe("Find", () => {
  it("opens a kept result by name and instance", async () => {
    const host = await find("reach alderbrook");
    fireEvent.click(await screen.findByRole("option", { name: /^Reach by city\s*Alderbrook Tea US, 2 Feb to 1 Mar/ }));
    await waitFor(() => expect(sent(host, "get_execution")).toContainEqual({ id: "e-5" }));
  });

  it("asks Amazon's tables from two letters on, and opens the table at the column", async () => {
    const host = await find("c");
    expect(sent(host, "search_fields")).toEqual([]);
    fireEvent.change(screen.getByRole("combobox", { name: "Find" }), { target: { value: "supply" } });
    fireEvent.click(await screen.findByRole("option", { name: /^supply_source\s*STRING, dsp_impressions/ }));
    const row = await screen.findByRole("treeitem", { name: /supply_source/ });
    await waitFor(() => expect(row).toHaveFocus());
    expect(row).toHaveAttribute("data-sought", "true");
  });

  it("opens a column of kept results beside a query that reads them", async () => {
    const host = await find("frequency");
    fireEvent.click(await screen.findByRole("option", { name: /^frequency\s*DOUBLE, in 1 result/ }));
    const row = await screen.findByRole("treeitem", { name: /^frequency/ });
    await waitFor(() => expect(row).toHaveFocus());
    expect(host.world.tabs.some(({ target }) => target === "kept")).toBe(true);
  });
});
