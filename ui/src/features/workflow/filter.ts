// Conditions by which workflows are chosen: how they are changed, and how they are said.
import { formatDayYear } from "@/components/format";
import type { DayTest, LastRunTest, ScheduleTest, TextTest, WorkflowFilter, WorkflowStatus } from "@/ipc";

export type Group = Extract<WorkflowFilter, { kind: "all" | "any" }>;
export type Condition = Exclude<WorkflowFilter, Group>;
export type ConditionKind = Condition["kind"];
/** The way to a part: its place in each group from the outermost on. */
export type Path = readonly number[];

export const NO_FILTER: Group = { kind: "all", of: [] };
/** How deep groups may be nested. */
export const DEEPEST = 8;

export const isGroup = (part: WorkflowFilter): part is Group => part.kind === "all" || part.kind === "any";

export const KINDS: readonly { value: ConditionKind; word: string }[] = [
  { value: "name", word: "Name" },
  { value: "sql", word: "SQL text" },
  { value: "tag", word: "Tag" },
  { value: "instance", word: "Instance" },
  { value: "instance_tag", word: "Instance tag" },
  { value: "brand", word: "Brand" },
  { value: "status", word: "Status" },
  { value: "created", word: "Created" },
  { value: "changed", word: "Changed" },
  { value: "ran", word: "Ran" },
  { value: "last_run", word: "Last run" },
  { value: "schedule", word: "Schedule" },
];

interface Option<T extends string> {
  value: T;
  word: string;
}

export const TEXT_TESTS: readonly Option<TextTest>[] = [
  { value: "contains", word: "contains" },
  { value: "lacks", word: "does not contain" },
  { value: "is", word: "is" },
  { value: "starts_with", word: "begins with" },
];
export const DAY_TESTS: readonly Option<DayTest>[] = [
  { value: "since", word: "since" },
  { value: "before", word: "before" },
];
export const HAS_TESTS: readonly Option<"yes" | "no">[] = [
  { value: "yes", word: "is" },
  { value: "no", word: "is not" },
];
export const STATUSES: readonly Option<WorkflowStatus>[] = [
  { value: "active", word: "Active" },
  { value: "draft", word: "Draft" },
  { value: "archived", word: "Archived" },
];
export const LAST_RUNS: readonly Option<LastRunTest>[] = [
  { value: "succeeded", word: "succeeded" },
  { value: "failed", word: "failed" },
  { value: "under_way", word: "is under way" },
  { value: "never", word: "never was" },
];
export const SCHEDULES: readonly Option<ScheduleTest>[] = [
  { value: "on", word: "is on" },
  { value: "paused", word: "is paused" },
  { value: "none", word: "is not there" },
];

/** A condition of a kind before it was filled in. */
export function fresh(kind: ConditionKind): Condition {
  switch (kind) {
    case "name":
    case "sql":
      return { kind, test: "contains", text: "" };
    case "tag":
    case "instance_tag":
      return { kind, has: true, tag: "" };
    case "brand":
      return { kind, has: true, brand_id: "" };
    case "instance":
      return { kind, has: true, instance_id: "" };
    case "status":
      return { kind, has: true, status: "active" };
    case "created":
    case "changed":
    case "ran":
      return { kind, test: "since", day: "" };
    case "last_run":
      return { kind, test: "failed" };
    case "schedule":
      return { kind, test: "none" };
  }
}

function isFilledIn(part: Condition): boolean {
  switch (part.kind) {
    case "name":
    case "sql":
      return part.text.trim() !== "";
    case "tag":
    case "instance_tag":
      return part.tag.trim() !== "";
    case "brand":
      return part.brand_id !== "";
    case "instance":
      return part.instance_id !== "";
    case "created":
    case "changed":
    case "ran":
      return /^\d{4}-\d{2}-\d{2}$/.test(part.day);
    default:
      return true;
  }
}

/** What of a filter can be asked for: what is not filled in yet is left out, and empty groups with it. */
export function complete(part: WorkflowFilter): WorkflowFilter | null {
  if (!isGroup(part)) return isFilledIn(part) ? part : null;
  const of = part.of.flatMap((inner) => complete(inner) ?? []);
  return of.length === 0 ? null : { kind: part.kind, of };
}

/** A kept filter as the builder holds it: the outermost part is a group. */
export const asGroup = (part: WorkflowFilter | null): Group =>
  part === null ? NO_FILTER : isGroup(part) ? part : { kind: "all", of: [part] };

/** The filter with another part at `path`, or without it if there is none. */
export function replaced(group: Group, path: Path, next: WorkflowFilter | null): Group {
  const [at, ...rest] = path;
  if (at === undefined) return asGroup(next);
  return {
    kind: group.kind,
    of: group.of.flatMap((part, i) => {
      if (i !== at) return [part];
      if (rest.length > 0 && isGroup(part)) return [replaced(part, rest, next)];
      return next === null ? [] : [next];
    }),
  };
}

export const partAt = (group: Group, path: Path): WorkflowFilter | undefined =>
  path.reduce<WorkflowFilter | undefined>((part, at) => (part && isGroup(part) ? part.of[at] : undefined), group);

/** The filter with one more part at the end of the group at `path`. */
export function added(group: Group, path: Path, part: WorkflowFilter): Group {
  const target = partAt(group, path);
  if (!target || !isGroup(target)) return group;
  return replaced(group, path, { kind: target.kind, of: [...target.of, part] });
}

const wordOf = <T extends string>(options: readonly Option<T>[], value: T): string =>
  options.find((option) => option.value === value)?.word ?? value;

const dayWords = (day: string): string => formatDayYear(Date.parse(`${day}T12:00:00`));

/** How what a condition names by its id is called. */
export interface Names {
  instance: (id: string) => string;
  brand: (id: string) => string;
}

/** A condition for people: what it is about and how it is tested, and the value that is compared. */
export function conditionWords(part: Condition, names: Names): { what: string; value: string } {
  const what = wordOf(KINDS, part.kind);
  const not = "has" in part && !part.has ? " is not" : "";
  switch (part.kind) {
    case "name":
    case "sql":
      return { what: `${what} ${wordOf(TEXT_TESTS, part.test)}`, value: part.text };
    case "tag":
    case "instance_tag":
      return { what: what + not, value: part.tag };
    case "instance":
      return { what: what + not, value: names.instance(part.instance_id) };
    case "brand":
      return { what: what + not, value: names.brand(part.brand_id) };
    case "status":
      return { what: what + not, value: wordOf(STATUSES, part.status) };
    case "created":
    case "changed":
    case "ran":
      return { what: `${what} ${part.test}`, value: dayWords(part.day) };
    case "last_run":
      return { what, value: wordOf(LAST_RUNS, part.test) };
    case "schedule":
      return { what, value: wordOf(SCHEDULES, part.test) };
  }
}

/** A whole part in one line, as in `Tag weekly or (Name contains reach and Status Draft)`. */
export function partWords(part: WorkflowFilter, names: Names): string {
  if (!isGroup(part)) {
    const { what, value } = conditionWords(part, names);
    return `${what} ${value}`;
  }
  const inner = part.of.map((one) => (isGroup(one) ? `(${partWords(one, names)})` : partWords(one, names)));
  return inner.join(part.kind === "all" ? " and " : " or ");
}

/** How many conditions there are, in groups as well. */
export const countOf = (part: WorkflowFilter): number =>
  isGroup(part) ? part.of.reduce((sum, inner) => sum + countOf(inner), 0) : 1;
