// Outlines of countries and states. They are read only when a map is drawn, each a chunk of its own.
import type { FeatureCollection, Geometry, Position } from "geojson";
import type { GeometryCollection, Topology } from "topojson-specification";
import type { MapOf } from "./map_places";

const ANTARCTICA = "010";

const LOAD: Record<MapOf, () => Promise<{ topology: Topology; object: string }>> = {
  world: async () => ({
    topology: (await import("world-atlas/countries-110m.json")).default as unknown as Topology,
    object: "countries",
  }),
  // Already projected, Alaska and Hawaii below the others.
  us: async () => ({
    topology: upright((await import("us-atlas/states-albers-10m.json")).default as unknown as Topology),
    object: "states",
  }),
};

/** A drawing counts downwards, a map of degrees upwards. */
function upright(topology: Topology): Topology {
  if (!topology.transform) return topology;
  const { scale, translate } = topology.transform;
  return { ...topology, transform: { scale: [scale[0], -scale[1]], translate: [translate[0], -translate[1]] } };
}

/** A ring that crosses the 180th meridian goes on beyond it; cut by degrees it would run all around the world. */
function onward(ring: Position[]): Position[] {
  const crosses = ring.some(([east = 0], i) => Math.abs(east - (ring[i - 1]?.[0] ?? east)) > 180);
  return crosses ? ring.map(([east = 0, north = 0]) => [east < 0 ? east + 360 : east, north]) : ring;
}

function unwrapped(shape: Geometry): Geometry {
  if (shape.type === "Polygon") return { ...shape, coordinates: shape.coordinates.map(onward) };
  if (shape.type === "MultiPolygon")
    return { ...shape, coordinates: shape.coordinates.map((polygon) => polygon.map(onward)) };
  return shape;
}

/** The shapes of a map, each by the id of its place as its name. */
export async function mapShapes(map: MapOf): Promise<FeatureCollection> {
  const [{ feature }, { topology, object }] = await Promise.all([import("topojson-client"), LOAD[map]()]);
  const { features } = feature(topology, topology.objects[object] as GeometryCollection<{ name: string }>);
  return {
    type: "FeatureCollection",
    features: features
      .filter(({ id }) => id !== ANTARCTICA)
      .map((shape) => ({
        ...shape,
        geometry: map === "world" ? unwrapped(shape.geometry) : shape.geometry,
        properties: { name: String(shape.id ?? shape.properties.name) },
      })),
  };
}
