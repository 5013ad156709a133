import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { type FakeHost, type World, world } from "@/ipc/fake";
import { click, show } from "@/test/show";
import { columnOf, distinct, leftOut, readCells } from "./lists";
import { fits, readValue, showValue } from "./parameters";
import { presetsOf } from "./presets";
import { choiceOf, ofChoice, windowFault } from "./windows";

describe("a window", () => {
  it("is chosen by its rule and number, also one that the list does not offer", () => {
    expect(ofChoice("last_days:90", undefined)).toEqual({ kind: "last_days", days: 90 });
    expect(ofChoice("quarter_to_date", undefined)).toEqual({ kind: "quarter_to_date" });
    expect(choiceOf({ kind: "last_full_weeks", weeks: 1 }).word).toBe("Last full week");
    expect(choiceOf({ kind: "last_days", days: 31 })).toEqual({ value: "last_days:31", word: "Last 31 days" });
  });
  it("in words needs words", () => expect(windowFault({ kind: "words", text: " " })).toMatch(/last 30 days/));
});

describe("a list of values", () => {
  it("is read from what spreadsheets write", () => {
    expect(readCells('asin;name\nB01;"a; ""b"""\r\n\nB02;c')).toEqual([
      ["asin", "name"],
      ["B01", 'a; "b"'],
      ["B02", "c"],
    ]);
    expect(columnOf(readCells("a,b\n1,2\n3"), 1, true)).toEqual(["2", ""]);
  });
  it("has no blanks and no doubles, and says how many were left out", () => {
    const taken = distinct([" a", "b", "a", "", "c"], ["c"]);
    expect(taken).toEqual({ values: ["a", "b"], doubles: 2, blanks: 1 });
    expect(leftOut(taken)).toBe("2 doubles and 1 blank left out");
  });
  it("keeps commas inside a value", () => {
    for (const value of [["a, b"], ["a, b", "c"], ["a", "b", "c", "d"], ["a", "b"]]) {
      expect(readValue("list", showValue(value))).toEqual({ value });
    }
  });
});

describe("usual values", () => {
  it("go by the name and fit the type", () => {
    expect(presetsOf("attribution_window", "whole")?.values).toContain("14");
    expect(presetsOf("attribution_window_days", "whole")?.values).toContain("14");
    expect(presetsOf("lookback_days", "whole")?.values).toContain("180");
    expect(presetsOf("granularity", "whole")).toBeNull();
    expect(presetsOf("constructor", "text")).toBeNull();
  });
  it("of the last time are offered where they fit", () => {
    expect(fits("list", "a")).toBe(false);
    expect(fits("whole", "576460752303423489")).toBe(true);
    expect(fits("whole", true)).toBe(false);
  });
});

let made = 0;
function one(change: (start: World) => void = () => undefined): World {
  const start = world();
  made += 1;
  start.tabs = start.tabs.slice(0, 1).map((tab) => ({ ...tab, id: `one-${made}`, parameter_values: {} }));
  change(start);
  return start;
}
const kept = (host: FakeHost) => host.world.tabs[0];

describe("before a run", () => {
  beforeEach(() => localStorage.clear());

  it("days are chosen on the calendar by keys, whichever comes first", async () => {
    const start = one((next) => {
      next.tabs = next.tabs.map((tab) => ({
        ...tab,
        window: { kind: "fixed", start: "2026-02-10", end: "2026-02-12" },
      }));
    });
    const host = show("/query", start);
    const group = await screen.findByRole("group", { name: "Days of the window" });
    expect(within(group).getAllByRole("table")).toHaveLength(2);
    within(group).getByRole("button", { name: "Thursday 12 February 2026" }).focus();
    await userEvent.keyboard("{ArrowDown}{ArrowRight}");
    await waitFor(() => expect(within(group).getByRole("button", { name: "Friday 20 February 2026" })).toHaveFocus());
    await userEvent.keyboard("{Enter}{ArrowUp}{ArrowUp}");
    await waitFor(() => expect(within(group).getByRole("button", { name: "Friday 6 February 2026" })).toHaveFocus());
    await userEvent.keyboard("{Enter}");
    await waitFor(() => expect(kept(host)?.window).toEqual({ kind: "fixed", start: "2026-02-06", end: "2026-02-20" }));
  });

  it("a number of days that is none yet stays in its field, and the tab is kept meanwhile", async () => {
    const host = show(
      "/query",
      one((next) => {
        next.tabs = next.tabs.map((tab) => ({ ...tab, window: { kind: "last_days", days: 28 } }));
      }),
    );
    const field = await screen.findByRole("textbox", { name: "Days" });
    for (const text of ["", "-", "7.5"]) {
      fireEvent.change(field, { target: { value: text } });
      expect(field).toHaveValue(text);
      expect(field).toHaveAttribute("aria-invalid", "true");
    }
    expect(kept(host)?.window).toEqual({ kind: "last_days", days: 28 });
    fireEvent.change(field, { target: { value: "30" } });
    await waitFor(() => expect(kept(host)?.window).toEqual({ kind: "last_days", days: 30 }));
    fireEvent.change(field, { target: { value: "" } });
    fireEvent.blur(field);
    expect(field).toHaveValue("30");
  });

  it("a window in words that the host does not understand is told under its field", async () => {
    const host = show("/query", one());
    fireEvent.change(await screen.findByRole("combobox", { name: "Kind of window" }), { target: { value: "words" } });
    const field = await screen.findByRole("textbox", { name: "Window in words" });
    fireEvent.change(field, { target: { value: "the other day" } });
    const region = screen.getByRole("region", { name: "Window" });
    expect(await within(region).findByRole("alert")).toHaveTextContent(/“the other day” is not a window/);
    fireEvent.change(field, { target: { value: "last 30 days lag 3" } });
    await waitFor(() => expect(within(region).queryByRole("alert")).toBeNull());
    expect(kept(host)?.window).toEqual({ kind: "words", text: "last 30 days lag 3" });
  });

  it("parameters can be given what they were the last time, one or all", async () => {
    const host = show("/query", one());
    await click("All as last time");
    await waitFor(() =>
      expect(kept(host)?.parameter_values).toEqual({
        campaigns: ["Trail26_STV_Prospecting", "Always_DSP_Retarget30"],
        min_reach: 1000,
      }),
    );
    expect(screen.queryByRole("button", { name: /As last time/ })).toBeNull();
  });

  it("a list takes a pasted column, and asks where there are several", async () => {
    const host = show("/query", one());
    const field = await screen.findByRole("textbox", { name: "campaigns" });
    const paste = (text: string) => fireEvent.paste(field, { clipboardData: { getData: () => text } });
    paste("a, one\nb\n\na, one\n");
    await waitFor(() => expect(kept(host)?.parameter_values["campaigns"]).toEqual(["a, one", "b"]));
    expect(screen.getByText("2 values added, 1 double left out")).toBeInTheDocument();
    paste("id\tname\n1\tc\n2\tb\n");
    const asked = await screen.findByRole("group", { name: "Values from the clipboard" });
    fireEvent.change(within(asked).getByRole("combobox", { name: "Column with the values" }), {
      target: { value: "1" },
    });
    fireEvent.click(within(asked).getByRole("button", { name: "Take 1 value" }));
    await waitFor(() => expect(kept(host)?.parameter_values["campaigns"]).toEqual(["a, one", "b", "c"]));
  });

  it("a list takes a column of a file", async () => {
    const host = show("/query", one());
    await screen.findByRole("textbox", { name: "campaigns" });
    const file = new File(["asin,title\nB01,x\nB02,y\nB01,z\n"], "asins.csv", { type: "text/csv" });
    await userEvent.upload(screen.getByLabelText("File with values of campaigns"), file);
    await click("Take 2 values");
    await waitFor(() => expect(kept(host)?.parameter_values["campaigns"]).toEqual(["B01", "B02"]));
  });
});
