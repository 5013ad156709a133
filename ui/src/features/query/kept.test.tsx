import { EditorView } from "@codemirror/view";
import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { hostError } from "@/ipc/browser";
import { type FakeHost, type World, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";

const SQL = 'SELECT city_name, SUM(reach) AS reach\nFROM runs."Reach by city"\nGROUP BY city_name';

const over = (sql: string, change: Partial<World> = {}, tabs = 1): World => {
  const start = { ...world(), ...change };
  return { ...start, tabs: start.tabs.slice(0, tabs).map((tab) => ({ ...tab, target: "kept" as const, sql })) };
};

const editor = async () => {
  const text = await screen.findByRole("textbox", { name: "SQL" });
  return EditorView.findFromDOM(text) as EditorView;
};

const write = async (sql: string) => {
  const view = await editor();
  act(() => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: sql } }));
};

const ran = async (host: FakeHost) => {
  await click("Run");
  await screen.findByRole("grid", { name: "Rows of the result" });
  return sent(host, "run_kept");
};

describe("a query over kept results", () => {
  beforeEach(() => localStorage.clear());

  it("is one by a choice that stays with the tab, and needs no instances and no dates", async () => {
    const host = show("/query");
    await click("Kept results");
    expect(await screen.findByRole("region", { name: "Kept results" })).toBeInTheDocument();
    expect(screen.queryByRole("complementary", { name: "Configure and review" })).toBeNull();
    expect(screen.getByRole("button", { name: "Kept results" })).toHaveFocus();
    await waitFor(() => expect(host.world.tabs.find((tab) => tab.id === "t-1")?.target).toBe("kept"));
    await click("Amazon");
    expect(await screen.findByRole("complementary", { name: "Configure and review" })).toBeInTheDocument();
  });

  it("takes names from the tree as they have to be written", async () => {
    show("/query", over(""));
    const tree = await screen.findByRole("tree", { name: "Kept results and columns" });
    const [path] = within(tree).getAllByRole("treeitem", { name: /Path to conversion/ });
    fireEvent.keyDown(path as HTMLElement, { key: "Enter", shiftKey: true });
    fireEvent.click(path as HTMLElement);
    expect(within(tree).getByText(/^6 runs, newest/)).toBeInTheDocument();
    fireEvent.click(within(tree).getByRole("treeitem", { name: /Conversions/ }));
    fireEvent.click(within(tree).getByRole("treeitem", { name: /run_instance/ }));
    expect((await editor()).state.doc.toString()).toBe(
      'latest."Path to conversion, all campaigns of the spring""Conversions"run_instance',
    );
  });

  it("finds tables by their columns", async () => {
    show("/query", over(""));
    await screen.findByRole("tree", { name: "Kept results and columns" });
    fireEvent.change(screen.getByRole("textbox", { name: "Search kept results" }), { target: { value: "band" } });
    await waitFor(() => expect(screen.queryByRole("treeitem", { name: /Reach by city/ })).toBeNull());
    expect(screen.getAllByRole("treeitem", { name: /Frequency bands/ })).toHaveLength(2);
    fireEvent.change(screen.getByRole("textbox", { name: "Search kept results" }), { target: { value: "xyz" } });
    expect(await screen.findByText("No kept result like that")).toBeInTheDocument();
  });

  it("is not sent to Amazon's check, and its mistake stands at its place and keeps it from running", async () => {
    const host = show("/query", over(SQL));
    expect(await screen.findByText("Compiles here.")).toBeInTheDocument();
    await write(SQL.replace("SELECT city_name", "SELECT\n  cty_name"));
    expect(await screen.findByRole("button", { name: /^Line 2: The query cannot run/ })).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Run" })).toBeDisabled();
    expect(sent(host, "check_sql")).toEqual([]);
  });

  it("brings its rows into the grid, and another tab keeps its own", async () => {
    const host = show("/query", over(SQL, {}, 2));
    expect(await ran(host)).toEqual([{ id: "t-1", sql: SQL }]);
    const result = screen.getByRole("region", { name: "Result" });
    expect(within(result).getByText(/from 36 kept results in 0.1 s/)).toBeInTheDocument();
    await waitFor(() => expect(sent(host, "result_page")[0]).toMatchObject({ request: { execution_id: "kept-t-1" } }));
    fireEvent.click(screen.getByRole("tab", { name: /NTB gateway ASINs/ }));
    expect(await screen.findByText("No result yet")).toBeInTheDocument();
    fireEvent.click(screen.getByRole("tab", { name: /Reach by city/ }));
    expect(await screen.findByText(/from 36 kept results/)).toBeInTheDocument();
  });

  it("reads the rows anew when it runs again, and is forgotten with its tab", async () => {
    const host = show("/query", over(SQL));
    await ran(host);
    await waitFor(() => expect(sent(host, "result_page").length).toBeGreaterThan(0));
    const before = sent(host, "result_page").length;
    await click("Run");
    await waitFor(() => expect(sent(host, "result_page").length).toBeGreaterThan(before));
    fireEvent.keyDown(screen.getByRole("tab", { name: /Reach by city/ }), { key: "Delete" });
    await waitFor(() => expect(sent(host, "forget_kept")).toEqual([{ id: "t-1" }]));
  });

  it("can be cancelled while it runs", async () => {
    const host = show("/query", over(SQL));
    let stop = (): void => undefined;
    host.answer(
      "run_kept",
      () =>
        new Promise((_, reject) => {
          stop = () => reject(hostError("kept.cancelled", "The query was cancelled.", "Run it again."));
        }),
    );
    host.answer("forget_kept", () => {
      stop();
      return null;
    });
    await click("Run");
    await click("Cancel");
    expect(await screen.findByText("Cancelled")).toBeInTheDocument();
    expect(sent(host, "forget_kept")).toEqual([{ id: "t-1" }]);
  });

  it("says why it failed and goes to the place, of one statement among several too", async () => {
    const host = show("/query", over(`SELECT 1;\n${SQL}`));
    host.answer("run_kept", () => {
      const place = { line: 3, column: 6, end_line: 3, end_column: 10 };
      const details = { ...place, retry_after_seconds: null, request_id: null, ports: [], raw: null };
      throw Object.assign(hostError("kept.sql", "The query cannot run: no.", "Correct it."), { details });
    });
    const view = await editor();
    act(() => view.dispatch({ selection: { anchor: 30 } }));
    await click("Run statement 2");
    expect(sent(host, "run_kept")).toEqual([{ id: "t-1", sql: `         \n${SQL}` }]);
    await click("Go to line 3");
    const { from, to } = view.state.selection.main;
    expect(view.state.sliceDoc(from, to)).toBe("runs");
  });

  it("says what to do where nothing is kept yet", async () => {
    show("/query", over("", { kept: [] }));
    expect(await screen.findByText("No result is kept yet")).toBeInTheDocument();
    expect(await screen.findByText("No result is kept yet. Run a query at Amazon first.")).toBeInTheDocument();
  });
});
