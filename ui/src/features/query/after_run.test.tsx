import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { execution, type World, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";
import { exampleName, nameFault, USUAL_NAME } from "./run_file";

const VALUES = {
  query: "Reach by city",
  instance: "Kestrel US",
  first: "2026-02-02",
  last: "2026-03-01",
  day: "2026-03-05",
};
const FILE = { folder: "/home/ada/Reports", format: "csv", name: USUAL_NAME } as const;

const part = async () => within(await screen.findByRole("region", { name: "After the run" }));

let made = 0;
/** A world with one open query that can run; what was typed into others is kept beside it. */
function one(file: World["tabs"][number]["export"] = null): World {
  const start = world();
  made += 1;
  start.tabs = start.tabs.slice(0, 1).map((tab) => ({
    ...tab,
    id: `after-${made}`,
    sql: "SELECT campaign FROM dsp_impressions GROUP BY campaign",
    export: file,
  }));
  return start;
}

afterEach(() => localStorage.clear());

describe("the name of a file", () => {
  it("is filled in, and keeps no character that a system refuses", () => {
    expect(exampleName(USUAL_NAME, VALUES, "xlsx")).toBe("Reach by city 2026-02-02 to 2026-03-01 Kestrel US.xlsx");
    expect(exampleName("{query} {day}", { ...VALUES, query: "a/b: c" }, "csv")).toBe("a-b- c 2026-03-05.csv");
  });
  it("knows five placeholders and no folders", () => {
    expect(nameFault(USUAL_NAME)).toBeNull();
    expect(nameFault("report")).toBeNull();
    expect(nameFault("{query} {month}")).toMatch(/^\{month\} is none of \{query\}/);
    expect(nameFault("{query")).toMatch(/^\{query is none of/);
    expect(nameFault("a/{query}")).toMatch(/without folders/);
    expect(nameFault(" ")).toBe("A name is needed");
  });
});

describe("a file after each run", () => {
  it("is asked for with a folder, kept with the query and sent with its runs", async () => {
    const host = show("/query", one());
    fireEvent.click((await part()).getByRole("switch", { name: "Write a file" }));
    await waitFor(() => expect(host.world.tabs[0]?.export).toEqual(FILE));
    fireEvent.change((await part()).getByRole("combobox", { name: "Format" }), { target: { value: "xlsx" } });
    expect((await part()).getByText("Reach by city 2026-02-02 to 2026-03-01 Kestrel Outdoor US.xlsx")).toBeVisible();
    await click(/^Run on 3/);
    await waitFor(() =>
      expect(sent(host, "submit_executions")).toMatchObject([{ request: { export: { ...FILE, format: "xlsx" } } }]),
    );
  });

  it("stays off where no folder is chosen", async () => {
    const host = show("/query", one());
    host.answer("choose_folder", () => null);
    const toggle = (await part()).getByRole("switch", { name: "Write a file" });
    fireEvent.click(toggle);
    await waitFor(() => expect(sent(host, "choose_folder")).toHaveLength(1));
    await waitFor(() => expect(toggle).toBeEnabled());
    expect(toggle).not.toBeChecked();
  });

  it("goes into the folder of the last time", async () => {
    localStorage.setItem("recomamp.run-file.folder", '"/mnt/weekly"');
    const host = show("/query", one());
    fireEvent.click((await part()).getByRole("switch", { name: "Write a file" }));
    await waitFor(() => expect(host.world.tabs[0]?.export?.folder).toBe("/mnt/weekly"));
    expect(sent(host, "choose_folder")).toEqual([]);
  });

  it("keeps the last name that can be used while another is written", async () => {
    const host = show("/query", one(FILE));
    const name = (await part()).getByRole("textbox", { name: "Name" });
    fireEvent.change(name, { target: { value: "{query} {month}" } });
    expect((await part()).getByText(/\{month\} is none of/)).toBeVisible();
    expect(host.world.tabs[0]?.export?.name).toBe(USUAL_NAME);
    fireEvent.change(name, { target: { value: "{query} {day}" } });
    await waitFor(() => expect(host.world.tabs[0]?.export?.name).toBe("{query} {day}"));
    expect((await part()).getByText(/3 instances write files of one name/)).toBeVisible();
    await click("Add {instance}");
    await waitFor(() => expect(host.world.tabs[0]?.export?.name).toBe("{query} {day} {instance}"));
  });

  it("is left again", async () => {
    const host = show("/query", one(FILE));
    fireEvent.click((await part()).getByRole("switch", { name: "Write a file" }));
    await waitFor(() => expect(host.world.tabs[0]?.export).toBeNull());
  });
});

describe("a run", () => {
  const having = (file: Parameters<typeof execution>[0]["file"], change: Parameters<typeof execution>[0] = {}) => ({
    ...world(),
    executions: [execution({ id: "run", file: file ?? null, ...change })],
  });
  const facts = async () => (await screen.findByText("File")).nextElementSibling;

  it("says where its file was written", async () => {
    show("/executions/run", having({ export: FILE, state: "written", path: "/home/ada/Reports/a.csv", error: null }));
    expect(await facts()).toHaveTextContent("written to/home/ada/Reports/a.csv");
    expect(screen.getByRole("button", { name: "Copy the path of the file" })).toBeVisible();
  });

  it("says that its file waits, or why none came", async () => {
    const error = { code: "store.full", message: "The disk is full.", next_step: "Free some room." };
    const details = execution({ state: "failed" }).error?.details;
    show(
      "/executions/run",
      having({ export: FILE, state: "failed", path: null, error: { ...error, details: details as never } }),
    );
    expect(await facts()).toHaveTextContent("could not be written: The disk is full. Free some room.");
  });

  it("that brought no rows brings no file", async () => {
    const file = { export: FILE, state: "waiting", path: null, error: null } as const;
    show("/executions/run", having(file, { state: "cancelled" }));
    expect(await facts()).toHaveTextContent("none, since the run brought no rows");
  });

  it("that is begun again is followed by a file again", async () => {
    const host = show("/executions/run", having({ export: FILE, state: "written", path: "/a.csv", error: null }));
    await click("Run again");
    await waitFor(() => expect(sent(host, "submit_executions")).toMatchObject([{ request: { export: FILE } }]));
    expect(host.world.executions[0]?.file).toMatchObject({ export: FILE, state: "waiting" });
  });
});
