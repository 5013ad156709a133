import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ScheduleSpec } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { schedule, template, type World, world } from "@/ipc/fake";
import { choose, click, openMenu, sent, show } from "@/test/show";
import { dropDraft, NEW } from "./form/drafts";

const owning = (change: Partial<World> = {}): World => ({ ...world(), templates: [template({})], ...change });
const at = () => screen.findByRole("textbox", { name: "At" });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  dropDraft(NEW);
  localStorage.clear();
});

describe("a template", () => {
  it("that comes with the app fills in all but the hour, which is asked for at once", async () => {
    show("/schedules/new");
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Mondays" } });
    await openMenu("From a template");
    await choose(/^Every Monday, the last full week/);
    expect(await at()).toHaveValue("");
    expect(screen.getByText("A time is needed, such as 07:15")).toBeInTheDocument();
    expect(screen.getByRole("combobox", { name: "Repeat" })).toHaveValue("weekly");
    expect(screen.getByRole("button", { name: "Mon" })).toHaveAttribute("aria-pressed", "true");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "At" })).toHaveFocus());
    fireEvent.change(await at(), { target: { value: "7:00" } });
    expect(await screen.findByRole("table", { name: "Next slots" })).toBeInTheDocument();
    await click(/^Workflow/);
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Mondays");
  });

  it("of one's own brings its times, its zone and what follows, and is taken back", async () => {
    show("/schedules/new", owning());
    fireEvent.change(await screen.findByRole("textbox", { name: "Name" }), { target: { value: "Pacing" } });
    await openMenu("From a template");
    await choose(/^Client mornings/);
    expect(await at()).toHaveValue("06:30");
    expect(screen.getByRole("combobox", { name: "Zone" })).toHaveValue("Europe/London");
    await click("After the run");
    expect(screen.getByRole("textbox", { name: "First retry after" })).toHaveValue("5");
    await click("Undo");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "First retry after" })).toHaveValue("1"));
    await click(/^Workflow/);
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Pacing");
  });

  it("of one's own is deleted in the menu and brought back", async () => {
    const host = show("/schedules/new", owning());
    await openMenu("From a template");
    await choose("Delete the template Client mornings");
    await waitFor(() => expect(sent(host, "delete_template")).toEqual([{ id: "t-1" }]));
    await click("Undo");
    await waitFor(() => expect(sent(host, "restore_template")).toEqual([{ id: "t-1" }]));
    await openMenu("From a template");
    expect(await screen.findByRole("menuitem", { name: /^Client mornings/ })).toBeInTheDocument();
    expect(screen.queryByRole("menuitem", { name: /^Delete the template Every/ })).not.toBeInTheDocument();
  });

  it("is offered for a new schedule only", async () => {
    show("/schedules/s-3/edit");
    await screen.findByRole("textbox", { name: "Name" });
    expect(screen.queryByRole("button", { name: "From a template" })).not.toBeInTheDocument();
  });

  it("is made of a schedule, under its name or another", async () => {
    const host = show("/schedules/s-8");
    await openMenu("More");
    await choose("Save as template");
    const dialog = await screen.findByRole("dialog", { name: "Save as a template?" });
    const name = within(dialog).getByRole("textbox", { name: "Name" });
    expect(name).toHaveValue("Month close, all brands");
    fireEvent.change(name, { target: { value: " " } });
    expect(within(dialog).getByRole("button", { name: "Save template" })).toBeDisabled();
    fireEvent.change(name, { target: { value: "Month close" } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Save template" }));
    expect(await screen.findByText("Template Month close saved")).toBeInTheDocument();
    const [{ name: given, spec }] = sent(host, "save_template") as [{ name: string; spec: ScheduleSpec }];
    expect(given).toBe("Month close");
    expect(spec.rule).toEqual({ preset: { kind: "first_business_day", at: ["07:00"] } });
    await click("Undo");
    await waitFor(() => expect(sent(host, "delete_template")).toHaveLength(1));
  });

  it("that cannot be saved says why where its name is asked for", async () => {
    const host = show("/schedules/s-8");
    host.answer("save_template", () => {
      throw hostError("invalid", "There is a template of that name already.", "Choose another name.");
    });
    await openMenu("More");
    await choose("Save as template");
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(within(dialog).getByRole("button", { name: "Save template" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("There is a template of that name already.");
  });
});

describe("a duplicate", () => {
  it("is a new schedule with everything of the other but its name", async () => {
    const host = show("/schedules/s-8");
    await openMenu("More");
    await choose("Duplicate");
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("Month close, all brands, copy");
    await click("After the run");
    await click("Save schedule");
    await waitFor(() => expect(sent(host, "create_schedule")).toHaveLength(1));
    const [{ spec }] = sent(host, "create_schedule") as [{ spec: ScheduleSpec }];
    const kept = world().schedules.find(({ id }) => id === "s-8")?.spec;
    expect(spec).toEqual({ ...kept, name: "Month close, all brands, copy" });
  });
});

describe("what is said of a schedule", () => {
  it("names how many slots its history shows where that is not as usual", async () => {
    const start = world();
    const usual = schedule({});
    start.schedules = [{ ...usual, spec: { ...usual.spec, history_slots: 250, time_limit_minutes: 90 } }];
    show("/schedules/s-1", start);
    expect(await screen.findByText("shows 250 slots")).toBeInTheDocument();
    expect(screen.getByText(/a run stopped after 90 minutes/)).toBeInTheDocument();
  });
});
