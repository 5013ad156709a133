import { describe, expect, it } from "vitest";
import { mapOfColumn, onMap, placeId, placeName } from "./map_places";
import { mapShapes } from "./map_shapes";

describe("places of a map", () => {
  it("knows a country by its codes and names", () => {
    for (const text of ["US", "usa", "U.S.A.", "United States", "United States of America"])
      expect(placeId("world", text)).toBe("840");
    for (const text of ["UK", "GB", "gbr", "Great Britain", "United Kingdom"])
      expect(placeId("world", text)).toBe("826");
    for (const text of ["Turkey", "T\u00fcrkiye", "TR"]) expect(placeId("world", text)).toBe("792");
    expect(placeId("world", "C\u00f4te d\u2019Ivoire")).toBe("384");
    for (const text of ["", "unknown", "X1"]) expect(placeId("world", text)).toBeNull();
    expect(placeName("world", "276")).toBe("Germany");
  });
  it("knows a state by its code and name, and not as a country", () => {
    for (const text of ["CA", "us-ca", "California"]) expect(placeId("us", text)).toBe("06");
    expect(placeId("us", "new  york")).toBe("36");
    expect(placeId("us", "D.C.")).toBe(placeId("us", "Washington, DC"));
    expect(placeId("world", "CA")).toBe("124");
    expect(placeName("us", "54")).toBe("West Virginia");
  });
  it("takes the map from a column's name", () => {
    expect(mapOfColumn("iso_country_code")).toBe("world");
    expect(mapOfColumn("iso_state_province_code")).toBe("us");
    expect(mapOfColumn("statement")).toBeNull();
  });
  it("adds up what stands for one place only where that is right, and counts what has none", () => {
    const rows = [
      ["US", 3],
      ["USA", 2],
      ["nowhere", 9],
      [null, 1],
    ] as const;
    expect(onMap("world", rows, true)).toEqual({
      places: [{ id: "840", name: "United States", value: 5 }],
      unplaced: 2,
      doubled: 0,
    });
    const apart = onMap("world", rows, false);
    expect(apart.places[0]?.value).toBe(3);
    expect(apart.doubled).toBe(1);
  });
  it("has north above south", async () => {
    for (const [map, north, south] of [
      ["us", "38", "48"],
      ["world", "208", "380"],
    ] as const) {
      const { features } = await mapShapes(map);
      const top = (id: string): number => {
        const shape = features.find(({ properties }) => properties?.name === id)?.geometry;
        const numbers = JSON.stringify(shape).matchAll(/\[(-?[\d.]+),(-?[\d.]+)\]/g);
        return Math.max(...[...numbers].map(([, , y]) => Number(y)));
      };
      expect(top(north)).toBeGreaterThan(top(south));
    }
  });
  it("has no outline that runs around the world", async () => {
    const rings = (shape: unknown): [number, number][][] =>
      Array.isArray(shape) && typeof shape[0]?.[0] === "number" ? [shape] : (shape as unknown[]).flatMap(rings);
    for (const { geometry, properties } of (await mapShapes("world")).features) {
      if (!("coordinates" in geometry)) continue;
      for (const ring of rings(geometry.coordinates)) {
        const steps = ring.slice(1).map(([east], i) => Math.abs(east - (ring[i]?.[0] ?? east)));
        expect(Math.max(...steps), String(properties?.name)).toBeLessThan(180);
      }
    }
  });
  it("has a shape for every state, and a country for nearly every shape", async () => {
    const us = new Set((await mapShapes("us")).features.map(({ properties }) => properties?.name));
    for (let i = 1; i <= 56; i++) {
      const id = String(i).padStart(2, "0");
      if (placeName("us", id) !== id) expect(us.has(id)).toBe(true);
    }
    const world = (await mapShapes("world")).features.map(({ properties }) => String(properties?.name));
    expect(world).not.toContain("010");
    const nameless = world.filter((id) => placeName("world", id) === id);
    expect(nameless.sort()).toEqual(["Kosovo", "N. Cyprus", "Somaliland"]);
  });
});
