import { createMemoryHistory } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { App, makeClient } from "@/app/App";
import { makeRouter } from "@/app/router";
import { hostError } from "@/ipc/browser";
import { fakeHost } from "@/ipc/fake";
import { installHost } from "@/ipc/host";
import { quietFault, quietWords, timeOf } from "./quiet";

function show(host = fakeHost()) {
  installHost(host);
  render(<App client={makeClient()} router={makeRouter(createMemoryHistory({ initialEntries: ["/settings"] }))} />);
  return host;
}

describe("quiet hours", () => {
  it("reads a time as people write it", () => {
    expect(["7:05", "07.05", "0705", "22:00"].map(timeOf)).toEqual(["07:05", "07:05", "07:05", "22:00"]);
    expect(["", "24:00", "7", "7:60", "22:00 07:00"].map(timeOf)).toEqual([null, null, null, null, null]);
  });

  it("names what is wrong with an end", () => {
    expect(quietFault("late", "07:00")).toBe("A time such as 22:00");
    expect(quietFault("7:00", "07:00")).toBe("Begin and end differ");
    expect(quietFault("7:01", "07:00")).toBeNull();
  });

  it("says when they end on the next day", () => {
    expect(quietWords({ on: true, from: "22:00", until: "07:00" })).toContain("until 07:00 on the next day by");
    expect(quietWords({ on: true, from: "12:00", until: "13:00" })).toContain("until 13:00 by");
    expect(quietWords({ on: false, from: "12:00", until: "13:00" })).toContain("at any hour");
  });

  it("keeps a time once it is one, and nothing before", async () => {
    const host = show();
    fireEvent.click(await screen.findByRole("switch", { name: "Quiet hours for schedules" }));
    const until = await screen.findByRole("textbox", { name: "Until" });
    fireEvent.change(until, { target: { value: "22:00" } });
    fireEvent.blur(until);
    expect(until).toHaveAccessibleDescription("Begin and end differ");
    expect(host.world.settings.quiet_hours).toEqual({ on: true, from: "22:00", until: "07:00" });
    fireEvent.change(until, { target: { value: "6:30" } });
    fireEvent.blur(until);
    await waitFor(() => expect(host.world.settings.quiet_hours.until).toBe("06:30"));
    expect(until).toHaveValue("06:30");
  });
});

describe("start at sign-in", () => {
  const found = () => screen.findByRole("switch", { name: "Start RecomAMP when I sign in, in the tray" });

  it("shows what the system does, not what was chosen", async () => {
    const host = show();
    await waitFor(async () => expect(await found()).toBeEnabled());
    expect(await found()).not.toBeChecked();
    host.answer("start_at_login", () => false);
    fireEvent.click(await found());
    await waitFor(() => expect(host.calls.some((call) => call.command === "start_at_login")).toBe(true));
    await waitFor(async () => expect(await found()).not.toBeChecked());
  });

  it("is turned on, and off again", async () => {
    const host = show();
    for (const on of [true, false]) {
      await waitFor(async () => expect(await found()).toBeEnabled());
      fireEvent.click(await found());
      await waitFor(() => expect(host.world.startsAtLogin).toBe(on));
      await waitFor(async () => expect((await found()).getAttribute("aria-checked")).toBe(String(on)));
    }
  });

  it("says why it cannot be known", async () => {
    const host = fakeHost();
    host.answer("starts_at_login", () => {
      throw hostError("app.login_start", "The system's list could not be read.", "Look whether you may read it.");
    });
    show(host);
    await waitFor(async () =>
      expect(await found()).toHaveAccessibleDescription("The system's list could not be read."),
    );
    expect(await found()).toBeDisabled();
  });
});
