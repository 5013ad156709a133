// Outlines of countries and states. They are read only when a map is drawn, each a chunk of its own.
import type { FeatureCollection } from "geojson";
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

/** The shapes of a map, each by the id of its place as its name. */
export async function mapShapes(map: MapOf): Promise<FeatureCollection> {
  const [{ feature }, { topology, object }] = await Promise.all([import("topojson-client"), LOAD[map]()]);
  const { features } = feature(topology, topology.objects[object] as GeometryCollection<{ name: string }>);
  return {
    type: "FeatureCollection",
    features: features
      .filter(({ id }) => id !== ANTARCTICA)
      .map((shape) => ({ ...shape, properties: { name: String(shape.id ?? shape.properties.name) } })),
  };
}
