// Evidence of the fake host: what was opened here, what can be brought back, and the bundle that would be opened next.
import type { EvidenceDetail, EvidenceSummary } from "./bindings";
import { hostError } from "./browser";
import type { World } from "./fake_world";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SQL = `-- How often people were reached before they bought
SELECT frequency_band, COUNT(DISTINCT user_id) AS users, SUM(purchases) AS purchases
FROM amazon_attributed_events_by_conversion_time
GROUP BY frequency_band
`;

const BARS = [38, 61, 94, 72, 51, 33, 20, 14];

const CHART = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="540" viewBox="0 0 960 540"><rect width="960" height="540" fill="#ffffff"/><g stroke="#e3e6e8">${[140, 240, 340, 440].map((y) => `<path d="M80 ${y}H920"/>`).join("")}</g><g fill="#0f6b73">${BARS.map((n, i) => `<rect x="${96 + i * 104}" y="${440 - n * 4}" width="72" height="${n * 4}"/>`).join("")}</g><g fill="#5b646b" font-family="sans-serif" font-size="14" text-anchor="middle">${BARS.map((_, i) => `<text x="${132 + i * 104}" y="468">${i + 1}</text>`).join("")}</g><text x="80" y="40" fill="#1b2226" font-family="sans-serif" font-size="16">Sum of purchases by frequency_band</text></svg>`;

const hash = (seed: string): string => seed.repeat(64 / seed.length);

export interface EvidenceWorld {
  opened: EvidenceDetail[];
  deleted: EvidenceDetail[];
  next: EvidenceDetail;
}

export function evidence(now: number, change: Partial<EvidenceDetail> = {}, begun = now - 3 * DAY): EvidenceDetail {
  return {
    id: "ev-1",
    name: "Frequency bands",
    instance_name: "Kestrel Outdoor US",
    window_words: "Mon 2 Feb to Sun 1 Mar 2026",
    row_count: 1284,
    made_at: now - 2 * DAY,
    opened_at: now - 2 * HOUR,
    rows_id: "evidence-ev-1",
    made_by: "0.1.0",
    execution_id: "0198c6d2-6f0e-7c31-9f5a-3f2f0c1b8a11",
    remote_id: "5b1f0a92-77c4",
    amazon_instance_id: "amc1000",
    account_id: "ENTITYUS",
    marketplace: "US",
    time_zone: "America/New_York",
    sql: SQL,
    parameter_values: { campaigns: ["Trail26_STV_Prospecting"], min_reach: 1000 },
    steps: [
      { state: "sending", raw_status: null, at: begun },
      { state: "pending", raw_status: "PENDING", at: begun + 2_000 },
      { state: "running", raw_status: "RUNNING", at: begun + 94_000 },
      { state: "succeeded", raw_status: "SUCCEEDED", at: begun + 611_000 },
    ],
    findings: [
      {
        severity: "warning",
        code: "threshold",
        message: "Rows need 100 users: frequency_band is HIGH",
        line: 2,
        column: 8,
        end_line: 2,
        end_column: 22,
        help: "Rows of fewer are left out by Amazon.",
        replacement: null,
      },
    ],
    data_gaps: [],
    result: {
      row_count: 1284,
      columns: [
        { name: "campaign", data_type: "STRING" },
        { name: "city_name", data_type: "STRING" },
        { name: "campaign_id", data_type: "LONG" },
        { name: "reach", data_type: "LONG" },
        { name: "frequency", data_type: "DOUBLE" },
      ],
      size_bytes: 48_120,
      sha256: hash("9f2b"),
      stored_at: begun + 612_000,
    },
    chart: CHART,
    files: [
      { name: "run.json", bytes: 4_812, sha256: hash("71c0a4e2") },
      { name: "query.sql", bytes: 231, sha256: hash("0b3d") },
      { name: "rows.parquet", bytes: 48_120, sha256: hash("9f2b") },
      { name: "chart.svg", bytes: 6_204, sha256: hash("c4d1e7f09a2b5836") },
    ],
    ...change,
  };
}

export const evidenceWorld = (now: number): EvidenceWorld => ({
  opened: [
    evidence(now),
    evidence(
      now,
      {
        id: "ev-2",
        name: "Path to conversion, all campaigns of the spring",
        instance_name: "Ferro Cookware CA",
        window_words: "Mon 19 Jan to Sun 15 Feb 2026",
        rows_id: "evidence-ev-2",
        amazon_instance_id: "amc9001",
        account_id: "ENTITYCA",
        marketplace: "CA",
        made_at: now - 9 * DAY,
        opened_at: now - 8 * DAY,
        remote_id: null,
        parameter_values: {},
        findings: [],
        data_gaps: [{ start: now - 19 * DAY, end: now - 19 * DAY + 6 * HOUR }],
        chart: null,
      },
      now - 10 * DAY,
    ),
  ],
  deleted: [],
  next: evidence(now, { id: "ev-9", name: "Reach by city", opened_at: now, rows_id: "evidence-ev-9" }),
});

export const EVIDENCE = {
  save_evidence: (world: World, { executionId }: { executionId: string; chart: string | null }): string => {
    const run = world.executions.find(({ id }) => id === executionId);
    return `/home/ana/Documents/${run?.name}, ${run?.instance_name}.evidence.zip`;
  },
  open_evidence: ({ evidence: kept }: World): string => {
    kept.opened = [kept.next, ...kept.opened.filter(({ id }) => id !== kept.next.id)];
    return kept.next.id;
  },
  list_evidence: (world: World): EvidenceSummary[] => world.evidence.opened,
  get_evidence: (world: World, { id }: { id: string }): EvidenceDetail => {
    const found = world.evidence.opened.find((one) => one.id === id);
    if (!found) throw hostError("not_found", "This evidence is not kept here.", "Choose another one from the list.");
    return found;
  },
  delete_evidence: ({ evidence: kept }: World, { id }: { id: string }): null => {
    kept.deleted = [...kept.deleted, ...kept.opened.filter((one) => one.id === id)];
    kept.opened = kept.opened.filter((one) => one.id !== id);
    return null;
  },
  restore_evidence: ({ evidence: kept }: World, { id }: { id: string }): null => {
    const back = kept.deleted.filter((one) => one.id === id);
    kept.deleted = kept.deleted.filter((one) => one.id !== id);
    kept.opened = [...kept.opened, ...back].sort((a, b) => b.opened_at - a.opened_at);
    return null;
  },
};
