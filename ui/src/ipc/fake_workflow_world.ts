// Workflows of the fake host's world.
import type { ExecutionState, ExecutionSummary, WorkflowSpec, WorkflowVersion } from "./bindings";
import type { KeptWorkflow } from "./fake_workflows";

const NOW = Date.UTC(2026, 2, 5, 15, 42);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const FIRST = `-- Reach and spend by campaign and city, DSP only
SELECT campaign, city_name,
       COUNT(DISTINCT user_id) AS reach,
       SUM(impressions) AS impressions
FROM dsp_impressions
WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('campaigns'), campaign)
GROUP BY campaign, city_name
`;

const SECOND = FIRST.replace(
  "SUM(impressions) AS impressions\n",
  "SUM(impressions) AS impressions,\n       SUM(total_cost) / 100000.0 AS spend\n",
);

export const REACH_SQL = `-- Reach and spend by campaign and city, DSP only
WITH reach AS (
  SELECT campaign, city_name,
         COUNT(DISTINCT user_id) AS reach,
         SUM(impressions) AS impressions,
         SUM(total_cost) / 100000.0 AS spend
  FROM dsp_impressions
  WHERE ARRAY_CONTAINS(CUSTOM_PARAMETER('campaigns'), campaign)
  GROUP BY campaign, city_name
)
SELECT campaign, city_name, reach, impressions, spend
FROM reach
WHERE reach >= CUSTOM_PARAMETER('min_reach')
`;

const PACING = `SELECT campaign, SUM(impressions) AS impressions, SUM(total_cost) / 100000.0 AS spend
FROM dsp_impressions
GROUP BY campaign
`;

const bare: WorkflowSpec = {
  name: "Reach by city",
  description: "",
  sql: PACING,
  parameter_values: {},
  instance_ids: ["i-0", "i-50", "i-1"],
  window: { kind: "last_full_weeks", weeks: 4 },
  tags: [],
  status: "active",
};

const run = (
  id: string,
  state: ExecutionState,
  ago: number,
  spec: WorkflowSpec,
  workflow: string,
): ExecutionSummary => ({
  id,
  workflow_id: workflow,
  schedule_id: null,
  batch_id: `b-${id}`,
  name: spec.name,
  state,
  raw_status: state.toUpperCase(),
  instance_id: "i-0",
  instance_name: "Kestrel Outdoor US",
  window_words: "Mon 2 Feb to Sun 1 Mar 2026",
  window_start: "2026-02-02",
  window_end: "2026-03-01",
  created_at: NOW - ago,
  finished_at: state === "running" ? null : NOW - ago + 8 * MINUTE,
  row_count: state === "succeeded" ? 1284 : null,
  fetching: false,
  partial: false,
  remote_id: `r-${id}`,
});

interface Given {
  id?: string;
  spec?: Partial<WorkflowSpec>;
  /** How the newest run ended and how long ago it began; null for one that never ran. */
  last?: [ExecutionState, number] | null;
  runs?: number;
  changed?: number;
  schedules?: string[];
  versions?: [sql: string, changed: string[], note: string | null, ago: number][];
  amazon?: KeptWorkflow["amazon"];
}

/** A workflow as it is kept. */
export function workflow(given: Given = {}): KeptWorkflow {
  const id = given.id ?? "wf_K7M2Q9XA";
  const spec = { ...bare, ...given.spec };
  const last = given.last === undefined ? (["succeeded", 11 * MINUTE] as const) : given.last;
  const changed_at = NOW - (given.changed ?? 2 * DAY);
  const versions: WorkflowVersion[] = (given.versions ?? [[spec.sql, [], null, given.changed ?? 2 * DAY]]).map(
    ([, changed, note, ago], i) => ({ version: i + 1, at: NOW - ago, changed, note }),
  );
  const executions = last === null ? [] : [run(`e-1`, last[0], last[1], spec, id)];
  return {
    id,
    spec,
    created_at: changed_at - 30 * DAY,
    changed_at,
    runs: last === null ? 0 : (given.runs ?? 1),
    last_run:
      last === null
        ? null
        : {
            execution_id: "e-1",
            state: last[0],
            at: NOW - last[1],
            row_count: last[0] === "succeeded" ? 1284 : null,
          },
    schedules: given.schedules ?? [],
    executions,
    versions: versions.map((version, i) => ({
      ...version,
      spec: { ...spec, sql: given.versions?.[i]?.[0] ?? spec.sql },
    })),
    amazon: given.amazon ?? {},
    asked: [],
  };
}

/** Workflows as after some months of use. */
export const workflows = (): KeptWorkflow[] => [
  workflow({
    spec: {
      sql: REACH_SQL,
      description: "Reach, impressions and spend of prospecting campaigns by city, for the Monday call.",
      tags: ["weekly", "reach"],
      parameter_values: { campaigns: ["Trail26_STV_Prospecting"], min_reach: 1000 },
    },
    runs: 214,
    schedules: ["s-1"],
    versions: [
      [FIRST, [], null, 40 * DAY],
      [SECOND, ["query"], null, 12 * DAY],
      [REACH_SQL, ["query", "parameters"], null, 2 * DAY],
    ],
    amazon: {
      "i-0": { sql: REACH_SQL, saved_version: 3 },
      "i-50": { sql: SECOND, saved_version: 2 },
      "i-1": { sql: REACH_SQL.replace("'min_reach'", "'least_reach'"), saved_version: 3 },
    },
  }),
  workflow({
    id: "wf_PACING22",
    spec: { name: "Pacing, all clients", tags: ["daily", "spend"], instance_ids: ["i-0", "i-1", "i-2", "i-3", "i-4"] },
    last: ["failed", 55 * MINUTE],
    runs: 1204,
    schedules: ["s-1", "s-2"],
    changed: 9 * DAY,
  }),
  workflow({
    id: "wf_FREQ4567",
    spec: { name: "Frequency bands", tags: ["reach"], window: { kind: "last_days", days: 28 } },
    last: ["running", 3 * MINUTE],
    runs: 36,
    changed: 20 * MINUTE,
  }),
  workflow({
    id: "wf_PATH3456",
    spec: { name: "Path to conversion", tags: ["monthly", "paths"], window: { kind: "last_full_month" } },
    last: ["succeeded", 4 * DAY],
    runs: 12,
    schedules: ["s-9"],
    changed: 31 * DAY,
  }),
  workflow({
    id: "wf_NTBGATE7",
    spec: { name: "NTB gateway ASINs", status: "draft", instance_ids: [] },
    last: null,
    changed: 5 * MINUTE,
  }),
  workflow({
    id: "wf_SEARCH55",
    spec: { name: "Search terms", status: "archived", tags: ["search"], instance_ids: ["i-3"] },
    last: ["cancelled", 60 * DAY],
    runs: 8,
    changed: 61 * DAY,
  }),
];
