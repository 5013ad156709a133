import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { QueryTab, WorkflowSpec } from "@/ipc";
import { type FakeHost, type World, world } from "@/ipc/fake";
import { freshWorkflow, workflowSummary } from "@/ipc/fake_workflows";
import { choose, click, sent, show } from "@/test/show";
import { tagsOf } from "./SaveDialog";
import { differs, specOf, takenFrom } from "./saved";

const ID = "wf_K7M2Q9XA";
let made = 0;

/** One query that is saved as version 13, and went on from version `from` with the text `sql`. */
function saved(from: number, sql?: string): World {
  const start = world();
  const [first] = start.tabs;
  made += 1;
  if (first) {
    const spec = { ...specOf(first), tags: ["reach", "weekly"] };
    start.workflows = [freshWorkflow(ID, spec, 13, start.now)];
    start.tabs = [{ ...first, id: `saved-${made}`, sql: sql ?? first.sql, workflow_id: ID, workflow_version: from }];
  }
  return start;
}

const specSent = (host: FakeHost, command: string) =>
  sent(host, command).map((args) => (args as { spec: WorkflowSpec }).spec);
const pressSave = (shiftKey = false) =>
  fireEvent.keyDown(window, { key: shiftKey ? "S" : "s", ctrlKey: true, shiftKey });
const tabNamed = (name: string) => screen.findByRole("tab", { name });

describe("what is saved", () => {
  const tab = world().tabs[0] as QueryTab;
  it("differs by anything a person chose, not by the order of instances", () => {
    const spec = specOf(tab);
    expect(differs(tab, spec)).toBe(false);
    expect(differs({ ...tab, instance_ids: [...tab.instance_ids].reverse() }, spec)).toBe(false);
    expect(differs({ ...tab, sql: `${tab.sql} ` }, spec)).toBe(true);
    expect(differs({ ...tab, window: { kind: "last_full_weeks", weeks: 5 } }, spec)).toBe(true);
    expect(differs({ ...tab, title: "Another" }, spec)).toBe(true);
    const detail = { ...workflowSummary(world(), freshWorkflow(ID, spec, 2, 0)), spec };
    const unused = { schedules: [], executions: [], at_amazon: [] };
    expect(differs({ ...tab, ...takenFrom({ ...detail, ...unused }) }, spec)).toBe(false);
  });
  it("has tags without doubles", () => expect(tagsOf(" reach, weekly,,reach ")).toEqual(["reach", "weekly"]));
});

describe("saving a query", () => {
  beforeEach(() => localStorage.clear());

  it("asks for name and tags once, and the tab is that workflow from then on", async () => {
    const start = world();
    start.tabs = start.tabs.slice(0, 1).map((tab) => ({ ...tab, id: "fresh-1" }));
    const host = show("/query", start);
    await tabNamed("Reach by city");
    pressSave();
    const dialog = await screen.findByRole("dialog", { name: "Save as a workflow?" });
    const name = within(dialog).getByRole("textbox", { name: "Name" });
    expect(name).toHaveValue("Reach by city");
    await userEvent.clear(name);
    await userEvent.type(name, "Reach weekly");
    await userEvent.type(within(dialog).getByRole("textbox", { name: /^Tags/ }), "reach, weekly{Enter}");
    await tabNamed("Reach weekly");
    expect(specSent(host, "create_workflow")[0]).toMatchObject({ name: "Reach weekly", tags: ["reach", "weekly"] });
    await waitFor(() => expect(host.world.tabs[0]).toMatchObject({ workflow_version: 1, title: "Reach weekly" }));
    expect(await screen.findByText("version 1")).toBeInTheDocument();
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("shows what was edited, saves it as the next version and leaves what the editor does not show", async () => {
    const host = show("/query", saved(13, "SELECT 1"));
    await waitFor(() =>
      expect(screen.getByRole("tab", { name: "Reach by city" })).toHaveAccessibleDescription(/edited since/),
    );
    expect(screen.getByText("version 13, edited")).toBeInTheDocument();
    pressSave();
    await waitFor(() => expect(specSent(host, "update_workflow")).toHaveLength(1));
    expect(specSent(host, "update_workflow")[0]).toMatchObject({ sql: "SELECT 1", tags: ["reach", "weekly"] });
    await waitFor(() => expect(screen.getByText("version 14")).toBeInTheDocument());
    expect(screen.getByRole("tab", { name: "Reach by city" })).not.toHaveAccessibleDescription(/edited since/);
    // Nothing is new any more: it is looked at, and not saved once more.
    const looked = sent(host, "get_workflow").length;
    pressSave();
    await waitFor(() => expect(sent(host, "get_workflow").length).toBeGreaterThan(looked));
    await new Promise((done) => setTimeout(done));
    expect(sent(host, "update_workflow")).toHaveLength(1);
  });

  it("that was changed meanwhile asks, and can take theirs and bring mine back", async () => {
    const host = show("/query", saved(12, "SELECT 'mine'"));
    expect(await screen.findByText("version 12, version 13 is newer")).toBeInTheDocument();
    pressSave();
    await screen.findByRole("dialog", { name: "Reach by city was changed meanwhile" });
    await click("Take theirs");
    await waitFor(() => expect(host.world.tabs[0]).toMatchObject({ workflow_version: 13 }));
    expect(host.world.tabs[0]?.sql).not.toBe("SELECT 'mine'");
    await click("Bring mine back");
    await waitFor(() => expect(host.world.tabs[0]?.sql).toBe("SELECT 'mine'"));
  });

  it("that was changed meanwhile can become the next version all the same, or a copy", async () => {
    const host = show("/query", saved(12, "SELECT 'mine'"));
    await screen.findByText(/version 12/);
    pressSave();
    await click("Save mine as version 14");
    await waitFor(() => expect(host.world.tabs[0]?.workflow_version).toBe(14));
    await tabNamed("Reach by city").then((tab) => fireEvent.contextMenu(tab));
    await choose(/Save as…/);
    const dialog = await screen.findByRole("dialog", { name: "Save as a workflow?" });
    expect(within(dialog).getByRole("textbox", { name: "Name" })).toHaveValue("Reach by city (copy)");
    expect(within(dialog).getByRole("textbox", { name: /^Tags/ })).toHaveValue("reach, weekly");
    await click("Save workflow");
    await tabNamed("Reach by city (copy)");
    expect(host.world.tabs[0]?.workflow_id).not.toBe(ID);
    expect(host.world.workflows.find(({ id }) => id === ID)?.versions.at(-1)?.version).toBe(14);
  });

  it("whose workflow was deleted is offered as a new one", async () => {
    const start = saved(13);
    start.workflows = [];
    show("/query", start);
    await tabNamed("Reach by city");
    pressSave();
    expect(await screen.findByRole("dialog", { name: "Save as a workflow?" })).toBeInTheDocument();
    expect(screen.getByText(/The workflow that this was is deleted/)).toBeInTheDocument();
  });
});
