import { describe, expect, it } from "vitest";
import { failureOf } from "@/features/profile/failures";
import { execution } from "@/ipc/fake";
import { ended, newsOf } from "./run_news";
import { troubleWords } from "./StatusBar";

describe("the status bar", () => {
  const service = (name: string, message: string | null) => ({ name, state: "degraded" as const, message });
  it("says the trouble itself, not the name of a service", () =>
    expect(troubleWords([service("execution poller", "Amazon could not be reached.")])).toBe(
      "Amazon could not be reached",
    ));
  it("says what a service does where it gives no reason", () =>
    expect(troubleWords([service("token refresher", null)])).toBe("Token refresher has trouble and goes on trying"));
  it("counts several", () =>
    expect(troubleWords([service("a", "x"), service("b", "y")])).toBe("2 services have trouble"));
});

describe("news of runs", () => {
  const run = (id: string, state: "running" | "succeeded" | "failed", batch_id = "b") =>
    execution({ id, batch_id, state, row_count: state === "succeeded" ? 12 : null });
  it("come once all runs of a batch have ended", () => {
    const before = [run("1", "running"), run("2", "running")];
    expect(ended(before, [run("1", "succeeded"), run("2", "running")])).toEqual([]);
    const now = [run("1", "succeeded"), run("2", "failed")];
    expect(ended(before, now)).toEqual([now]);
    expect(ended(now, now)).toEqual([]);
  });
  it("wait for rows that are being fetched", () =>
    expect(ended([run("1", "running")], [{ ...run("1", "succeeded"), fetching: true }])).toEqual([]));
  it("count what was done and its rows", () => {
    expect(newsOf([run("1", "succeeded"), run("2", "failed")])).toBe("Reach by city: 1 of 2 done, 12 rows");
    expect(newsOf([run("1", "failed")])).toBe("Reach by city, Kestrel Outdoor US: failed");
  });
});

describe("a sign-in that failed", () => {
  it("offers what solves it", () => {
    expect(failureOf("auth.client_rejected").remedies).toContain("form");
    expect(failureOf("auth.timed_out").remedies).toContain("urls");
    expect(failureOf("keychain.no_default_collection").remedies).toContain("keychain");
  });
  it("is never without a title and a way on", () => {
    const { title, remedies } = failureOf("something.new");
    expect(title).not.toBe("");
    expect(remedies.length).toBeGreaterThan(0);
  });
});
