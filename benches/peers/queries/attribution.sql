-- Purchases by the last campaign that a buyer saw in the 14 days before.
WITH bought AS (
  SELECT conversion_id, user_id, event_dt_utc, total_product_sales
  FROM conversions
  WHERE event_subtype = 'order' AND user_id IS NOT NULL
),
candidates AS (
  SELECT
    b.conversion_id, b.user_id, b.total_product_sales, i.campaign,
    ROW_NUMBER() OVER (PARTITION BY b.conversion_id ORDER BY i.impression_dt_utc DESC, i.campaign) AS nearest
  FROM bought b
  INNER JOIN dsp_impressions i
    ON i.user_id = b.user_id
   AND i.impression_dt_utc <= b.event_dt_utc
   AND i.impression_dt_utc >= b.event_dt_utc - INTERVAL '14' DAY
)
SELECT campaign, COUNT(DISTINCT user_id) AS buyers, COUNT(DISTINCT conversion_id) AS orders, SUM(total_product_sales) AS sales
FROM candidates
WHERE nearest = 1
GROUP BY campaign
