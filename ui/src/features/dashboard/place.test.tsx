import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { NEW } from "@/components/drafts";
import type { DashboardDetail } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { type World, world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";
import { dropDraft } from "./draft";

// The library measures texts on a canvas, which this environment has not.
vi.mock("@/features/chart/engine", () => ({
  begin: () => ({ set() {}, resize() {}, end() {} }),
  svgOf: () => "<svg/>",
  canvasOf: () => null,
}));

afterEach(() => {
  for (const key of [NEW, "d-reach", "d-paths"]) dropDraft(key);
  localStorage.clear();
});

const REACH = "/dashboards/d-reach";
const part = (name: string) => screen.findByRole("region", { name });
const kept = (host: { world: World }, id = "d-reach") => host.world.dashboards.kept.find((one) => one.id === id);
const refreshed = (host: ReturnType<typeof show>) =>
  (sent(host, "refresh_dashboard") as { widgetIds: string[] }[]).map(({ widgetIds }) => widgetIds);

function outdated(change: (one: DashboardDetail["rows"][number]) => Partial<DashboardDetail["rows"][number]>) {
  const made = world();
  made.dashboards.kept = made.dashboards.kept.map((one) => ({
    ...one,
    rows: one.rows.map((each) => ({ ...each, ...change(each) })),
  }));
  return made;
}

describe("the list of dashboards", () => {
  it("tells widgets and refreshes, and opens with the one that was open last", async () => {
    show("/dashboards");
    const row = await screen.findByRole("row", { name: /Reach, all clients/ });
    expect(row).toHaveTextContent("3Wed 4 Mar");
    expect(screen.getByRole("row", { name: /Paths to a purchase/ })).toHaveTextContent("nonenot yet");
    fireEvent.click(row);
    await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Reach, all clients" })).toBeVisible());
    fireEvent.click(screen.getByRole("link", { name: "Home" }));
    fireEvent.click(await screen.findByRole("link", { name: "Dashboards" }));
    await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Reach, all clients" })).toBeVisible());
    await click("Dashboards");
    expect(await screen.findByRole("table", { name: "Dashboards" })).toBeVisible();
  });

  it("deletes one and brings it back, and makes a copy", async () => {
    const host = show("/dashboards");
    await openMenu("More of Reach, all clients");
    await choose("Delete");
    await waitFor(() => expect(screen.queryByRole("row", { name: /Reach, all clients/ })).toBeNull());
    await click("Undo");
    await screen.findByRole("row", { name: /Reach, all clients/ });
    await openMenu("More of Reach, all clients");
    await choose("Duplicate");
    expect(await screen.findByRole("row", { name: /Reach, all clients, copy/ })).toBeVisible();
    expect(host.world.dashboards.kept).toHaveLength(3);
  });

  it("says what a dashboard is while there is none", async () => {
    const made = world();
    made.dashboards.kept = [];
    show("/dashboards", made);
    expect(await screen.findByText("No dashboard yet")).toBeVisible();
  });
});

describe("a dashboard", () => {
  it("shows its widgets with their stamps, and reads anew what is outdated, once", async () => {
    const host = show(
      REACH,
      outdated(() => ({ outdated: true, read_at: null })),
    );
    await waitFor(() => expect(refreshed(host)).toEqual([["w-cities", "w-bands"]]));
    const cities = await part("Cities");
    expect(await within(cities).findByText("100 of 1,284 rows")).toBeVisible();
    expect(await within(await part("How often")).findByRole("img", { name: /^Bars of/ })).toBeVisible();
    expect(screen.getByText("Read every Monday.")).toBeVisible();
    act(() => host.send({ kind: "executions_changed", ids: ["e-1"] }));
    await waitFor(() => expect(sent(host, "get_dashboard").length).toBeGreaterThan(1));
    expect(refreshed(host)).toHaveLength(1);
  });

  it("does not try a widget again that failed, until a person does, and keeps the rows of before", async () => {
    const made = world();
    made.dashboards.failing["Reach by city"] = hostError("kept.no_table", "No result is kept.", "Run the query.");
    const host = show(REACH, made);
    await screen.findByText("100 of 1,284 rows");
    await click("Refresh");
    const cities = await part("Cities");
    expect(await within(cities).findByText("No result is kept.")).toBeVisible();
    expect(within(cities).getByText("100 of 1,284 rows")).toBeVisible();
    act(() => host.send({ kind: "executions_changed", ids: [] }));
    await waitFor(() => expect(sent(host, "get_dashboard").length).toBeGreaterThan(1));
    expect(refreshed(host)).toHaveLength(1);
    host.world.dashboards.failing = {};
    fireEvent.click(within(cities).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(refreshed(host)[1]).toEqual(["w-cities"]));
    await waitFor(() => expect(within(cities).queryByRole("alert")).toBeNull());
  });

  it("is filtered by the name of a column, at once, and says which widget is not", async () => {
    const host = show(REACH);
    await screen.findByText("100 of 1,284 rows");
    await openMenu("Filter");
    await choose("city_name");
    fireEvent.change(await screen.findByRole("combobox", { name: "How" }), { target: { value: "equals" } });
    fireEvent.change(screen.getByRole("textbox", { name: "Value" }), { target: { value: "Denver" } });
    await click("Filter the rows");
    await waitFor(() =>
      expect(kept(host)?.filters).toEqual([{ column: "city_name", operator: "equals", values: ["Denver"] }]),
    );
    expect(await within(await part("How often")).findByText("not filtered by city_name")).toBeVisible();
    expect(within(await part("Cities")).queryByText(/not filtered/)).toBeNull();
    await click("Remove the filter city_name is Denver");
    await waitFor(() => expect(kept(host)?.filters).toEqual([]));
    expect(await screen.findByText("100 of 1,284 rows")).toBeVisible();
  });

  it("is saved as a page", async () => {
    const host = show(REACH);
    await screen.findByText("100 of 1,284 rows");
    await click("Export");
    expect(await screen.findByText(/Saved: .*Reach, all clients\.html/)).toBeVisible();
    const [{ content }] = sent(host, "save_dashboard_page") as [{ content: string }];
    expect(content).toContain("500 of 1,284 rows");
    expect(content).toContain("<svg/>");
  });
});

describe("editing", () => {
  it("orders widgets, and keeps what was written while one looks elsewhere", async () => {
    const host = show(REACH);
    await click("Edit");
    await click("Move How often earlier");
    fireEvent.click(screen.getByRole("link", { name: "Home" }));
    fireEvent.click(await screen.findByRole("link", { name: "Dashboards" }));
    await part("Edit dashboard");
    await click("Save dashboard");
    await waitFor(() => expect(kept(host)?.widgets.map(({ id }) => id)).toEqual(["w-bands", "w-cities", "w-note"]));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Edit dashboard" })).toBeNull());
  });

  it("makes a new one of a kept table", async () => {
    const host = show("/dashboards/new");
    await click("Save dashboard");
    expect(await screen.findByText("A name is needed")).toBeVisible();
    fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "Bands" } });
    await click("Add a table");
    fireEvent.change(await screen.findByRole("combobox", { name: "Table" }), {
      target: { value: 'latest."Frequency bands"' },
    });
    await click("Save dashboard");
    await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Bands" })).toBeVisible());
    const made = host.world.dashboards.kept.find(({ name }) => name === "Bands");
    expect(made?.widgets[0]?.sql).toBe('SELECT * FROM latest."Frequency bands"');
    await waitFor(() => expect(refreshed(host)).toEqual([[made?.widgets[0]?.id]]));
  });

  it("is refused where it was changed in between, and loads what is kept", async () => {
    const host = show(REACH);
    await click("Edit");
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Mine" } });
    host.world.dashboards.kept = host.world.dashboards.kept.map((one) => ({ ...one, name: "Theirs", changed_at: 7 }));
    await click("Save dashboard");
    await click("Load what is kept");
    await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Theirs" })).toBeVisible());
  });
});

describe("a result", () => {
  it("is added to a new dashboard as it is shown", async () => {
    const host = show("/executions/e-1");
    await click("Add to a dashboard…");
    fireEvent.change(await screen.findByRole("combobox", { name: "Dashboard" }), { target: { value: "" } });
    fireEvent.change(screen.getByRole("textbox", { name: "Name" }), { target: { value: "Cities" } });
    await click("Add the widget");
    await click("Open");
    await waitFor(() => expect(screen.getByRole("heading", { level: 1, name: "Cities" })).toBeVisible());
    const made = host.world.dashboards.kept.find(({ name }) => name === "Cities");
    expect(made?.widgets[0]).toMatchObject({ kind: "table", sql: 'SELECT * FROM latest."Reach by city"' });
  });
});
