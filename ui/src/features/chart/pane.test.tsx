import { act, renderHook, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import { useFilters } from "@/features/result/use_filters";
import type { ResultFilter } from "@/ipc";
import { choose, click, openMenu, sent, show } from "@/test/show";

const drawn = vi.hoisted(() => ({ options: [] as Record<string, unknown>[] }));

// The library measures texts on a canvas, which this environment has not.
vi.mock("./engine", () => ({
  begin: () => ({ set: (option: Record<string, unknown>) => drawn.options.push(option), resize() {}, end() {} }),
  svgOf: () => "<svg/>",
  canvasOf: () => null,
}));

const filter = (executionId: string, filters: ResultFilter[]) => {
  const { result, unmount } = renderHook(() => useFilters(executionId));
  act(() => result.current[1](filters));
  unmount();
};

afterEach(() => {
  localStorage.clear();
  filter("e-1", []);
});

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

  it("is drawn from the rows that pass the filters of the grid", async () => {
    const denver: ResultFilter = { column: 1, operator: "one_of", values: ["Denver"] };
    filter("e-1", [denver]);
    const host = show("/executions/e-1");
    await click("Chart");
    expect(await screen.findByRole("img", { name: /^Bars of .*\d of 1,284 rows pass the filters\.$/ })).toBeVisible();
    expect(screen.getByText(/^\d+ of 1,284 rows pass the filters\./)).toBeVisible();
    const asked = () => sent(host, "group_result").map((each) => (each as { request: { filters: unknown } }).request);
    expect(asked().at(-1)?.filters).toEqual([denver]);

    const bar = () => within(screen.getByRole("group", { name: "Filters" }));
    await userEvent.click(bar().getByRole("button", { name: "city_name one of Denver" }));
    const values = await screen.findByRole("textbox", { name: "Values, one a line" });
    await userEvent.clear(values);
    await userEvent.type(values, "Atlantis");
    await click("Filter the rows");
    expect(await screen.findByText("No row passes the filters")).toBeVisible();
    expect(screen.queryByRole("img", { name: /^Bars of/ })).toBeNull();

    const main = within(screen.getByRole("region", { name: "Chart" }));
    await userEvent.click(main.getByRole("button", { name: "Clear the filters" }));
    expect(await screen.findByRole("img", { name: /^Bars of/ })).toHaveAccessibleName(
      expect.not.stringContaining("filters"),
    );
    expect(screen.queryByRole("group", { name: "Filters" })).toBeNull();
    await waitFor(() => expect(asked().at(-1)?.filters).toEqual([]));
  });

  it("has the filters that its rows have", async () => {
    filter("e-1", [{ column: 1, operator: "not_empty", values: [] }]);
    show("/executions/e-1");
    const chip = () => screen.findByRole("button", { name: /^Remove the filter city_name/ });
    expect(await chip()).toBeVisible();
    await click("Chart");
    await screen.findByRole("img", { name: /^Bars of/ });
    await userEvent.click(await chip());
    await click("Rows");
    await screen.findByRole("grid");
    expect(screen.queryByRole("group", { name: "Filters" })).toBeNull();
  });
});
