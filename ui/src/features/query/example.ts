/** A small query that runs on any instance with DSP tables: something to change rather than an empty page. */
export const EXAMPLE = {
  title: "Reach by campaign",
  sql: `-- Reach, impressions and spend by campaign
SELECT
  campaign,
  COUNT(DISTINCT user_id) AS reach,
  SUM(impressions) AS impressions,
  SUM(total_cost) / 100000.0 AS spend
FROM dsp_impressions
GROUP BY campaign
`,
};
