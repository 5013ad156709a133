import { describe, expect, it } from "vitest";
import { offered } from "@/features/query/BrandValues";
import { narrowed, tagsOf } from "@/features/query/narrowing";
import { brand, world } from "@/ipc/fake";
import { emptyDraft, faultOf, ofBrand, toSpec, type ValueRow } from "./draft";
import { asinOf, logWords, takeProducts } from "./products";

describe("an ASIN", () => {
  it("is exactly ten letters or digits, in capitals", () => {
    expect(asinOf(" b08kst0001 ")).toBe("B08KST0001");
    for (const wrong of ["", "B08KST000", "B08KST00012", "B08-ST0001", "B08KST000É"]) expect(asinOf(wrong)).toBeNull();
  });
});

describe("products of a text", () => {
  const none = { title: "" };
  it("are taken from the columns that hold ASINs and titles, wherever they stand", () => {
    const { products, log } = takeProducts(
      "Brand,Product title,Child ASIN\nK,Pack,B08KST0001\nK,,b08kst0002",
      "a.csv",
      [],
    );
    expect(products).toEqual([
      { asin: "B08KST0001", title: "Pack" },
      { asin: "B08KST0002", ...none },
    ]);
    expect(logWords(log)).toBe("2 products taken from a.csv");
  });
  it("need no line of names", () => {
    const { products } = takeProducts("B08KST0001\tPack\nB08KST0002\tShell", "the clipboard", []);
    expect(products.map(({ title }) => title)).toEqual(["Pack", "Shell"]);
    expect(takeProducts("B08,Name tag\nB08KST0001,Pack", "a.csv", []).log.left).toHaveLength(1);
    expect(takeProducts("B08KST0001, B08KST0002", "the clipboard", []).products).toHaveLength(2);
  });
  it("leave out what is no ASIN and what is there already, and say why", () => {
    const already = [{ asin: "B08KST0001", title: "Pack" }];
    const text = "asin,title\nB08KST0001,Pack\nB08,Stove\n,Gift card\nB08KST0002,Shell\nb08kst0002,Shell\n";
    const { products, log } = takeProducts(text, "a.csv", already);
    expect(products.map(({ asin }) => asin)).toEqual(["B08KST0001", "B08KST0002"]);
    expect(log.left).toEqual([
      { line: 2, text: "B08KST0001", why: "was there already" },
      { line: 3, text: "B08", why: "is no ASIN: not ten letters or digits" },
      { line: 4, text: "Gift card", why: "has no ASIN" },
      { line: 6, text: "B08KST0002".toLowerCase(), why: "is there twice" },
    ]);
    expect(logWords(log)).toBe("1 product taken from a.csv, 4 lines left out");
  });
  it("bring titles to those that had none", () => {
    const { products, log } = takeProducts("B08KST0001,Pack", "a.csv", [{ asin: "B08KST0001", ...none }]);
    expect(products).toEqual([{ asin: "B08KST0001", title: "Pack" }]);
    expect(logWords(log)).toBe("0 products taken from a.csv, 1 title added");
  });
});

describe("a brand that is written", () => {
  const row = (change: Partial<ValueRow>): ValueRow => ({ key: 0, name: "", kind: "text", text: "", ...change });
  it("is the same brand when nothing was changed", () => {
    for (const { id: _id, changed_at: _at, ...spec } of world().brands) expect(toSpec(ofBrand(spec))).toEqual(spec);
    const spec = { ...toSpec(emptyDraft()), name: "Odd", campaigns: ["a, b"] };
    const parameter_values = { big: "576460752303423489", share: 0.5, on: false, empty: "0" };
    expect(toSpec(ofBrand({ ...spec, parameter_values }))).toEqual({ ...spec, parameter_values });
  });
  it("needs a name, and names and values of parameters that fit", () => {
    const named = { ...emptyDraft(), name: "Kestrel" };
    expect(faultOf({ ...named, name: " " })).toBe("A name is needed");
    expect(faultOf(named)).toBeNull();
    expect(faultOf({ ...named, values: [row({})] })).toBeNull();
    expect(faultOf({ ...named, values: [row({ text: "a" })] })).toBe("The parameter needs a name");
    expect(faultOf({ ...named, values: [row({ name: "min", kind: "whole", text: "many" })] })).toMatch(/whole number/);
    expect(faultOf({ ...named, values: [row({ name: "min" })] })).toBe("min needs a value");
    const twice = [row({ name: "min", text: "1" }), row({ key: 1, name: "min", text: "2" })];
    expect(faultOf({ ...named, values: twice })).toBe("min is there twice");
  });
});

describe("a brand in a query", () => {
  const kestrel = brand({ id: "b", instance_ids: ["i-0"], parameter_values: { min: 5, days: "many", list: ["a"] } });
  it("offers its values to empty parameters that they fit", () => {
    const parameters = ["min", "days", "list", "other"].map((name) => ({
      name,
      data_type: name === "list" ? "ARRAY" : "LONG",
    }));
    expect(offered({ brand: kestrel, parameters, values: {} })).toEqual({ min: 5, list: ["a"] });
    expect(offered({ brand: kestrel, parameters, values: { min: 7 } })).toEqual({ list: ["a"] });
  });
  it("narrows the instances, and a tag does", () => {
    const { instances } = world();
    expect(narrowed(instances, "", kestrel).map(({ id }) => id)).toEqual(["i-0"]);
    expect(narrowed(instances, "pilot", kestrel)).toEqual([]);
    expect(tagsOf(instances)).toEqual(["outdoor", "pilot", "tier-1"]);
  });
});
