// Templates of schedules of the fake host.
import type { ScheduleSpec, ScheduleTemplate } from "./bindings";
import { hostError } from "./browser";
import type { World } from "./fake_world";

type Plan = Pick<ScheduleSpec, "rule" | "window"> & Partial<ScheduleSpec>;

const bare = (plan: Plan): ScheduleSpec => ({
  name: "",
  sql: "",
  parameter_values: {},
  parameter_dates: {},
  instance_ids: [],
  time_zone: "UTC",
  ...plan,
});

const builtIn = (id: string, name: string, words: string, plan: Plan): ScheduleTemplate => ({
  id,
  name,
  words,
  built_in: true,
  spec: bare(plan),
});

const TODAY = "2026-03-05";

const BUILT_IN: ScheduleTemplate[] = [
  builtIn("weekly", "Every Monday, the last full week", "Traffic of a week, complete since Saturday", {
    rule: { preset: { kind: "weekly", at: [], weekdays: ["mon"] } },
    window: "last full week lag 2",
  }),
  builtIn("daily", "Every day, the last 7 days", "Pacing, without the two days that still fill up", {
    rule: { preset: { kind: "every_days", at: [], days: 1, anchor: TODAY } },
    window: "last 7 days lag 2",
  }),
  builtIn("monthly", "First business day, the last full month", "The month's report on the first working morning", {
    rule: { preset: { kind: "first_business_day", at: [] } },
    window: "last full month",
  }),
  builtIn(
    "matured",
    "Every 14 days, 28 days of matured conversions",
    "Sales that grow no more: they may come for 14 days",
    { rule: { preset: { kind: "every_days", at: [], days: 14, anchor: TODAY } }, window: "last 28 days lag 14" },
  ),
  builtIn("quarterly", "Quarterly, the last full quarter", "The quarter's review on its first day", {
    rule: { preset: { kind: "quarterly", at: [], day: 1 } },
    window: "last full quarter",
  }),
];

/** One of the person's own. */
export const template = (change: Partial<ScheduleTemplate>): ScheduleTemplate => ({
  id: "t-1",
  name: "Client mornings",
  words: "On weekdays at 06:30, the last 7 days",
  built_in: false,
  spec: bare({
    rule: { preset: { kind: "business_days", at: ["06:30"] } },
    time_zone: "Europe/London",
    window: "last 7 days lag 1",
    retries: 3,
    retry_minutes: 5,
    recipient_ids: ["r-1"],
  }),
  ...change,
});

function move(world: World, id: string, from: "templates" | "deletedTemplates"): null {
  const to = from === "templates" ? "deletedTemplates" : "templates";
  const found = world[from].find((one) => one.id === id);
  if (!found) throw hostError("not_found", "This template is not there any more.", "Choose another one.");
  world[from] = world[from].filter((one) => one !== found);
  world[to] = [...world[to], found];
  return null;
}

export const TEMPLATES = {
  list_templates: (world: World) => [...BUILT_IN, ...[...world.templates].sort((a, b) => a.name.localeCompare(b.name))],
  save_template: (world: World, { name, spec }: { name: string; spec: ScheduleSpec }) => {
    if (world.templates.some((one) => one.name === name))
      throw hostError("invalid", `There is a template ${name} already.`, "Choose another name.");
    const id = `t-${world.templates.length + 2}`;
    const { rule, window } = spec;
    const kept = bare({ ...spec, name: "", sql: "", parameter_values: {}, parameter_dates: {}, instance_ids: [] });
    const when = rule.cron === undefined ? rule.preset.kind.replaceAll("_", " ") : rule.cron;
    world.templates = [...world.templates, template({ id, name, words: `${when}, ${window}`, spec: kept })];
    return id;
  },
  delete_template: (world: World, { id }: { id: string }) => move(world, id, "templates"),
  restore_template: (world: World, { id }: { id: string }) => move(world, id, "deletedTemplates"),
};
