import { describe, expect, it } from "vitest";
import { recipientFault } from "./words";

describe("a new recipient", () => {
  it("needs a name and an address of its kind", () => {
    expect(recipientFault("email", "Ada", "ada@example.org")).toBeNull();
    expect(recipientFault("email", "Ada", "ada")).toMatch(/ada@example/);
    expect(recipientFault("email", " ", "ada@example.org")).toMatch(/name/);
    expect(recipientFault("slack", "Team", "https://hooks.slack.com/x")).toBeNull();
    expect(recipientFault("slack", "Team", "http://hooks.slack.com/x")).toMatch(/https/);
  });
});
