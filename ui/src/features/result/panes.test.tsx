import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { choose, openMenu, sent, show } from "@/test/show";
import { gridColumns } from "./columns";
import { FilterPopover } from "./FilterPopover";

const at = new DOMRect(0, 0, 100, 20);

function open(data_type: string) {
  const [column] = gridColumns([{ name: "reach", data_type }]);
  if (!column) throw new Error("no column");
  const set = vi.fn();
  const close = vi.fn();
  render(
    <FilterPopover column={column} index={3} filter={null} at={at} onSet={set} onRemove={close} onClose={close} />,
  );
  return { set, close, user: userEvent.setup() };
}

describe("the filter of a column", () => {
  it("holds once it is applied, with the keyboard alone", async () => {
    const { set, user } = open("LONG");
    await user.selectOptions(screen.getByRole("combobox", { name: "How" }), "at_least");
    await user.type(screen.getByRole("textbox", { name: "Value" }), "100{Enter}");
    expect(set).toHaveBeenCalledWith({ column: 3, operator: "at_least", values: ["100"] });
  });
  it("says what is wrong and is not applied", async () => {
    const { set, user } = open("LONG");
    await user.type(screen.getByRole("textbox", { name: "Value" }), "many{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("A number, for example 10 or 0.25");
    expect(set).not.toHaveBeenCalled();
  });
  it("takes a list of texts, a value a line", async () => {
    const { set, user } = open("STRING");
    await user.selectOptions(screen.getByRole("combobox", { name: "How" }), "one_of");
    await user.type(screen.getByRole("textbox", { name: "Values, one a line" }), "Denver{Enter}Austin{Enter}Denver");
    await user.click(screen.getByRole("button", { name: "Filter the rows" }));
    expect(set).toHaveBeenCalledWith({ column: 3, operator: "one_of", values: ["Denver", "Austin"] });
  });
  it("closes with Escape", async () => {
    const { close, user } = open("STRING");
    await user.keyboard("{Escape}");
    expect(close).toHaveBeenCalled();
  });
});

describe("an export", () => {
  it("shows how far it has come and is cancelled without an error", async () => {
    const host = show("/executions/e-1");
    let refuse: (error: unknown) => void = () => undefined;
    host.answer("export_result", () => new Promise((_, reject) => (refuse = reject)));
    await openMenu("Export");
    host.answer("export_progress", () => ({ rows: 412_000, total: 1_000_000 }));
    await choose(/^XLSX/);
    expect(await screen.findByText("412,000 of 1,000,000 rows")).toBeVisible();
    expect(screen.getByRole("progressbar", { name: "Export" })).toHaveAttribute("value", "412000");
    await userEvent.click(screen.getByRole("button", { name: "Cancel the export" }));
    expect(sent(host, "cancel_export")).toEqual([{ executionId: "e-1" }]);
    host.answer("export_progress", () => null);
    refuse({ code: "result.export_cancelled", message: "The export was cancelled.", next_step: null, details: null });
    expect(await screen.findByRole("button", { name: "Export" })).toBeEnabled();
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(sent(host, "export_result")).toEqual([{ executionId: "e-1", format: "xlsx", guardFormulas: true }]);
  });
});
