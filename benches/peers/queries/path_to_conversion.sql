-- The first three ad products that people met before they bought.
WITH touches AS (
  SELECT user_id, 'dsp' AS ad_product, MIN(impression_dt_utc) AS first_touch
  FROM dsp_impressions
  WHERE user_id IS NOT NULL
  GROUP BY user_id
  UNION ALL
  SELECT user_id, ad_product_type AS ad_product, MIN(event_dt_utc) AS first_touch
  FROM sponsored_ads_traffic
  WHERE user_id IS NOT NULL
  GROUP BY user_id, ad_product_type
),
ordered AS (
  SELECT user_id, ad_product, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY first_touch, ad_product) AS place
  FROM touches
),
paths AS (
  SELECT
    user_id,
    MAX(CASE WHEN place = 1 THEN ad_product END) AS first_product,
    MAX(CASE WHEN place = 2 THEN ad_product END) AS second_product,
    MAX(CASE WHEN place = 3 THEN ad_product END) AS third_product
  FROM ordered
  GROUP BY user_id
),
sales AS (
  SELECT user_id, SUM(total_purchases) AS purchases, SUM(total_product_sales) AS sales
  FROM amazon_attributed_events_by_conversion_time
  WHERE user_id IS NOT NULL
  GROUP BY user_id
)
SELECT
  p.first_product, p.second_product, p.third_product,
  COUNT(DISTINCT p.user_id) AS users,
  COUNT(DISTINCT s.user_id) AS converted,
  SUM(COALESCE(s.purchases, 0)) AS purchases,
  SUM(COALESCE(s.sales, 0)) AS sales
FROM paths p
LEFT JOIN sales s ON p.user_id = s.user_id
GROUP BY p.first_product, p.second_product, p.third_product
