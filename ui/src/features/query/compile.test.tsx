import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { world } from "@/ipc/fake";
import { sent, show } from "@/test/show";
import { fullest } from "./TodayBudgets";

function start(id: string, sql: string) {
  const made = world();
  const [first] = made.tabs;
  if (first) made.tabs = [{ ...first, id, sql, parameter_values: {} }];
  return made;
}

const compile = async () => {
  await userEvent.click(await screen.findByRole("tab", { name: /^Review/ }));
  const part = within(await screen.findByRole("region", { name: "At Amazon" }));
  await userEvent.click(part.getByRole("button", { name: "Compile at Amazon" }));
  return part;
};

it("says on which instance a query compiles, and runs nothing", async () => {
  const host = show("/query", start("c-1", "SELECT campaign FROM dsp_impressions GROUP BY campaign"));
  const part = await compile();
  expect(await part.findByText("It compiles at Amazon")).toBeInTheDocument();
  expect(part.getByText(/^On Kestrel Outdoor US, .*Nothing was run\./)).toBeInTheDocument();
  expect(sent(host, "compile_query")).toMatchObject([{ request: { instance_ids: ["i-0", "i-50", "i-1"] } }]);
  expect(sent(host, "submit_executions")).toEqual([]);
});

it("says how long it takes while Amazon works", async () => {
  const host = show("/query", start("c-2", "SELECT campaign FROM dsp_impressions GROUP BY campaign"));
  host.answer("compile_query", () => new Promise(() => undefined));
  const part = await compile();
  expect(await part.findByText("Amazon compiles it on Kestrel Outdoor US")).toBeInTheDocument();
  expect(part.getByRole("button", { name: "Compiling" })).toBeDisabled();
});

it("leads to the place that the compiler names", async () => {
  show("/query", start("c-3", "SELECT campaign,\n  no_such_column\nFROM dsp_impressions GROUP BY campaign"));
  const part = await compile();
  expect(await part.findByRole("alert")).toHaveTextContent("no column no_such_column");
  await userEvent.click(part.getByRole("button", { name: "Go to line 2" }));
  expect(document.querySelector(".cm-editor")).toContainElement(document.activeElement as HTMLElement);
});

it("tells the fullest budget of the instances and of their accounts, with the runs that come", () => {
  const { instances } = world();
  const some = instances.filter(({ id }) => ["i-0", "i-1", "i-50"].includes(id));
  const budget = { owner: "instance", unit: "executions", used: 4, most: 20 } as const;
  const told = fullest(
    [
      { ...budget, id: "i-0", name: "Kestrel Outdoor US" },
      { ...budget, id: "i-1", name: "Ferro Cookware US", used: 19 },
      { ...budget, id: "i-4", name: "Not chosen", used: 20 },
      { ...budget, id: "i-50", name: "Minutes", unit: "minutes", used: 20 },
      { ...budget, owner: "account", id: "ENTITYUS", name: "Lantern and Quay Brands US", used: 47, most: 400 },
    ],
    some,
  );
  expect(told.map(({ budget: { name }, more }) => [name, more])).toEqual([
    ["Ferro Cookware US", 1],
    ["Lantern and Quay Brands US", 2],
  ]);
});
