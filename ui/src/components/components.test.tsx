import { act, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { AppError } from "@/ipc";
import { hostError } from "@/ipc/browser";
import { formatBytes, formatDuration, formatWhen, groupDigits, plural, shortWindow } from "./format";
import { thresholdWords } from "./Kind";
import { comboOf } from "./keys";
import { rawText } from "./Problem";
import { holdsWords } from "./SearchField";
import { TipProvider } from "./Tip";
import { type Message, ToastProvider, useToast } from "./Toast";

describe("what is read", () => {
  it("durations change their shape at an hour", () => {
    expect(formatDuration(251_000)).toBe("4:11");
    expect(formatDuration(3_729_000)).toBe("1:02:09");
    expect(formatDuration(-5)).toBe("0:00");
  });
  it("instants of today need no day", () => {
    const now = new Date(2026, 2, 5, 10, 42).getTime();
    expect(formatWhen(new Date(2026, 2, 5, 8, 12).getTime(), now)).toBe("08:12");
    expect(formatWhen(new Date(2026, 2, 4, 8, 12).getTime(), now)).toBe("Wed 4 Mar 08:12");
  });
  it("figures are grouped as text, however long they are", () => {
    expect(groupDigits("576460752303423489")).toBe("576,460,752,303,423,489");
    expect(groupDigits("-1234.5")).toBe("\u22121,234.5");
    expect(groupDigits("n/a")).toBe("n/a");
  });
  it("counts and sizes name their unit", () => {
    expect([plural(1, "row"), plural(1284, "row")]).toEqual(["1 row", "1,284 rows"]);
    expect([formatBytes(900), formatBytes(48_120), formatBytes(2 * 1024 ** 3)]).toEqual(["900 B", "47 KB", "2.0 GB"]);
  });
  it("a window fits a narrow column", () => expect(shortWindow("Mon 2 Feb to Sun 1 Mar 2026")).toBe("2 Feb to 1 Mar"));
  it("a threshold is said by what it asks for", () => {
    expect(thresholdWords("NONE")).toBeNull();
    expect(thresholdWords("HIGH")).toBe("Needs 100 users");
    expect(thresholdWords("VERY_HIGH")).toBe("Never in the output");
  });
  it("what support asks for stands behind the details", () => {
    const error = new AppError(hostError("amc.compile", "It failed.", "Mend it."));
    expect(rawText(error)).toBe("Code: amc.compile");
  });
});

describe("what is typed", () => {
  it("every word has to be there, in any order and case", () => {
    expect(holdsWords("Kestrel Outdoor US", "us kes")).toBe(true);
    expect(holdsWords("Kestrel Outdoor US", "us ferro")).toBe(false);
    expect(holdsWords("anything", "  ")).toBe(true);
  });
  it("keys have one name on all systems", () => {
    const keys = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
    expect(comboOf({ ...keys, key: "K", metaKey: true })).toBe("mod+k");
    expect(comboOf({ ...keys, key: "k", ctrlKey: true })).toBe("mod+k");
    expect(comboOf({ ...keys, key: "Enter", altKey: true })).toBe("alt+enter");
  });
});

let show: (message: Message) => void = () => undefined;

function Source() {
  show = useToast().show;
  return null;
}

describe("a message", () => {
  afterEach(() => vi.useRealTimers());
  const mount = () => {
    vi.useFakeTimers();
    render(
      <TipProvider>
        <ToastProvider>
          <Source />
        </ToastProvider>
      </TipProvider>,
    );
  };
  it("goes after six seconds", () => {
    mount();
    act(() => show({ text: "3 rows copied" }));
    expect(screen.getByText("3 rows copied")).toBeInTheDocument();
    act(() => void vi.advanceTimersByTime(6000));
    expect(screen.queryByText("3 rows copied")).toBeNull();
  });
  it("counts a burst instead of flickering", () => {
    mount();
    const burst = { kind: "ended", words: (count: number) => `${count} queries have ended` };
    act(() => show({ text: "Reach: 12 rows", burst }));
    act(() => show({ text: "Spend: 4 rows", burst }));
    expect(screen.getByText("2 queries have ended")).toBeInTheDocument();
    act(() => show({ text: "Other" }));
    expect(screen.getByText("Other")).toBeInTheDocument();
  });
});
