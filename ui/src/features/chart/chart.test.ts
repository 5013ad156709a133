import { describe, expect, it } from "vitest";
import { gridColumns } from "@/features/result/columns";
import { adaptSpec } from "./adapt";
import { askOf, type ChartData } from "./ask";
import { draw } from "./draw";
import { KINDS, missing } from "./kinds";
import { usualMeasure } from "./measures";
import type { Palette } from "./palette";
import { flowsOf, nameOf, stepsOf } from "./paths";
import { matrixOf, type Scene } from "./scene";
import { overlapOf, setsOf } from "./sets";
import { type ChartSpec, fittingSpec, PLAIN, readSpec } from "./spec";
import { suggestChart } from "./suggest";
import { axisText, cut, keyText, labelText } from "./words";

const of = (...columns: string[]) =>
  gridColumns(
    columns.map((column) => {
      const [name = "", data_type = "STRING"] = column.split(" ");
      return { name, data_type };
    }),
  );
const ALL = of("day DATE", "campaign", "channel", "campaign_id LONG", "cost DOUBLE", "reach LONG", "ctr DOUBLE");
const kindOf = (rows: number, ...columns: string[]) => suggestChart(of(...columns), rows).kind;

describe("the suggestion", () => {
  it("goes by what the columns hold", () => {
    expect(kindOf(9, "day DATE", "cost DOUBLE")).toBe("line");
    expect(kindOf(9, "campaign", "cost DOUBLE")).toBe("bar");
    expect(kindOf(9, "path", "users LONG")).toBe("sankey");
    expect(kindOf(1, "reach LONG", "cost DOUBLE")).toBe("number");
    expect(kindOf(9, "reach LONG", "cost DOUBLE")).toBe("scatter");
    expect(kindOf(9, "cost DOUBLE")).toBe("histogram");
    expect(kindOf(9, "saw_tv LONG", "saw_display LONG", "users LONG")).toBe("overlap");
    expect(suggestChart(ALL, 9)).toMatchObject({
      x: "day",
      series: "campaign",
      value: { measure: "sum", column: "cost" },
    });
  });

  it("adds up neither people nor rates nor ids", () => {
    const [, , , id, cost, reach, ctr] = ALL;
    const taken = [id, cost, reach, ctr].map((column) => column && usualMeasure(column));
    expect(taken).toEqual(["distinct", "sum", "greatest", "average"]);
  });
});

describe("a spec", () => {
  const bar: ChartSpec = { ...PLAIN, x: "campaign", series: "channel", value: { measure: "sum", column: "cost" } };

  it("is read as it was kept, and nothing else is", () => {
    expect(readSpec(JSON.stringify(bar))).toEqual(bar);
    for (const text of ["", "{}", "[1]", "null", '{"kind":"cake"}']) expect(readSpec(text)).toBeNull();
  });

  it("of another run keeps what that has", () => {
    expect(fittingSpec(bar, ALL, 9)).toEqual(bar);
    const fitted = fittingSpec(bar, of("campaign", "sales DOUBLE"), 9);
    expect(fitted).toMatchObject({ x: "campaign", series: null, value: { measure: "sum", column: "sales" } });
    expect(fittingSpec(bar, of("day DATE", "cost DOUBLE"), 9).kind).toBe("line");
  });

  it("of one kind becomes one of any other that can be drawn", () => {
    for (const kind of KINDS.filter((each) => each !== "overlap")) {
      const spec = adaptSpec(bar, kind, ALL);
      expect([kind, missing(spec, ALL)]).toEqual([kind, null]);
    }
    expect(missing({ ...bar, x: null }, ALL)).toBe("Choose a column for x.");
  });

  it("says what is asked of the host", () => {
    expect(askOf(bar, ALL)).toMatchObject({ how: "group", across: { column: "channel" }, order: "value" });
    expect(askOf({ ...bar, kind: "histogram", x: "cost" }, ALL)).toEqual({ how: "profile", column: "cost" });
    expect(askOf({ ...bar, kind: "box" }, ALL)).toMatchObject({ values: { length: 5 } });
    expect(askOf({ ...bar, x: "day" }, ALL)).toMatchObject({ order: "key" });
  });
});

describe("paths", () => {
  it("are read however they are written", () => {
    for (const text of [
      "[[1, DSP], [2, SP]]",
      "[[2, SP], [1, DSP]]",
      "DSP > SP",
      "DSP -> SP",
      "DSP,SP",
      "[DSP, SP]",
      "DSP|SP",
    ])
      expect([text, stepsOf(text)]).toEqual([text, ["DSP", "SP"]]);
    expect(stepsOf("")).toEqual([]);
  });

  it("flow from step to step, and beyond five as one", () => {
    const made = flowsOf([
      ["A > B", 3],
      ["A > B > A", 2],
      ["A,B,C,D,E,F,G", 1],
      ["A", 9],
    ]);
    expect(made.flows[0]).toMatchObject({ value: 6 });
    expect(made.flows.map(({ target }) => nameOf(target))).toContain("later steps");
    expect([made.merged, made.single]).toEqual([1, 1]);
  });
});

it("sets are found in flags and in texts", () => {
  const flags = overlapOf(
    [
      ["1", "0", "5"],
      ["1", "1", "9"],
      ["true", "0", "1"],
    ],
    ["tv", "display"],
  );
  expect(flags.combinations).toEqual([
    { sets: ["tv", "display"], value: 9, text: "9" },
    { sets: ["tv"], value: 6, text: null },
  ]);
  expect(flags.sets).toEqual(["tv", "display"]);
  expect(setsOf("DSP + SP")).toEqual(["DSP", "SP"]);
  expect(setsOf("[SP, DSP, SP]")).toEqual(["SP", "DSP"]);
});

const six = ["1", "2", "3", "4", "5", "6"];
const palette = { series: six, seq: six, other: "o", font: "f" } as unknown as Palette;

describe("a picture", () => {
  const heads = ["a", "b", "c", "d", "e", "f", "g", "all"].map((name) => `${name} · sum of cost`);
  const data: ChartData = {
    columns: gridColumns([
      { name: "campaign", data_type: "STRING" },
      ...heads.map((name) => ({ name, data_type: "DOUBLE" })),
    ]),
    keys: 1,
    rows: [
      ["x", "1", "2", "3", "4", "5", "6", "7", "30"],
      ["y", null, "20", null, null, null, null, null, "20"],
    ],
    total: 5,
    leftOut: 1,
  };
  const spec: ChartSpec = { ...PLAIN, x: "campaign", series: "channel", value: { measure: "sum", column: "cost" } };
  const scene: Scene = { spec, data, columns: ALL, palette, format: "thousands", second: "thousands" };

  it("has as many series as colours, and what remains as one more", () => {
    const { series, notes } = matrixOf(scene, 6);
    expect(series.map(({ name }) => name)).toEqual(["b", "g", "f", "e", "d", "c", "other 2"]);
    expect(series.at(-1)?.cells).toEqual(["3", "0"]);
    expect(notes.join(" ")).toMatch(/^2 of 5 values of campaign .*“other 2” is what remains of channel/);
  });

  it("has no rest of what cannot be added up", () => {
    const { series, notes } = matrixOf(
      { ...scene, spec: { ...spec, value: { measure: "median", column: "cost" } } },
      6,
    );
    expect(series).toHaveLength(6);
    expect(notes.at(-1)).toMatch(/cannot be added up/);
  });

  it("is told in a sentence", () => {
    expect(draw(scene)?.sentence).toBe("Bars of sum of cost by campaign: 2 points, 7 series of channel.");
    const pie = draw({ ...scene, spec: { ...spec, kind: "pie" } });
    expect(pie?.sentence).toBe("Parts of sum of cost by campaign: 2. The greatest is x with 60.0%.");
  });

  it("names the days that it has, and of many every second or third", () => {
    const days = (count: number) => {
      const rows = Array.from({ length: count }, (_, i) => [
        new Date(Date.UTC(2026, 0, 5 + 7 * i)).toISOString().slice(0, 10),
        "1",
      ]);
      const columns = of("day DATE", "rows LONG");
      const line: ChartSpec = { ...PLAIN, kind: "line", x: "day" };
      const drawn = draw({ ...scene, spec: line, data: { columns, keys: 1, rows, total: count, leftOut: 0 } });
      const axis = drawn?.option["xAxis"] as { axisLabel: { customValues?: number[] } } | undefined;
      return axis?.axisLabel.customValues?.map((at) => new Date(at).toISOString().slice(0, 10));
    };
    expect(days(4)).toEqual(["2026-01-05", "2026-01-12", "2026-01-19", "2026-01-26"]);
    expect(days(15)?.slice(0, 2)).toEqual(["2026-01-05", "2026-01-19"]);
    expect(days(61)).toBeUndefined();
  });

  it("on a map says what names no place, and which map it is", () => {
    const rows = [
      ["US", "5"],
      ["usa", "2"],
      ["Atlantis", "1"],
      ["DE", "3"],
      [null, "4"],
    ];
    const column = { name: "country", data_type: "STRING" };
    const columns = gridColumns([column, { name: "sum of cost", data_type: "DOUBLE" }]);
    const places = { ...data, columns, rows, total: 5, leftOut: 0 };
    const map: ChartSpec = { ...spec, kind: "map", x: "country", series: null };
    const drawn = draw({ ...scene, spec: map, data: places, columns });
    expect(drawn?.map).toBe("world");
    expect(drawn?.notes).toEqual(["No country is named by 2 values of country."]);
    expect(drawn?.sentence).toBe("Map of sum of cost in 2 countries. The greatest is United States, 7.");
    const states = {
      ...places,
      rows: [
        ["CA", "5"],
        ["TX", "2"],
      ],
    };
    expect(draw({ ...scene, spec: { ...map, x: "state" }, data: states, columns })?.map).toBe("us");
    expect(suggestChart(gridColumns([column, { name: "cost", data_type: "DOUBLE" }]), 9).kind).toBe("map");
  });

  it("has short words along its axes", () => {
    expect(axisText(12_500, "thousands")).toBe("12.5k");
    expect(axisText(-12_500, "money:EUR")).toBe("−€12.5k");
    expect(axisText(0.25, "percent")).toBe("25%");
    expect(labelText("23506.7778", "thousands")).toBe("23,507");
    expect(keyText("2026-02-01 00:00:00", ALL[0])).toBe("1 Feb 2026");
    expect(cut("Summer_DSP_Outdoor_Retarget", 16)).toHaveLength(16);
  });
});
