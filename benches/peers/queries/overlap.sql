-- How many people were reached by DSP, by sponsored ads, and by both; and how many of them bought.
WITH dsp AS (
  SELECT user_id, SUM(impressions) AS impressions FROM dsp_impressions WHERE user_id IS NOT NULL GROUP BY user_id
),
sponsored AS (
  SELECT user_id, SUM(impressions) AS impressions FROM sponsored_ads_traffic WHERE user_id IS NOT NULL GROUP BY user_id
),
buyers AS (
  SELECT user_id, SUM(total_product_sales) AS sales
  FROM amazon_attributed_events_by_conversion_time
  WHERE user_id IS NOT NULL
  GROUP BY user_id
),
reached AS (
  SELECT
    COALESCE(d.user_id, s.user_id) AS user_id,
    CASE
      WHEN d.user_id IS NOT NULL AND s.user_id IS NOT NULL THEN 'both'
      WHEN d.user_id IS NOT NULL THEN 'DSP only'
      ELSE 'sponsored only'
    END AS exposure
  FROM dsp d
  FULL OUTER JOIN sponsored s ON d.user_id = s.user_id
)
SELECT r.exposure, COUNT(DISTINCT r.user_id) AS users, COUNT(DISTINCT b.user_id) AS buyers, SUM(b.sales) AS sales
FROM reached r
LEFT JOIN buyers b ON b.user_id = r.user_id
GROUP BY r.exposure
