// Which instances are shown to choose from.
import { holdsWords } from "@/components/SearchField";
import type { Brand, Instance } from "@/ipc";

/** Instances whose name, account, marketplace, tags or Amazon's id holds every word of `text`. */
export const matching = (instances: readonly Instance[], text: string): Instance[] =>
  instances.filter(({ name, account_name, marketplace, instance_id, tags }) =>
    holdsWords(`${name} ${account_name} ${marketplace} ${instance_id} ${tags.join(" ")}`, text),
  );

/** All tags of these instances, in order. */
export const tagsOf = (instances: readonly Pick<Instance, "tags">[]): string[] =>
  [...new Set(instances.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));

/** Those that have a tag and are of a brand; without one or the other all are let through. */
export function narrowed(instances: readonly Instance[], tag: string, brand: Brand | undefined): Instance[] {
  const of = brand && new Set(brand.instance_ids);
  return instances.filter(({ id, tags }) => (tag === "" || tags.includes(tag)) && (!of || of.has(id)));
}
