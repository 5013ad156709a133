import { describe, expect, it } from "vitest";
import { beside, folded, lineDiff, steps } from "@/components/diff";
import { differences } from "./differences";
import { emptyDraft, faultsOf } from "./draft";
import {
  added,
  asGroup,
  complete,
  conditionWords,
  countOf,
  fresh,
  type Group,
  NO_FILTER,
  partWords,
  replaced,
} from "./filter";
import { summaryWords } from "./ImportPane";
import { inParts, readFile } from "./importing";
import { lastLook, standing } from "./remote";
import { windowWords } from "./words";

const ITSELF = { instance: String, brand: String };

describe("a filter", () => {
  const nested: Group = {
    kind: "all",
    of: [
      { kind: "tag", has: true, tag: "weekly" },
      {
        kind: "any",
        of: [
          { kind: "name", test: "contains", text: "reach" },
          { kind: "status", has: false, status: "draft" },
        ],
      },
    ],
  };
  it("asks for nothing while no condition has a value", () => {
    expect(complete(NO_FILTER)).toBeNull();
    expect(complete({ kind: "all", of: [{ kind: "any", of: [{ kind: "tag", has: true, tag: " " }] }] })).toBeNull();
    expect(complete(fresh("brand"))).toBeNull();
    expect(complete(fresh("instance_tag"))).toBeNull();
    expect(complete({ kind: "created", test: "since", day: "2026-03" })).toBeNull();
  });
  it("leaves out what is not filled in, and keeps the rest", () => {
    const half = added(nested, [1], { kind: "sql", test: "contains", text: "" });
    expect(countOf(half)).toBe(4);
    expect(complete(half)).toEqual(nested);
  });
  it("is changed in the place that was meant, in groups as well", () => {
    const other = replaced(nested, [1, 0], { kind: "last_run", test: "failed" });
    expect(partWords(other, ITSELF)).toBe("Tag weekly and (Last run failed or Status is not Draft)");
    expect(replaced(nested, [1], null).of).toHaveLength(1);
    expect(replaced(nested, [1, 1], null).of).toHaveLength(2);
    expect(nested.of).toHaveLength(2);
  });
  it("is said in words, with the names of instances and brands", () => {
    const names = { instance: () => "Kestrel US", brand: () => "Kestrel" };
    expect(conditionWords({ kind: "instance", has: false, instance_id: "i-1" }, names)).toEqual({
      what: "Instance is not",
      value: "Kestrel US",
    });
    expect(partWords({ kind: "brand", has: true, brand_id: "b-1" }, names)).toBe("Brand Kestrel");
    expect(partWords({ kind: "instance_tag", has: false, tag: "pilot" }, names)).toBe("Instance tag is not pilot");
    expect(conditionWords({ kind: "ran", test: "before", day: "2026-03-01" }, ITSELF).value).toBe("Sun 1 Mar 2026");
  });
  it("that was kept as one condition is a group again", () =>
    expect(asGroup({ kind: "schedule", test: "none" }).of).toHaveLength(1));
});

describe("a comparison of texts", () => {
  const kinds = (before: string, after: string) =>
    lineDiff(before, after).map(({ kind, before: old, after: now }) => `${kind} ${old ?? ""}:${now ?? ""}`);
  it("finds the shortest way from one to the other", () => {
    const a = [..."abcabba"];
    const b = [..."cbabac"];
    const way = steps(a, b);
    expect(way.filter(({ kind }) => kind !== "same")).toHaveLength(5);
    expect(way.filter(({ kind }) => kind !== "more").map(({ value }) => value)).toEqual(a);
    expect(way.filter(({ kind }) => kind !== "less").map(({ value }) => value)).toEqual(b);
  });
  it("gives back both texts, whatever they are", () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48271) % 2147483647;
      return seed % below;
    };
    for (let round = 0; round < 200; round += 1) {
      const text = () => Array.from({ length: random(14) }, () => "abc"[random(3)] ?? "a");
      const [a, b] = [text(), text()];
      const way = steps(a, b);
      expect(way.filter(({ kind }) => kind !== "more").map(({ value }) => value)).toEqual(a);
      expect(way.filter(({ kind }) => kind !== "less").map(({ value }) => value)).toEqual(b);
    }
  });
  it("numbers lines on both sides", () =>
    expect(kinds("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual(["same 1:1", "less 2:", "more :2", "same 3:3", "more :4"]));
  it("marks the words that differ within a line, and none where nearly all does", () => {
    const [less, more] = lineDiff("WHERE reach >= 100", "WHERE reach >= 250");
    expect(less?.pieces.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(["100"]);
    expect(more?.pieces.filter(({ marked }) => marked).map(({ text }) => text)).toEqual(["250"]);
    const [other] = lineDiff("SELECT a", "FROM somewhere_else");
    expect(other?.pieces.some(({ marked }) => marked)).toBe(false);
  });
  it("knows an empty text", () => {
    expect(kinds("", "a\n")).toEqual(["more :1"]);
    expect(kinds("a", "")).toEqual(["less 1:"]);
    expect(kinds("", "")).toEqual([]);
  });
  it("leaves out what is alike far from a difference, and says how much", () => {
    const before = Array.from({ length: 40 }, (_, i) => `line ${i}`);
    const after = before.map((line, i) => (i === 20 ? "other" : line));
    const shown = folded(lineDiff(before.join("\n"), after.join("\n")));
    expect(shown.map((line) => ("left" in line ? line.left : line.kind))).toEqual([
      17,
      ...["same", "same", "same", "less", "more", "same", "same", "same"],
      16,
    ]);
  });
  it("puts what took another's place beside it", () => {
    const rows = beside(lineDiff("a\nb\nc", "a\nx\ny\nc"));
    expect(rows.map(({ left, right }) => [left?.before ?? null, right?.after ?? null])).toEqual([
      [1, 1],
      [2, 2],
      [null, 3],
      [3, 4],
    ]);
  });
  it("of two long texts without a line in common takes no more than a blink", () => {
    const long = (word: string) => Array.from({ length: 4000 }, (_, i) => `${word} ${i}`).join("\n");
    const begun = performance.now();
    expect(lineDiff(long("a"), long("b"))).toHaveLength(8000);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe("versions", () => {
  it("tell what differs besides the query", () => {
    const { version: _none, ...before } = { ...emptyDraft(), name: "A", parameter_values: { min: 1 } };
    const after = { ...before, name: "B", window: { kind: "last_days", days: 1 } as const, parameter_values: {} };
    expect(differences(before, after, String)).toEqual([
      { what: "Name", from: "A", to: "B" },
      { what: "Dates", from: "Last 4 full weeks", to: "Last 1 day" },
      { what: "Parameters", from: "min 1", to: "" },
    ]);
  });
});

describe("words", () => {
  it("say a window's rule", () => {
    expect(windowWords({ kind: "last_full_month" })).toBe("Last full month");
    expect(windowWords({ kind: "fixed", start: "2026-02-01", end: "2026-02-28" })).toBe("1 Feb to 28 Feb 2026");
    expect(windowWords({ kind: "words", text: "last 7 days lag 1" })).toBe("Last 7 days, the day before left out");
  });
});

describe("a workflow that is written", () => {
  it("needs a name, a query and a window that holds", () => {
    expect(faultsOf(emptyDraft())).toEqual({ name: "A name is needed", sql: "A query is needed" });
    const window = { kind: "last_days", days: 0 } as const;
    expect(Object.keys(faultsOf({ ...emptyDraft(), name: "A", sql: "SELECT 1", window }))).toEqual(["window"]);
  });
});

describe("how it stands at Amazon", () => {
  const { version: _none, ...spec } = { ...emptyDraft(), instance_ids: ["i-1", "i-2"] };
  const known = {
    instance_id: "i-1",
    instance_name: "Kestrel US",
    state: "changed_both" as const,
    remote_sql: "SELECT 2",
    checked_at: 5,
    done: null,
    error: null,
  };
  it("is told for each of its instances, also for one that was never asked", () => {
    const rows = standing({ spec, at_amazon: [known] }, [], () => "Tidewell US");
    expect(rows.map(({ instance_name, words }) => [instance_name, words])).toEqual([
      ["Kestrel US", "Changed here and at Amazon since it was saved there"],
      ["Tidewell US", "Not asked yet"],
    ]);
    expect(lastLook(rows)).toBe(5);
  });
  it("follows the step that was just taken", () => {
    const done = { ...known, state: "same" as const, done: "updated" };
    expect(standing({ spec, at_amazon: [known] }, [done], String)[0]).toMatchObject({
      words: "The same at Amazon",
      done: "updated",
    });
  });
});

describe("files to import", () => {
  const file = (name: string, text: string | Uint8Array<ArrayBuffer>) => new File([text], name);
  it("are read if they are .sql files in UTF-8", async () => {
    expect(await readFile(file("Reach.SQL", "SELECT 'ä'"))).toEqual({ file_name: "Reach.SQL", text: "SELECT 'ä'" });
    expect(await readFile(file("notes.txt", "x"))).toMatchObject({ outcome: "refused" });
    expect(await readFile(file("a.sql", new Uint8Array([0xff, 0xfe, 0x00])))).toMatchObject({
      outcome: "refused",
      why: expect.stringContaining("UTF-8"),
    });
  });
  it("go in as many parts as their size needs", () => {
    const files = Array.from({ length: 5 }, (_, i) => ({ file_name: `${i}.sql`, text: "x".repeat(120_000) }));
    expect(inParts(files).map((part) => part.length)).toEqual([2, 2, 1]);
  });
  it("are counted by what became of them", () => {
    const told = (outcome: "created" | "refused") => ({ file_name: "a", id: null, why: null, outcome });
    expect(summaryWords([told("refused"), told("created"), told("created")])).toBe("2 created, 1 refused");
  });
});
