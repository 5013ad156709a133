import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NEW } from "@/components/drafts";
import { dropDraft as dropSchedule } from "@/features/schedule/form/drafts";
import type { ScheduleSpec, WorkflowQuery, WorkflowSpec } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { type World, workflow, world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";
import { ask, USUAL } from "./asked";
import { dropDraft } from "./draft";

const REACH = "/workflows/wf_K7M2Q9XA";
const table = () => screen.findByRole("table", { name: "Workflows" });
const pane = () => screen.findByRole("region", { name: "Workflow" });
const rowOf = async (name: string | RegExp) => within(await table()).findByRole("row", { name });
const names = async () =>
  within(await table())
    .getAllByRole("checkbox", { name: /^Pick (?!all|none)/ })
    .map((box) => box.getAttribute("aria-label")?.replace("Pick ", ""));
const pick = async (name: string) => fireEvent.click(await screen.findByRole("checkbox", { name: `Pick ${name}` }));
const tab = async (name: string | RegExp) =>
  fireEvent.mouseDown(await screen.findByRole("tab", { name }), { button: 0 });
const lastQuery = (host: ReturnType<typeof show>) =>
  (sent(host, "list_workflows").at(-1) as { query: WorkflowQuery }).query;

const many = (count: number): World => {
  const start = world();
  start.workflows = Array.from({ length: count }, (_, i) =>
    workflow({ id: `wf_${i}`, spec: { name: `Pacing ${i}` }, changed: i * 1000 }),
  );
  return start;
};

// The list of Find scrolls to what is chosen; there is no layout here.
Element.prototype.scrollIntoView ??= () => undefined;

// The world stands still on Thu 5 March 2026.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  ask(USUAL);
  dropDraft(NEW);
  dropDraft("wf_K7M2Q9XA");
  dropSchedule(NEW);
  localStorage.clear();
});

describe("the list of workflows", () => {
  it("shows those that were changed last first, and sorts by its heads", async () => {
    show("/workflows");
    expect((await names())[0]).toBe("NTB gateway ASINs");
    await click("Workflow");
    await waitFor(async () => expect((await names())[0]).toBe("Frequency bands"));
    expect(screen.getByRole("columnheader", { name: "Workflow" })).toHaveAttribute("aria-sort", "ascending");
    await click("Runs");
    await waitFor(async () => expect((await names())[0]).toBe("Pacing, all clients"));
    expect(screen.getByRole("columnheader", { name: "Runs" })).toHaveAttribute("aria-sort", "descending");
  });

  it("tells the last run, runs, instances and schedules of each", async () => {
    show("/workflows");
    expect(await rowOf(/Reach by city/)).toHaveTextContent(/weekly.*Active.*Succeeded.*1,284 rows.*214.*3.*1/);
    expect(await rowOf(/NTB gateway/)).toHaveTextContent(/Draft.*Never ran/);
  });

  it("is walked through by arrows, which open", async () => {
    show("/workflows");
    const first = await rowOf(/NTB gateway/);
    first.focus();
    fireEvent.keyDown(first, { key: "ArrowDown" });
    const next = await rowOf(/Frequency bands/);
    await waitFor(() => expect(next).toHaveFocus());
    expect(await within(await pane()).findByRole("heading", { level: 2 })).toHaveTextContent("Frequency bands");
    fireEvent.keyDown(next, { key: " " });
    expect(await screen.findByText("1 picked")).toBeInTheDocument();
  });

  it("reads a page, draws some of its rows, and reaches the last of thousands by a key", async () => {
    const host = show("/workflows", many(1000));
    const list = await table();
    expect(list).toHaveAttribute("aria-rowcount", "1001");
    expect((await names()).length).toBeLessThan(60);
    expect(sent(host, "list_workflows")).toMatchObject([{ query: { offset: 0, limit: 200 } }]);
  });

  it("picks what is shown, or all that match", async () => {
    const host = show("/workflows", many(450));
    await table();
    fireEvent.click(screen.getByRole("checkbox", { name: "Pick all that are shown" }));
    expect(await screen.findByText("200 picked")).toBeInTheDocument();
    await click("Pick all 450");
    expect(await screen.findByText("450 picked")).toBeInTheDocument();
    await click("Delete 450");
    await waitFor(() => expect(sent(host, "delete_workflows")).toHaveLength(1));
    expect((sent(host, "delete_workflows") as { ids: string[] }[])[0]?.ids).toHaveLength(450);
    expect(await screen.findByText("No workflow yet")).toBeInTheDocument();
  });

  it("shows the same as cards", async () => {
    show("/workflows");
    await click("Grid");
    const grid = await screen.findByRole("grid", { name: "Workflows" });
    expect(within(grid).getAllByRole("gridcell")).toHaveLength(6);
  });

  it("says what a workflow is while there is none, and what went wrong", async () => {
    const start = world();
    start.workflows = [];
    const host = show("/workflows", start);
    expect(await screen.findByText("No workflow yet")).toBeInTheDocument();
    host.answer("list_workflows", () => {
      throw hostError("store.busy", "The database did not answer in time.", "Wait a moment and try again.");
    });
    host.send({ kind: "workflows_changed", ids: [] });
    expect(await screen.findByRole("alert")).toHaveTextContent("The database did not answer in time.");
  });

  it("asks again after a run or a change elsewhere", async () => {
    const host = show(REACH);
    await screen.findByRole("tab", { name: /Overview/ });
    const before = [sent(host, "list_workflows").length, sent(host, "get_workflow").length];
    host.send({ kind: "executions_changed", ids: ["e-1"] });
    await waitFor(() => expect(sent(host, "list_workflows").length).toBeGreaterThan(before[0] ?? 0));
    await waitFor(() => expect(sent(host, "get_workflow").length).toBeGreaterThan(before[1] ?? 0));
  });
});

describe("what is done with workflows", () => {
  it("deletes with a way back", async () => {
    const host = show(REACH);
    await openMenu("More");
    await choose("Delete");
    await waitFor(async () => expect(await names()).not.toContain("Reach by city"));
    await click("Undo");
    await waitFor(async () => expect(await names()).toContain("Reach by city"));
    expect(sent(host, "restore_workflows")).toEqual([{ ids: ["wf_K7M2Q9XA"] }]);
  });

  it("archives several, and gives each its own status back", async () => {
    const host = show("/workflows");
    for (const name of ["Reach by city", "NTB gateway ASINs"]) await pick(name);
    await openMenu("Set status");
    await choose("Archive");
    await click("Undo");
    await waitFor(() => expect(sent(host, "set_workflow_status")).toHaveLength(3));
    expect(sent(host, "set_workflow_status").slice(1)).toEqual(
      expect.arrayContaining([
        { ids: ["wf_K7M2Q9XA"], status: "active" },
        { ids: ["wf_NTBGATE7"], status: "draft" },
      ]),
    );
  });

  it("tags several", async () => {
    const host = show("/workflows");
    await pick("Reach by city");
    await click("Tag");
    const field = await screen.findByRole("combobox", { name: "Tags to add" });
    fireEvent.change(field, { target: { value: "tier-1," } });
    fireEvent.change(screen.getByRole("combobox", { name: "Tags to take away" }), { target: { value: "weekly," } });
    await click("Change the tags");
    await waitFor(() =>
      expect(sent(host, "tag_workflows")).toEqual([{ ids: ["wf_K7M2Q9XA"], add: ["tier-1"], remove: ["weekly"] }]),
    );
    expect(await screen.findByText("Tags of 1 workflow changed")).toBeInTheDocument();
  });

  it("tags one where its tags stand", async () => {
    const host = show(REACH);
    const field = await screen.findByRole("combobox", { name: "Tags" });
    fireEvent.change(field, { target: { value: "tier-1" } });
    fireEvent.keyDown(field, { key: "Enter" });
    expect(await screen.findByRole("button", { name: "Remove the tag tier-1" })).toBeInTheDocument();
    await click("Remove the tag weekly");
    await waitFor(() => expect(sent(host, "tag_workflows")).toHaveLength(2));
    expect(sent(host, "update_workflow")).toEqual([]);
  });

  it("opens it as a query that knows where it came from, once", async () => {
    const host = show(REACH);
    await click("Open in Query");
    await screen.findByRole("heading", { level: 1, name: "Query" });
    await waitFor(() => expect(host.world.tabs.filter((one) => one.workflow_id === "wf_K7M2Q9XA")).toHaveLength(1));
    expect(host.world.tabs.at(-1)).toMatchObject({ title: "Reach by city", workflow_version: 3 });
  });

  it("leads to what is looked at before a run", async () => {
    show(REACH);
    await click("Run");
    await waitFor(() => expect(screen.getByRole("tab", { name: /^Review/ })).toHaveAttribute("aria-selected", "true"));
  });

  it("exports to files", async () => {
    const host = show(REACH);
    await openMenu("More");
    await choose("Export as .sql file");
    expect(await screen.findByText("1 file written to /home/ana/Queries")).toBeInTheDocument();
    expect(sent(host, "export_workflows")).toEqual([{ ids: ["wf_K7M2Q9XA"] }]);
  });

  it("duplicates and opens the copy", async () => {
    show(REACH);
    await openMenu("More");
    await choose("Duplicate");
    expect(await screen.findByRole("heading", { level: 2, name: "Reach by city, copy" })).toBeInTheDocument();
  });
});

describe("the filter", () => {
  it("is built of conditions in groups, shown as badges, and asked for as it stands", async () => {
    const host = show("/workflows");
    await table();
    await click("Filter");
    const box = screen.getByRole("region", { name: "Filter" });
    fireEvent.change(within(box).getByRole("combobox", { name: "What" }), { target: { value: "tag" } });
    fireEvent.change(within(box).getByRole("combobox", { name: "Tag" }), { target: { value: "reach" } });
    await waitFor(async () => expect(await names()).toEqual(["Frequency bands", "Reach by city"]));
    fireEvent.click(within(box).getByRole("button", { name: "Group" }));
    const inner = within(box).getByRole("group", { name: "Group of conditions" });
    fireEvent.change(within(inner).getByRole("combobox", { name: "What" }), { target: { value: "last_run" } });
    fireEvent.change(within(inner).getByRole("combobox", { name: "How it ended" }), { target: { value: "succeeded" } });
    await waitFor(async () => expect(await names()).toEqual(["Reach by city"]));
    expect(lastQuery(host).filter).toEqual({
      kind: "all",
      of: [
        { kind: "tag", has: true, tag: "reach" },
        { kind: "any", of: [{ kind: "last_run", test: "succeeded" }] },
      ],
    });
    await click("Done");
    expect(screen.getByRole("button", { name: /^Filter ?2$/ })).toHaveFocus();
    await click("Remove Tag reach");
    await waitFor(async () => expect(await names()).toHaveLength(2));
    await click("Last run succeeded");
    expect(screen.getByRole("combobox", { name: "How it ended" })).toHaveFocus();
    fireEvent.keyDown(screen.getByRole("combobox", { name: "How it ended" }), { key: "Escape" });
    expect(screen.queryByRole("region", { name: "Filter" })).not.toBeInTheDocument();
  });

  it("is kept under a name, chosen, and deleted with a way back", async () => {
    const host = show("/workflows");
    fireEvent.change(await screen.findByRole("textbox", { name: "Find workflows" }), { target: { value: "pacing" } });
    await openMenu("Saved filters");
    await choose("Save what is asked for now");
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Morning" } });
    await click("Save filter");
    await screen.findByText("Filter Morning saved");
    fireEvent.change(screen.getByRole("textbox", { name: "Find workflows" }), { target: { value: "" } });
    await waitFor(async () => expect((await names()).length).toBe(6));
    await openMenu("Saved filters");
    await choose("Morning");
    await waitFor(async () => expect(await names()).toEqual(["Pacing, all clients"]));
    await openMenu("Saved filters");
    await choose("Delete the filter Morning");
    await click("Undo");
    await waitFor(() => expect(host.world.savedFilters.map(({ name }) => name)).toEqual(["Morning"]));
  });

  it("says when nothing is like that, and is cleared", async () => {
    show("/workflows");
    fireEvent.change(await screen.findByRole("textbox", { name: "Find workflows" }), { target: { value: "nobody" } });
    expect(await screen.findByText("No workflow like that")).toBeInTheDocument();
    await click("Clear the filters");
    expect(await names()).toHaveLength(6);
  });
});

describe("versions", () => {
  it("are compared, and an older one is restored with a way back", async () => {
    const host = show(REACH);
    await tab(/^Versions/);
    const versions = await screen.findByRole("table", { name: "Versions" });
    expect(within(versions).getAllByRole("row")).toHaveLength(4);
    expect(await screen.findByRole("region", { name: "Differences between version 2 and version 3" })).toBeVisible();
    fireEvent.click(within(versions).getByRole("row", { name: /^2 query/ }));
    const differences = await screen.findByRole("region", { name: "Differences between version 1 and version 2" });
    expect(differences).toHaveTextContent("only after: SUM(total_cost) / 100000.0 AS spend");
    await click("Restore version 2");
    await waitFor(() => expect(host.world.workflows[0]?.versions).toHaveLength(4));
    expect(host.world.workflows[0]?.spec).toMatchObject({ tags: ["weekly", "reach"] });
    expect(host.world.workflows[0]?.spec.sql).not.toContain("WITH");
    await click("Undo");
    await waitFor(() => expect(host.world.workflows[0]?.versions).toHaveLength(5));
    expect(host.world.workflows[0]?.spec.sql).toContain("WITH");
  });
});

describe("import", () => {
  const drop = (files: File[]) => {
    const dataTransfer = { types: ["Files"], files };
    const main = screen.getByRole("main").firstElementChild as HTMLElement;
    fireEvent.dragEnter(main, { dataTransfer });
    fireEvent.drop(main, { dataTransfer });
  };
  it("tells what became of each dropped file, and leads to its workflow", async () => {
    show("/workflows");
    await table();
    drop([
      new File(["SELECT 1"], "Overlap.sql"),
      new File(["SELECT 2"], "Reach by city.sql"),
      new File(["x"], "notes.txt"),
    ]);
    const result = await screen.findByRole("region", { name: "Import" });
    expect(result).toHaveTextContent("3 files: 1 created, 1 updated, 1 refused.");
    expect(result).toHaveTextContent("It is not a .sql file.");
    await click("Overlap.sql");
    expect(await screen.findByRole("heading", { level: 2, name: "Overlap" })).toBeInTheDocument();
  });
});

describe("Amazon's side", () => {
  it("is told in plain words, saved to, and asks before it writes over a change", async () => {
    const host = show(REACH);
    await tab("Amazon");
    expect(await screen.findByText("Amazon was not asked yet.")).toBeInTheDocument();
    await click("Ask Amazon");
    expect(await screen.findByText("Changed at Amazon since it was saved there")).toBeInTheDocument();
    expect(screen.getByText("Changed here since it was saved at Amazon")).toBeInTheDocument();
    await pick("Kestrel Outdoor CA");
    await pick("Ferro Cookware US");
    await click("Save at Amazon");
    const question = await screen.findByRole("dialog");
    expect(question).toHaveTextContent("Write over Amazon's query on 1 instance?");
    expect(sent(host, "push_workflow")).toEqual([]);
    fireEvent.click(within(question).getByRole("button", { name: "Write over it" }));
    await waitFor(() =>
      expect(sent(host, "push_workflow")).toEqual([{ id: "wf_K7M2Q9XA", instanceIds: ["i-50", "i-1"] }]),
    );
    expect(await screen.findAllByText(/The same at Amazon, updated just now/)).toHaveLength(2);
  });

  it("is taken over after a look at what differs", async () => {
    const host = show(REACH);
    await tab("Amazon");
    await click("Ask Amazon");
    await screen.findByText("Changed at Amazon since it was saved there");
    const compare = screen.getAllByRole("button", { name: "Compare" });
    fireEvent.click(compare.at(-1) as HTMLElement);
    expect(await screen.findByRole("region", { name: "Compared with Ferro Cookware US" })).toHaveTextContent(
      "least_reach",
    );
    await click("Take over Amazon's");
    expect(await screen.findByText("Amazon's query is version 4 now")).toBeInTheDocument();
    expect(host.world.workflows[0]?.spec.sql).toContain("least_reach");
  });
});

describe("a workflow that is written", () => {
  it("is told what it lacks, saved, and shown", async () => {
    const host = show("/workflows/new");
    await click("Save workflow");
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription("A name is needed");
    expect(sent(host, "create_workflow")).toEqual([]);
    fireEvent.change(screen.getByRole("combobox", { name: "Query" }), { target: { value: "t-2" } });
    await click("Save workflow");
    await waitFor(() => expect(sent(host, "create_workflow")).toHaveLength(1));
    const [{ spec }] = sent(host, "create_workflow") as [{ spec: WorkflowSpec }];
    expect(spec).toMatchObject({ name: "NTB gateway ASINs", window: { kind: "last_days", days: 28 } });
    expect(await screen.findByRole("tab", { name: "Overview" })).toBeInTheDocument();
  });

  it("is kept while one looks elsewhere, and asks before it is lost", async () => {
    show(`${REACH}/edit`);
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Half written" } });
    fireEvent.click(await rowOf(/Frequency bands/));
    await screen.findByRole("heading", { level: 2, name: "Frequency bands" });
    fireEvent.click(await rowOf(/Reach by city/));
    await screen.findByRole("heading", { level: 2, name: "Reach by city" });
    await click("Edit");
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Half written");
    await click("Close");
    expect(await screen.findByRole("dialog")).toHaveTextContent("Leave these changes unsaved?");
  });

  it("says so when it was changed meanwhile, and keeps what was written", async () => {
    const host = show(`${REACH}/edit`);
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Other" } });
    const [first] = host.world.workflows;
    if (first) first.versions.push({ ...(first.versions.at(-1) as (typeof first.versions)[number]), version: 4 });
    await click("Save");
    expect(await screen.findByRole("alert")).toHaveTextContent("This workflow was changed meanwhile.");
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Other");
  });
});

describe("a schedule of a workflow", () => {
  it("begins from it, and names it in what is saved and shown", async () => {
    const host = show(REACH);
    await openMenu("More");
    await choose("Schedule this");
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Reach by city");
    expect(screen.queryByRole("textbox", { name: "SQL" })).not.toBeInTheDocument();
    await click("Next: When");
    fireEvent.change(screen.getByRole("textbox", { name: "At" }), { target: { value: "2:30" } });
    await click("Next: Dates");
    await click("Next: After the run");
    await waitFor(() => expect(screen.getByRole("button", { name: "Save schedule" })).toBeEnabled());
    await click("Save schedule");
    await waitFor(() => expect(sent(host, "create_schedule")).toHaveLength(1));
    const [{ spec }] = sent(host, "create_schedule") as [{ spec: ScheduleSpec }];
    expect(spec).toMatchObject({ workflow_id: "wf_K7M2Q9XA", window: "last 4 full weeks lag 1" });
    expect(await screen.findByRole("link", { name: "Reach by city" })).toHaveAttribute("href", REACH);
  });

  it("is chosen by its name from the keyboard, and left for SQL of its own", async () => {
    show("/schedules/new");
    const field = await screen.findByRole("combobox", { name: "Workflow" });
    fireEvent.change(field, { target: { value: "frequency" } });
    const list = await screen.findByRole("listbox", { name: "Workflows" });
    await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(1));
    fireEvent.keyDown(field, { key: "Enter" });
    expect(await screen.findByRole("link", { name: "Frequency bands" })).toBeInTheDocument();
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Frequency bands");
    await click("Write SQL instead");
    expect(screen.getByRole("textbox", { name: "SQL" })).toHaveTextContent("SELECT campaign");
  });
});

describe("Find", () => {
  it("opens a workflow by its name or by what it holds", async () => {
    show("/");
    await screen.findByRole("heading", { level: 1, name: "Home" });
    fireEvent.keyDown(window, { key: "k", ctrlKey: true });
    fireEvent.change(await screen.findByRole("combobox", { name: "Find" }), { target: { value: "monthly" } });
    fireEvent.click(await screen.findByRole("option", { name: /Path to conversion.*version 1/ }));
    expect(await screen.findByRole("heading", { level: 2, name: "Path to conversion" })).toBeInTheDocument();
  });
});
