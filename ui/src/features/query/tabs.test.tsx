import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { type World, world } from "@/ipc/fake";
import { choose, sent, show } from "@/test/show";
import { inOrder, movedTo, othersOf, rightOf } from "./tab_order";

const tab = (id: string, position: number, pinned = false) => ({ id, position, pinned });

describe("the order of tabs", () => {
  const tabs = inOrder([tab("a", 0), tab("b", 1), tab("p", 2, true), tab("c", 3)]);
  it("has pinned ones at the front", () => expect(tabs.map(({ id }) => id)).toEqual(["p", "a", "b", "c"]));
  it("lets none leave its kind", () => {
    expect(movedTo(tabs, "c", 0)).toEqual(["p", "c", "a", "b"]);
    expect(movedTo(tabs, "p", 3)).toEqual(["p", "a", "b", "c"]);
    expect(movedTo(tabs, "a", 9)).toEqual(["p", "b", "c", "a"]);
  });
  it("leaves pinned ones open when others are closed", () => {
    expect(othersOf(tabs, "b")).toEqual(["a", "c"]);
    expect(rightOf(tabs, "a")).toEqual(["b", "c"]);
  });
});

let made = 0;
/** Four queries; their ids are used once, as those of the window are. */
function four(): World {
  const start = world();
  const [first] = start.tabs;
  made += 1;
  if (first) {
    start.tabs = ["Alpha", "Beta", "Gamma", "Delta"].map((title, position) => ({
      ...first,
      id: `t-${made}-${title}`,
      title,
      sql: `SELECT '${title}' AS x FROM dsp_impressions`,
      position,
    }));
  }
  return start;
}

const titles = () =>
  screen.getAllByRole("tab", { name: /^(Alpha|Beta|Gamma|Delta|Omega)$/ }).map((each) => each.textContent);
const menuOf = async (name: string) => fireEvent.contextMenu(await screen.findByRole("tab", { name }));

describe("the open queries", () => {
  beforeEach(() => localStorage.clear());

  it("are renamed by F2", async () => {
    const host = show("/query", four());
    const beta = await screen.findByRole("tab", { name: "Beta" });
    beta.focus();
    await userEvent.keyboard("{F2}");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Name of the query" })).toHaveFocus());
    await userEvent.keyboard("Omega{Enter}");
    await waitFor(() => expect(titles()).toEqual(["Alpha", "Omega", "Gamma", "Delta"]));
    await waitFor(() => expect(host.world.tabs.map((each) => each.title)).toContain("Omega"));
  });

  it("are moved by keys and keep their new order", async () => {
    const host = show("/query", four());
    fireEvent.click(await screen.findByRole("tab", { name: "Alpha" }));
    fireEvent.keyDown(window, { key: "PageDown", ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(titles()).toEqual(["Beta", "Alpha", "Gamma", "Delta"]));
    await waitFor(() => expect(inOrder(host.world.tabs).map((each) => each.title)[0]).toBe("Beta"));
  });

  it("are pinned to the front, without a cross", async () => {
    show("/query", four());
    await menuOf("Gamma");
    await choose(/Pin to the front/);
    await waitFor(() => expect(titles()).toEqual(["Gamma", "Alpha", "Beta", "Delta"]));
    expect(document.querySelector("[data-close=Gamma]")).toBeNull();
    expect(document.querySelector("[data-close=Alpha]")).not.toBeNull();
  });

  it("are closed without a question, and Undo puts them back where they were", async () => {
    const host = show("/query", four());
    await menuOf("Beta");
    await choose(/Close the others/);
    await waitFor(() => expect(titles()).toEqual(["Beta"]));
    expect(await screen.findByText("3 queries closed")).toBeInTheDocument();
    expect(sent(host, "close_tab")).toHaveLength(3);
    fireEvent.click(screen.getByRole("button", { name: "Undo" }));
    await waitFor(() => expect(titles()).toEqual(["Alpha", "Beta", "Gamma", "Delta"]));
  });

  it("come back by key, the last closed one first, and by name from the list", async () => {
    show("/query", four());
    for (const name of ["Beta", "Gamma"]) {
      const closing = await screen.findByRole("tab", { name });
      fireEvent.keyDown(closing, { key: "Delete" });
      await waitFor(() => expect(closing).not.toBeInTheDocument());
    }
    fireEvent.keyDown(window, { key: "T", ctrlKey: true, shiftKey: true });
    await waitFor(() => expect(titles()).toEqual(["Alpha", "Delta", "Gamma"]));
    fireEvent.keyDown(window, { key: "A", ctrlKey: true, shiftKey: true });
    const dialog = await screen.findByRole("dialog", { name: "Open and closed queries" });
    await userEvent.type(within(dialog).getByRole("combobox"), "beta");
    fireEvent.click(await within(dialog).findByRole("option", { name: /Beta/ }));
    await waitFor(() => expect(titles()).toEqual(["Alpha", "Delta", "Gamma", "Beta"]));
  });
});
