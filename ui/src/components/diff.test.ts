import { describe, expect, it } from "vitest";
import { diffLines, hunksOf } from "./diff";

const told = (before: string, after: string) => diffLines(before, after).map(({ sign, text }) => `${sign}${text}`);

describe("what changed between two texts", () => {
  it("is told by lines, with their numbers in both", () => {
    expect(told("a\nb\nc\nd", "a\nx\nc\nd\ne")).toEqual([" a", "-b", "+x", " c", " d", "+e"]);
    expect(diffLines("a\nb", "a\nx").map(({ before, after }) => [before, after])).toEqual([
      [1, 1],
      [2, null],
      [null, 2],
    ]);
  });
  it("is nothing between equal texts, and all where nothing is shared", () => {
    expect(told("a\nb", "a\nb")).toEqual([" a", " b"]);
    expect(told("a", "b\nc")).toEqual(["-a", "+b", "+c"]);
    expect(told("a\na", "a")).toEqual([" a", "-a"]);
  });
  it("takes no longer with very long texts that share nothing", () => {
    const many = (word: string) => Array.from({ length: 5000 }, (_, i) => `${word} ${i}`).join("\n");
    expect(diffLines(many("a"), many("b"))).toHaveLength(10_000);
  });
  it("is shown with the lines beside it and a gap between", () => {
    const lines = diffLines("1\n2\n3\n4\n5\n6\n7", "1\nx\n3\n4\n5\n6\ny");
    expect(hunksOf(lines, 1).map((line) => line && `${line.sign}${line.text}`)).toEqual([
      " 1",
      "-2",
      "+x",
      " 3",
      null,
      " 6",
      "-7",
      "+y",
    ]);
  });
});
