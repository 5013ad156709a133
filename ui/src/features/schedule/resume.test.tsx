import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { MissedInPause } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { schedule, type World, world } from "@/ipc/fake";
import { click, sent, show } from "@/test/show";

const DAY = 86_400_000;

/** So many paused schedules, each a day longer than the one before. */
function paused(count: number): World {
  const start = world();
  start.schedules = Array.from({ length: count }, (_, i) =>
    schedule({
      id: `p-${i}`,
      name: `Pacing ${i + 1}`,
      state: "paused",
      paused_at: start.now - (i + 2) * DAY,
      next_nominal: null,
      instances: 2,
    }),
  );
  return start;
}

const dialog = () => screen.findByRole("dialog");
const answer = async (choice: RegExp | null, button: string) => {
  const shown = await dialog();
  if (choice) fireEvent.click(within(shown).getByRole("radio", { name: choice }));
  fireEvent.click(within(shown).getByRole("button", { name: button }));
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: world().now });
});

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

describe("resuming a schedule", () => {
  it("goes on from now unless something else is chosen", async () => {
    const host = show("/schedules/s-9");
    await click("Resume");
    expect(await dialog()).toHaveTextContent(
      "While it was paused, 3 slots passed, Tue 3 Mar 05:00 to Thu 5 Mar 05:00.",
    );
    expect(within(await dialog()).getByRole("radio", { name: /^Go on from now/ })).toBeChecked();
    expect(sent(host, "resume_schedules")).toEqual([]);
    await answer(null, "Resume");
    await waitFor(() => expect(sent(host, "resume_schedules")).toEqual([{ ids: ["s-9"], missed: "none" }]));
  });

  it("runs the newest missed slot, and offers to pause again rather than to undo", async () => {
    const host = show("/schedules/s-9");
    await click("Resume");
    await answer(/^Run the newest.*Thu 5 Mar 05:00, covers .*; 2 runs/, "Resume");
    await waitFor(() => expect(sent(host, "resume_schedules")).toEqual([{ ids: ["s-9"], missed: "latest" }]));
    await click("Pause again");
    await waitFor(() => expect(sent(host, "pause_schedules")).toEqual([{ ids: ["s-9"] }]));
  });

  it("resumes and runs with one button what was paused for a reason", async () => {
    const host = show("/schedules/s-9");
    await click("Resume and run now");
    await waitFor(() => expect(sent(host, "run_schedule")).toEqual([{ id: "s-9" }]));
    expect(sent(host, "resume_schedules")).toEqual([{ ids: ["s-9"], missed: "none" }]);
    expect(sent(host, "missed_in_pause")).toEqual([]);
    await waitFor(() => expect(screen.queryByRole("button", { name: "Resume and run now" })).toBeNull());
  });

  it("runs all missed slots from the switch of its row", async () => {
    const host = show("/schedules");
    fireEvent.click(await screen.findByRole("switch", { name: "Sponsored TV reach" }));
    await answer(/^Run all of them, oldest first.*3 slots, 6 runs/, "Resume");
    await waitFor(() => expect(sent(host, "resume_schedules")).toEqual([{ ids: ["s-9"], missed: "all" }]));
  });

  it("leaves it paused when the question is closed", async () => {
    const host = show("/schedules/s-9");
    await click("Resume");
    await answer(null, "Cancel");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(sent(host, "resume_schedules")).toEqual([]);
    await click("Resume");
    expect(await dialog()).toBeInTheDocument();
  });

  it("asks nothing where nothing was missed", async () => {
    const start = world();
    start.schedules = [schedule({ state: "paused", paused_at: start.now, next_nominal: null })];
    const host = show("/schedules/s-1", start);
    await click("Resume");
    await waitFor(() => expect(sent(host, "resume_schedules")).toEqual([{ ids: ["s-1"], missed: "none" }]));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("does not happen when what was missed cannot be told", async () => {
    const host = show("/schedules/s-9");
    host.answer("missed_in_pause", () => {
      throw hostError("store.busy", "The database did not answer in time.", "Wait a moment and try again.");
    });
    await click("Resume");
    expect(await screen.findByText(/The database did not answer in time/)).toBeInTheDocument();
    expect(sent(host, "resume_schedules")).toEqual([]);
    host.answer("missed_in_pause", () => []);
    await click("Resume");
    await waitFor(() => expect(sent(host, "resume_schedules")).toHaveLength(1));
  });

  it("has one choice fewer where a single slot passed, and says so where there were more than can run", async () => {
    const host = show("/schedules/s-9");
    const missed: MissedInPause = {
      id: "s-9",
      name: "Sponsored TV reach",
      slots: 1,
      more: false,
      oldest: "Thu 5 Mar 05:00",
      newest: "Thu 5 Mar 05:00",
      newest_covers: null,
      instances: 2,
    };
    host.answer("missed_in_pause", () => [missed]);
    await click("Resume");
    expect(await dialog()).toHaveTextContent("one slot passed, Thu 5 Mar 05:00");
    expect(within(await dialog()).getAllByRole("radio")).toHaveLength(2);
    await answer(null, "Cancel");
    host.answer("missed_in_pause", () => [{ ...missed, slots: 31, more: true }]);
    await click("Resume");
    expect(await dialog()).toHaveTextContent("over 31 slots passed");
    expect(within(await dialog()).getByRole("radio", { name: /the newest 31 slots, 62 runs/ })).toBeInTheDocument();
  });
});

describe("resuming several schedules", () => {
  it("lists eight of them, counts the others, and asks once", async () => {
    const host = show("/schedules", paused(11));
    await click("Resume all");
    const table = within(await dialog()).getByRole("table", { name: "Missed slots" });
    expect(within(table).getAllByRole("row")).toHaveLength(9);
    expect(await dialog()).toHaveTextContent("and 3 more");
    await answer(/^Run the newest of each.*22 runs/, "Resume 11");
    await waitFor(() => expect(sent(host, "resume_schedules")).toHaveLength(1));
    expect(sent(host, "missed_in_pause")).toHaveLength(1);
    expect(sent(host, "resume_schedules")[0]).toMatchObject({ missed: "latest" });
  });

  it("that were picked asks about these", async () => {
    const host = show("/schedules");
    for (const name of ["Sponsored TV reach", "Frequency check, Aurelle", "Search terms"]) {
      fireEvent.click(await screen.findByRole("checkbox", { name: `Pick ${name}` }));
    }
    await click("Resume 2");
    await answer(null, "Resume 2");
    await waitFor(() => expect(sent(host, "resume_schedules")).toHaveLength(1));
    const [{ ids }] = sent(host, "missed_in_pause") as [{ ids: string[] }];
    expect([...ids].sort()).toEqual(["s-10", "s-9"]);
  });
});
