import { createMemoryHistory } from "@tanstack/react-router";
import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { hostError } from "@/ipc/browser";
import { emptyWorld, fakeHost, type World, world } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { App, makeClient } from "./App";
import { makeRouter } from "./router";

function show(path: string, start: World) {
  installHost(fakeHost(start));
  return render(<App client={makeClient()} router={makeRouter(createMemoryHistory({ initialEntries: [path] }))} />);
}

const SCREENS: [string, string, World, string][] = [
  ["first run", "/", emptyWorld(), "How do you want to begin?"],
  ["home", "/", world(), "Home"],
  ["query", "/query", world(), "Query"],
  ["workflows", "/workflows/wf_K7M2Q9XA", world(), "Workflows"],
  ["new workflow", "/workflows/new", world(), "Workflows"],
  ["executions", "/executions/e-2", world(), "Executions"],
  ["schedules", "/schedules/s-1", world(), "Schedules"],
  ["new schedule", "/schedules/new", world(), "Schedules"],
  ["brands", "/brands/b-kestrel", world(), "Brands"],
  ["new brand", "/brands/new", world(), "Brands"],
  ["instances", "/brands/instances", world(), "Instances"],
  ["dashboards", "/dashboards", world(), "Dashboards"],
  ["dashboard", "/dashboards/d-reach", world(), "Reach, all clients"],
  ["new dashboard", "/dashboards/new", world(), "New dashboard"],
  ["analytics", "/analytics", world(), "Analytics"],
  ["notices", "/notices", world(), "Notices"],
  ["settings", "/settings", world(), "Settings"],
];

describe("screens", () => {
  it("keeps what was looked for in the list when a run is opened", async () => {
    show("/executions", world());
    const field = await screen.findByRole("textbox", { name: "Find executions" });
    const before = screen.getByRole("table", { name: "Executions" });
    fireEvent.change(field, { target: { value: "reach" } });
    const row = (await screen.findAllByRole("row")).find((entry) => entry.dataset["row"]);
    fireEvent.click(row as HTMLElement);
    await screen.findByRole("heading", { level: 2 });
    expect(screen.getByRole("textbox", { name: "Find executions" })).toBe(field);
    expect(field).toHaveValue("reach");
    expect(screen.getByRole("table", { name: "Executions" })).toBe(before);
  });

  it.each(SCREENS)("%s opens at its address", async (_name, path, start, heading) => {
    show(path, start);
    expect(await screen.findByRole("heading", { level: 1, name: heading })).toBeInTheDocument();
  });

  it("says what is wrong at the start, once, and offers to try again", async () => {
    const host = fakeHost();
    host.answer("list_profiles", () => {
      throw hostError("store.damaged", "The database is damaged.", "Restore the backup of yesterday.");
    });
    installHost(host);
    render(<App client={makeClient()} router={makeRouter(createMemoryHistory({ initialEntries: ["/"] }))} />);
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The database is damaged.Restore the backup of yesterday.",
    );
    const asked = () => host.calls.filter((call) => call.command === "list_profiles").length;
    expect(asked()).toBe(1);
    screen.getByRole("button", { name: "Try again" }).click();
    await vi.waitFor(() => expect(asked()).toBe(2));
  });
});
