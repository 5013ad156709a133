// Brands and tags of instances in the fake host, and what a column of a kept result holds.
import type { Brand, BrandSpec, ColumnValues, Instance, Product } from "./bindings";
import { hostError } from "./browser";
import { rowsUnder } from "./fake_derived";
import type { World } from "./fake_world";

/** As many values as the host answers at most. */
const MOST_VALUES = 10_000;

const product = (asin: string, title: string): Product => ({ asin, title });

/** A brand with what is said of it; all else is empty. */
export const brand = ({ id, ...spec }: Partial<BrandSpec> & { id: string }, changed_at = 0): Brand => ({
  id,
  changed_at,
  name: id,
  tag: "",
  instance_ids: [],
  parameter_values: {},
  products: [],
  campaigns: [],
  campaign_patterns: [],
  ...spec,
});

/** Three brands: one with everything, one with a little, and one that was only just begun. */
export const brands = (now: number): Brand[] => [
  brand(
    {
      id: "b-ferro",
      name: "Ferro Cookware",
      tag: "FER",
      instance_ids: ["i-1", "i-51"],
      parameter_values: { min_reach: 500 },
      products: [
        product("B0FRR0PAN1", "Skillet, cast iron, 26 cm"),
        product("B0FRR0PAN2", "Skillet, cast iron, 30 cm"),
        product("B0FRR0WOK1", ""),
      ],
      campaigns: ["Ferro_Spring_Display"],
    },
    now - 26 * 3_600_000,
  ),
  brand(
    {
      id: "b-kestrel",
      name: "Kestrel Outdoor",
      tag: "KES",
      instance_ids: ["i-0", "i-50"],
      parameter_values: { campaigns: ["Trail26_STV_Prospecting", "Trail26_OLV_Lookalike"], min_reach: 1000 },
      products: [
        product("B08KST0001", "Trail pack, 24 litres, moss"),
        product("B08KST0002", "Trail pack, 24 litres, slate"),
        product("B08KST0003", "Trail pack, 36 litres, moss"),
        product("B08KST0010", "Rain shell, men, medium"),
        product("B08KST0011", "Rain shell, women, medium"),
      ],
      campaigns: ["Trail26_STV_Prospecting", "Trail26_OLV_Lookalike", "Always_DSP_Retarget30"],
      campaign_patterns: ["Trail26_%", "Always_%"],
    },
    now - 3 * 3_600_000,
  ),
  brand({ id: "b-tidewell", name: "Tidewell", instance_ids: ["i-2"] }, now - 90 * 86_400_000),
];

/** Tags by the id of an instance. */
export const INSTANCE_TAGS: Record<string, string[]> = {
  "i-0": ["outdoor", "tier-1"],
  "i-50": ["outdoor"],
  "i-1": ["tier-1"],
  "i-2": ["tier-1"],
  "i-4": ["pilot"],
};

function find(world: World, id: string): Brand {
  const found = world.brands.find((one) => one.id === id);
  if (!found) throw hostError("not_found", "This brand is not there any more.", "Choose another one from the list.");
  return found;
}

function save(world: World, id: string | null, spec: BrandSpec): string {
  if (world.brands.some((one) => one.id !== id && one.name === spec.name))
    throw hostError("brand.name_taken", `There is a brand ${spec.name} already.`, "Give this one another name.");
  const key = id === null ? `b-${world.brands.length + world.deletedBrands.length + 1}` : find(world, id).id;
  const kept = { ...spec, id: key, changed_at: world.now };
  world.brands = [...world.brands.filter((one) => one.id !== key), kept];
  return key;
}

function move(world: World, id: string, from: "brands" | "deletedBrands", to: typeof from): null {
  const found = world[from].find((one) => one.id === id);
  if (!found) throw hostError("not_found", "This brand is not there any more.", "Choose another one from the list.");
  world[from] = world[from].filter((one) => one !== found);
  world[to] = [...world[to], found];
  return null;
}

interface Tagging {
  instanceIds: string[];
  add: string[];
  remove: string[];
}

function tag(world: World, { instanceIds, add, remove }: Tagging): Instance[] {
  world.instances = world.instances.map((one) => {
    if (!instanceIds.includes(one.id)) return one;
    const tags = [...new Set([...one.tags, ...add])].filter((each) => !remove.includes(each)).sort();
    return { ...one, tags };
  });
  return world.instances;
}

function valuesOf(world: World, id: string, column: number): ColumnValues {
  const cells = Object.values(rowsUnder(world, id))[column] ?? [];
  const values = [...new Set(cells.flatMap((cell) => (cell === null || cell === undefined ? [] : [String(cell)])))];
  return { values: values.sort().slice(0, MOST_VALUES), total: values.length };
}

export const BRANDS = {
  list_brands: (world: World) => [...world.brands].sort((a, b) => a.name.localeCompare(b.name)),
  save_brand: (world: World, { id, spec }: { id: string | null; spec: BrandSpec }) => save(world, id, spec),
  delete_brand: (world: World, { id }: { id: string }) => move(world, id, "brands", "deletedBrands"),
  restore_brand: (world: World, { id }: { id: string }) => move(world, id, "deletedBrands", "brands"),
  tag_instances: tag,
  column_values: (world: World, { executionId, column }: { executionId: string; column: number }) =>
    valuesOf(world, executionId, column),
};
