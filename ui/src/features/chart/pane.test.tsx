import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { choose, click, openMenu, sent, show } from "@/test/show";

const drawn = vi.hoisted(() => ({ options: [] as Record<string, unknown>[] }));

// The library measures texts on a canvas, which this environment has not.
vi.mock("./engine", () => ({
  begin: () => ({ set: (option: Record<string, unknown>) => drawn.options.push(option), resize() {}, end() {} }),
  svgOf: () => "<svg/>",
  canvasOf: () => null,
}));

afterEach(() => localStorage.clear());

const kinds = () => screen.findByRole("group", { name: "Kind of chart" });

describe("a result as a picture", () => {
  it("is drawn from rows taken together, which are then forgotten", async () => {
    const host = show("/executions/e-1");
    await click("Chart");
    const picture = await screen.findByRole("img", { name: /^Bars of/ });
    expect(picture).toBeVisible();
    await waitFor(() => expect(drawn.options.length).toBeGreaterThan(0));
    const [asked] = sent(host, "group_result") as { request: { id: string; rows: unknown[] } }[];
    expect(asked?.request.id).toMatch(/^chart-/);
    await waitFor(() => expect(sent(host, "forget_rows")).toEqual([{ id: `local-${asked?.request.id}` }]));
    await click("Show as table");
    expect(await screen.findByRole("table", { name: "Figures of the chart" })).toBeVisible();
  });

  it("keeps its kind under the query's name, and goes back to the suggestion", async () => {
    show("/executions/e-1");
    await click("Chart");
    await userEvent.click(within(await kinds()).getByRole("button", { name: "Pie" }));
    expect(await screen.findByRole("img", { name: /^Parts of/ })).toBeVisible();
    expect(JSON.parse(JSON.parse(localStorage.getItem("recomamp.chart.Reach by city") ?? '""')).kind).toBe("pie");
    await click("Back to the suggestion");
    expect(await screen.findByRole("img", { name: /^Bars of/ })).toBeVisible();
  });

  it("says why a sum is refused, and takes another figure instead", async () => {
    show("/executions/e-1");
    await click("Chart");
    const measure = await screen.findByRole("combobox", { name: "Measure, value" });
    const column = () => screen.findByRole("combobox", { name: "Column, value" });
    await userEvent.selectOptions(measure, "average");
    await userEvent.selectOptions(await column(), "reach");
    await userEvent.selectOptions(measure, "sum");
    expect(await screen.findByText(/“reach” counts people/)).toBeVisible();
    await click("Take the greatest");
    expect(await screen.findByRole("img", { name: /^Bars of greatest of reach/ })).toBeVisible();
  });

  it("is saved to a file", async () => {
    const host = show("/executions/e-1");
    await click("Chart");
    await openMenu("Save picture");
    await choose(/^SVG/);
    expect(await screen.findByText("Saved: /home/ana/Reach by city.svg")).toBeVisible();
    expect(sent(host, "save_chart")).toEqual([{ name: "Reach by city", format: "svg", content: "<svg/>" }]);
  });
});
