// Which workflows the fake host answers, and in which order: what the real one does in its database.
import type {
  Brand,
  ExecutionState,
  Instance,
  LastRunTest,
  TextTest,
  WorkflowFilter,
  WorkflowQuery,
  WorkflowSort,
  WorkflowSummary,
} from "./bindings";

function holds(text: string, test: TextTest, sought: string): boolean {
  const [all, part] = [text.toLowerCase(), sought.toLowerCase()];
  switch (test) {
    case "contains":
      return all.includes(part);
    case "lacks":
      return !all.includes(part);
    case "is":
      return all === part;
    case "starts_with":
      return all.startsWith(part);
  }
}

const GROUPS: Record<LastRunTest, readonly ExecutionState[]> = {
  succeeded: ["succeeded"],
  failed: ["failed", "rejected"],
  under_way: ["sending", "pending", "running", "publishing", "unknown", "needs_review"],
  never: [],
};

/** What instances are tagged with and belong to. */
interface Linked {
  instances: readonly Instance[];
  brands: readonly Brand[];
}

function holdsFor(one: WorkflowSummary, sql: string, part: WorkflowFilter, linked: Linked): boolean {
  const day = (at: number | null, test: "before" | "since", than: string): boolean =>
    at !== null && (test === "since" ? at >= Date.parse(`${than}T00:00Z`) : at < Date.parse(`${than}T00:00Z`));
  switch (part.kind) {
    case "all":
      return part.of.every((inner) => holdsFor(one, sql, inner, linked));
    case "any":
      return part.of.some((inner) => holdsFor(one, sql, inner, linked));
    case "name":
      return holds(one.name, part.test, part.text);
    case "sql":
      return holds(sql, part.test, part.text);
    case "tag":
      return one.tags.includes(part.tag) === part.has;
    case "instance":
      return one.instance_ids.includes(part.instance_id) === part.has;
    case "instance_tag":
      return (
        linked.instances.some(({ id, tags }) => one.instance_ids.includes(id) && tags.includes(part.tag)) === part.has
      );
    case "brand": {
      const of = linked.brands.find(({ id }) => id === part.brand_id)?.instance_ids ?? [];
      return of.some((id) => one.instance_ids.includes(id)) === part.has;
    }
    case "status":
      return (one.status === part.status) === part.has;
    case "created":
      return day(one.created_at, part.test, part.day);
    case "changed":
      return day(one.changed_at, part.test, part.day);
    case "ran":
      return day(one.last_run?.at ?? null, part.test, part.day);
    case "last_run":
      if (part.test === "never") return one.last_run === null;
      return one.last_run !== null && GROUPS[part.test].includes(one.last_run.state);
    case "schedule":
      if (part.test === "none") return one.schedules_on + one.schedules_paused === 0;
      return (part.test === "on" ? one.schedules_on : one.schedules_paused) > 0;
  }
}

export function matches(one: WorkflowSummary, sql: string, { text, filter }: WorkflowQuery, linked: Linked): boolean {
  const all = `${one.name} ${one.tags.join(" ")} ${one.description} ${sql}`.toLowerCase();
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => all.includes(word)) && (filter === null || holdsFor(one, sql, filter, linked));
}

const KEYS: Record<WorkflowSort, (one: WorkflowSummary) => string | number> = {
  name: ({ name }) => name.toLowerCase(),
  status: ({ status }) => ["active", "draft", "archived"].indexOf(status),
  changed: ({ changed_at }) => changed_at,
  created: ({ created_at }) => created_at,
  last_run: ({ last_run }) => last_run?.at ?? 0,
  runs: ({ runs }) => runs,
};

export function inOrder(all: WorkflowSummary[], { sort, descending }: WorkflowQuery): WorkflowSummary[] {
  const key = KEYS[sort];
  return [...all].sort((a, b) => {
    const [x, y] = descending ? [key(b), key(a)] : [key(a), key(b)];
    return x < y ? -1 : x > y ? 1 : a.name.localeCompare(b.name);
  });
}
