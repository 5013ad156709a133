-- How many people saw how many impressions.
WITH seen AS (
  SELECT user_id, SUM(impressions) AS impressions
  FROM dsp_impressions
  WHERE user_id IS NOT NULL
  GROUP BY user_id
),
bucket AS (
  SELECT user_id, CASE WHEN impressions < 10 THEN impressions ELSE 10 END AS frequency, impressions
  FROM seen
)
SELECT frequency, COUNT(DISTINCT user_id) AS users, SUM(impressions) AS impressions
FROM bucket
GROUP BY frequency
