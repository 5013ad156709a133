import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hostError } from "@/ipc/browser";
import { execution, world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";

// The library measures texts on a canvas, which this environment has not.
vi.mock("@/features/chart/engine", () => ({
  begin: () => ({ set() {}, resize() {}, end() {} }),
  svgOf: () => "<svg/>",
  canvasOf: () => null,
}));

const pane = async () => within(await screen.findByRole("region", { name: "Evidence" }));
const list = () => screen.findByRole("table", { name: "Evidence" });
const PIE = JSON.stringify(
  JSON.stringify({ kind: "pie", x: "campaign", value: { measure: "rows", column: null }, columns: [], top: 20 }),
);

const having = (change: Parameters<typeof execution>[0]) => ({
  ...world(),
  executions: [execution({ id: "run", ...change })],
});

const save = async () => {
  await openMenu("More");
  await choose("Save evidence…");
};

beforeEach(() => {
  vi.stubGlobal("navigator", Object.assign(navigator, { clipboard: { writeText: vi.fn().mockResolvedValue(null) } }));
});

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

describe("evidence of a run", () => {
  it("is saved with the chart that was chosen for the query, and says where", async () => {
    localStorage.setItem("recomamp.chart.Drawn", PIE);
    const host = show("/executions/run", having({ name: "Drawn" }));
    await save();
    expect(await screen.findByText(/^Evidence saved: .*Drawn, Kestrel Outdoor US/)).toBeVisible();
    expect(sent(host, "save_evidence")).toEqual([{ executionId: "run", chart: "<svg/>" }]);
  });

  it("takes the chart along that was only looked at", async () => {
    const host = show("/executions/run", having({ name: "Looked at" }));
    await click("Chart");
    await screen.findByRole("img", { name: /^Bars of/ });
    await save();
    await waitFor(() => expect(sent(host, "save_evidence")).toEqual([{ executionId: "run", chart: "<svg/>" }]));
  });

  it("goes without a chart where the query has none", async () => {
    const host = show("/executions/run", having({ name: "Never drawn" }));
    await save();
    await waitFor(() => expect(sent(host, "save_evidence")).toEqual([{ executionId: "run", chart: null }]));
  });

  it("is saved all the same where its chart cannot be drawn, which is said", async () => {
    localStorage.setItem("recomamp.chart.Refused", PIE);
    const host = show("/executions/run", having({ name: "Refused" }));
    host.answer("group_result", () => {
      throw hostError("result.not_additive", "It cannot be added up.", "Take the average.");
    });
    await save();
    expect(await screen.findByText(/^Evidence saved, without its chart, which could not be drawn/)).toBeVisible();
  });

  it("is not offered where no result is kept", async () => {
    show("/executions/run", having({ result: null, row_count: null }));
    await openMenu("More");
    expect(await screen.findByRole("menuitem", { name: "Copy as JSON" })).toBeVisible();
    expect(screen.queryByRole("menuitem", { name: "Save evidence…" })).toBeNull();
  });
});

describe("the list of evidence", () => {
  it("is reached from the runs, and leads back to them", async () => {
    show("/executions");
    await click("Evidence");
    expect(within(await list()).getAllByRole("row")).toHaveLength(3);
    await click("Under way");
    expect(await screen.findByRole("table", { name: "Executions" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Under way" })).toHaveAttribute("aria-pressed", "true");
  });

  it("says what evidence is for and how it is made while there is none", async () => {
    const start = world();
    start.evidence.opened = [];
    show("/executions/evidence", start);
    expect(await screen.findByText(/Whoever gets it opens it in RecomAMP/)).toBeVisible();
    expect(screen.getByText(/choose Save evidence in the menu of a run/)).toBeVisible();
    await click("Open evidence…");
    expect(await screen.findByRole("heading", { level: 2, name: "Reach by city" })).toBeVisible();
  });

  it("says in the bundle's own words why it was not opened, and keeps what it had", async () => {
    const host = show("/executions/evidence");
    host.answer("open_evidence", () => {
      throw hostError("evidence.changed", "rows.parquet does not fit its SHA-256.", "Ask for the bundle again.");
    });
    await click("Open evidence…");
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("rows.parquet does not fit its SHA-256.");
    expect(alert).toHaveTextContent("Ask for the bundle again.");
    expect(within(await list()).getAllByRole("row")).toHaveLength(3);
  });

  it("stays as it is when no file is chosen", async () => {
    const host = show("/executions/evidence");
    host.answer("open_evidence", () => null);
    await click("Open evidence…");
    await waitFor(() => expect(screen.getByRole("button", { name: "Open evidence…" })).toBeEnabled());
    expect(within(await list()).getAllByRole("row")).toHaveLength(3);
  });

  it("is walked by arrows", async () => {
    show("/executions/evidence/ev-1");
    const [first] = within(await list()).getAllByRole("row", { selected: true });
    first?.focus();
    fireEvent.keyDown(first as HTMLElement, { key: "ArrowDown" });
    expect(await screen.findByRole("heading", { level: 2, name: /^Path to conversion/ })).toBeVisible();
  });
});

describe("a piece of evidence", () => {
  it("tells who made it of which run, with ids to copy", async () => {
    show("/executions/evidence/ev-1");
    const shown = await pane();
    expect(await shown.findByText(", by RecomAMP 0.1.0")).toBeVisible();
    expect(shown.getByText("Mon 2 Feb to Sun 1 Mar 2026, New York time")).toBeVisible();
    await click("4 steps and ids");
    await click("Copy the id of Amazon's run");
    expect(navigator.clipboard.writeText).toHaveBeenCalledWith("5b1f0a92-77c4");
  });

  it("shows its own rows in the grid", async () => {
    const host = show("/executions/evidence/ev-1");
    await waitFor(() => expect(sent(host, "result_page")).not.toEqual([]));
    const asked = sent(host, "result_page") as { request: { execution_id: string } }[];
    expect(asked.every(({ request }) => request.execution_id === "evidence-ev-1")).toBe(true);
  });

  it("shows its chart as an image, so that nothing in it can run", async () => {
    show("/executions/evidence/ev-1");
    await screen.findByText(", by RecomAMP 0.1.0");
    await click("Chart");
    const picture = screen.getByRole("img", { name: /^Chart of Frequency bands/ });
    expect(picture.tagName).toBe("IMG");
    expect(picture).toHaveAttribute("src", expect.stringMatching(/^data:image\/svg\+xml/));
    fireEvent.error(picture);
    expect(screen.getByText("The picture of the chart cannot be shown")).toBeVisible();
  });

  it("offers no chart where it has none, and names the data that were missing", async () => {
    show("/executions/evidence/ev-2");
    expect(await screen.findByText(/^Amazon lacked data of these dates: /)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Chart" })).toBeNull();
  });

  it("says what its hashes prove and what they do not, and gives them to be copied", async () => {
    show("/executions/evidence/ev-1");
    await screen.findByText(", by RecomAMP 0.1.0");
    await click("Files");
    expect(screen.getByText(/nothing was damaged on the way; it does not prove who made the bundle/)).toBeVisible();
    await click("Copy the SHA-256 of query.sql");
    expect(navigator.clipboard.writeText).toHaveBeenCalledWith("0b3d".repeat(16));
  });

  it("names what the check found beside the SQL", async () => {
    show("/executions/evidence/ev-1");
    await screen.findByText("1 finding, named beside the SQL");
    await click("SQL as sent");
    expect(screen.getByText("Rows need 100 users: frequency_band is HIGH")).toBeVisible();
  });

  it("opens its query on the instance that it ran on, where that is known here", async () => {
    const host = show("/executions/evidence/ev-1");
    await click("Open in Query");
    expect(await screen.findByText(/^Choose its dates under Configure: it ran over Mon 2 Feb/)).toBeVisible();
    const made = host.world.tabs.find(({ title }) => title === "Frequency bands");
    expect(made).toMatchObject({ instance_ids: ["i-0"], parameter_values: { min_reach: 1000 } });
  });

  it("opens its query without an instance where that is another's", async () => {
    const host = show("/executions/evidence/ev-2");
    await click("Open in Query");
    expect(await screen.findByText(/^Choose its instance and dates/)).toBeVisible();
    expect(host.world.tabs.find(({ title }) => title.startsWith("Path to"))?.instance_ids).toEqual([]);
  });

  it("is deleted at once, and comes back by Undo", async () => {
    const host = show("/executions/evidence/ev-1");
    await click("Delete this evidence");
    expect(await screen.findByText(/its file stays where it is/)).toBeVisible();
    await waitFor(async () => expect(within(await list()).getAllByRole("row")).toHaveLength(2));
    await click("Undo");
    await waitFor(async () => expect(within(await list()).getAllByRole("row")).toHaveLength(3));
    expect(sent(host, "restore_evidence")).toEqual([{ id: "ev-1" }]);
    expect(await screen.findByRole("heading", { level: 2, name: "Frequency bands" })).toBeVisible();
  });
});

it("Find opens evidence from anywhere", async () => {
  const host = show("/settings");
  await click("Find");
  await userEvent.type(await screen.findByRole("combobox"), "open evidence");
  await userEvent.click(await screen.findByRole("option", { name: /Open evidence…/ }));
  expect(await screen.findByRole("heading", { level: 2, name: "Reach by city" })).toBeVisible();
  expect(sent(host, "open_evidence")).toHaveLength(1);
});
