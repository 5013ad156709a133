import { act, renderHook } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { ResultFilter } from "@/ipc";
import { forgetFilters, MOST_FILTERED, useFilters } from "./use_filters";

const DENVER: ResultFilter[] = [{ column: 0, operator: "equals", values: ["Denver"] }];

const filtersOf = (id: string) => renderHook(() => useFilters(id)).result;
function filter(id: string) {
  const filters = filtersOf(id);
  act(() => filters.current[1](DENVER));
}

describe("the filters of a result", () => {
  it("are the same wherever it is shown, and those of another are its own", () => {
    const [grid, chart, other] = [filtersOf("e-1"), filtersOf("e-1"), filtersOf("e-2")];
    act(() => grid.current[1](DENVER));
    expect(chart.current[0]).toEqual(DENVER);
    expect(other.current[0]).toEqual([]);
    act(() => forgetFilters("e-1"));
    expect(grid.current[0]).toEqual([]);
  });

  it("are forgotten when many others were filtered since", () => {
    filter("first");
    filter("second");
    filter("first");
    for (let i = 1; i < MOST_FILTERED; i++) filter(`e-${i}`);
    expect(filtersOf("first").current[0]).toEqual(DENVER);
    expect(filtersOf("second").current[0]).toEqual([]);
  });
});
