import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hostError } from "@/ipc/browser";
import { execution, type World, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";
import { dropNote } from "./Note";

const NOW = world().now;
const runs = ["e-1", "e-2"] as const;
const having = (note = ""): World => ({
  ...world(),
  executions: runs.map((id) => execution({ id, batch_id: id, name: `Reach ${id}`, note: id === "e-1" ? note : "" })),
});
const field = () => screen.findByRole("textbox", { name: "Note" });
const write = async (text: string) => fireEvent.change(await field(), { target: { value: text } });
const keep = async () => fireEvent.keyDown(await field(), { key: "Enter", ctrlKey: true });
/** The note as text, once the field is gone. */
const told = async (text: string | RegExp) => {
  await waitFor(() => expect(screen.queryByRole("textbox", { name: "Note" })).toBeNull());
  return screen.getByText(text);
};
const leave = () => act(() => screen.getByRole("textbox", { name: "Find executions" }).focus());
const open = async (id: string) => {
  const table = within(screen.getByRole("table", { name: "Executions" }));
  fireEvent.click(table.getByText(`Reach ${id}`));
  expect(await screen.findByRole("heading", { level: 2, name: `Reach ${id}` })).toBeInTheDocument();
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: NOW });
});

afterEach(() => {
  vi.useRealTimers();
  for (const id of runs) dropNote(id);
});

describe("the note of a run", () => {
  it("is written, kept by a key, and shown as text with its lines", async () => {
    const host = show("/executions/e-1", having());
    await click("Add a note");
    expect(await field()).toHaveFocus();
    await write("  Sent to Kestrel.\nAsk again in April.  ");
    await keep();
    expect(await told(/Sent to Kestrel/)).toHaveTextContent("Sent to Kestrel. Ask again in April.");
    expect(sent(host, "note_execution")).toEqual([{ id: "e-1", note: "Sent to Kestrel.\nAsk again in April." }]);
    expect(screen.getByRole("button", { name: "Change the note" })).toHaveFocus();
  });

  it("is changed, and kept by leaving the field", async () => {
    const host = show("/executions/e-1", having("For the review"));
    await click("Change the note");
    expect(await field()).toHaveValue("For the review");
    await write("For the review in May");
    leave();
    expect(await told("For the review in May")).toBeInTheDocument();
    expect(sent(host, "note_execution")).toEqual([{ id: "e-1", note: "For the review in May" }]);
    expect(screen.getByRole("textbox", { name: "Find executions" })).toHaveFocus();
  });

  it("is taken away by writing nothing", async () => {
    const host = show("/executions/e-1", having("For the review"));
    await click("Change the note");
    await write(" ");
    await keep();
    expect(await screen.findByRole("button", { name: "Add a note" })).toBeInTheDocument();
    expect(sent(host, "note_execution")).toEqual([{ id: "e-1", note: "" }]);
  });

  it("is given up by Escape, and nothing is kept where nothing was changed", async () => {
    const host = show("/executions/e-1", having("For the review"));
    await click("Change the note");
    await write("Something else");
    fireEvent.keyDown(await field(), { key: "Escape" });
    expect(await told("For the review")).toBeInTheDocument();
    await click("Change the note");
    expect(await field()).toHaveValue("For the review");
    leave();
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Note" })).toBeNull());
    expect(sent(host, "note_execution")).toEqual([]);
  });

  it("stays as it is written while one looks something up in another window", async () => {
    const host = show("/executions/e-1", having());
    await click("Add a note");
    await write("Amazon's id is");
    fireEvent.blur(await field());
    expect(await field()).toHaveValue("Amazon's id is");
    expect(sent(host, "note_execution")).toEqual([]);
  });

  it("that could not be kept says why and keeps its words, also while another run is looked at", async () => {
    const host = show("/executions/e-1", having());
    host.answer("note_execution", () => {
      throw hostError("store.full", "The disk is full.", "Make room on it.");
    });
    await click("Add a note");
    await write("Sent to Kestrel");
    await keep();
    expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
    expect(await field()).toHaveValue("Sent to Kestrel");
    await open("e-2");
    expect(await screen.findByRole("button", { name: "Add a note" })).toBeInTheDocument();
    await open("e-1");
    expect(await field()).toHaveValue("Sent to Kestrel");
    expect(await field()).not.toHaveFocus();
    expect(screen.getByText("The disk is full.")).toBeInTheDocument();
    host.answer("note_execution", () => null);
    await keep();
    expect(await told("Sent to Kestrel")).toBeInTheDocument();
    expect(screen.queryByText("The disk is full.")).toBeNull();
  });

  it("that is refused after its run was left says so, and waits there", async () => {
    let refuse: () => void = () => undefined;
    const host = show("/executions/e-1", having());
    host.answer("note_execution", () => {
      return new Promise((_done, failed) => {
        refuse = () => failed(hostError("store.full", "The disk is full.", "Make room on it."));
      });
    });
    await click("Add a note");
    await write("Sent to Kestrel");
    leave();
    await waitFor(() => expect(sent(host, "note_execution")).toHaveLength(1));
    await open("e-2");
    refuse();
    expect(
      await screen.findByText("The note of Reach e-1, Kestrel Outdoor US, is not kept yet: The disk is full."),
    ).toBeInTheDocument();
    await open("e-1");
    expect(await field()).toHaveValue("Sent to Kestrel");
  });
});
