//! Whole statements as analysts keep them: with comments, several steps and the shapes of Amazon's library.

pub(crate) const LONG: &[&str] = &[
    // Groups of campaigns, both ad systems, what was bought after the first ad.
    r"-- Who saw which group of campaigns -- and what came of it
WITH groups_of_mine (campaign_id_string, label) AS (
  VALUES
    /* one line a campaign -- don't forget the label (it's shown) */
    ('771', 'tv'), -- 'streaming'
    ('772', 'web')
),
seen AS (
  SELECT
    COALESCE(g.label, 'other') AS label,
    'DSP' AS system,
    user_id,
    MIN(impression_dt_utc) AS first_seen,
    SUM(impressions) AS impressions,
    SUM(total_cost) / 1e5 AS cost
  FROM
    dsp_impressions i
    LEFT JOIN groups_of_mine G ON g.campaign_id_string = i.campaign_id_string
  WHERE
    user_id IS NOT NULL
  GROUP BY
    1,
    2,
    3
  UNION ALL
  SELECT
    ad_product_type AS label,
    'sponsored ads' AS system,
    user_id,
    MIN(event_dt_utc) AS first_seen,
    SUM(impressions),
    SUM(spend) / 100000000
  FROM
    sponsored_ads_traffic
  WHERE
    user_id IS NOT NULL
    AND ad_product_type IN ('sponsored_products', 'sponsored_brands')
  GROUP BY
    label,
    2,
    user_id
) -- end of the first step
,
bought AS (
  SELECT
    user_id,
    MAX(conversion_event_dt_utc) AS last_bought,
    SUM(total_product_sales) AS sales,
    MAX(IF(new_to_brand = TRUE, 1, 0)) AS is_new
  FROM
    amazon_attributed_events_by_traffic_time
  WHERE
    total_purchases > 0
    AND user_id IN (select user_id from seen group by 1)
  GROUP BY
    1
),
steps AS (
  SELECT
    s.user_id AS seen_user,
    b.user_id AS bought_user,
    s.impressions,
    s.cost,
    COALESCE(b.sales, 0) AS sales,
    COALESCE(b.is_new, 0) AS is_new,
    NAMED_ROW(
      'step',
      ROW_NUMBER() OVER (
        PARTITION BY s.user_id
        ORDER BY
          s.first_seen
      ),
      'label',
      s.label
    ) AS step
  FROM
    seen s
    LEFT JOIN bought b ON b.user_id = s.user_id
  WHERE
    ((
      b.user_id IS NOT NULL
      AND s.first_seen < b.last_bought
    )
    OR b.user_id IS NULL)
),
ways AS (
  SELECT
    seen_user,
    ARRAY_SORT(COLLECT(DISTINCT step)) AS way,
    SUM(impressions) AS impressions,
    SUM(cost) AS cost,
    MAX(IF(bought_user IS NOT NULL, 1, 0)) AS converted,
    MAX(sales) AS sales,
    MAX(is_new) AS is_new
  FROM
    steps
  GROUP BY
    seen_user
)
SELECT
  way,
  COUNT(DISTINCT seen_user) AS reach,
  SUM(impressions) AS impressions,
  SUM(cost) AS cost,
  SUM(converted) AS buyers,
  (SUM(converted) / COUNT(DISTINCT seen_user)) AS buying_rate,
  (SUM(is_new) / SUM(converted)) AS new_share
FROM
  ways
GROUP BY
  way
  /* done */
;
",
    // Clicks before views, with a window that reaches back.
    r"WITH
---------- what counts as contact ----------
kinds (kind) AS (
  VALUES
    -- ('IMP'),
    ('CLICK')
),
contacts AS (
  SELECT user_id, campaign, seen_at, kind, n
  FROM (
      SELECT
        user_id,
        campaign,
        seen_at,
        kind,
        n,
        ROW_NUMBER() OVER (
          PARTITION BY user_id, campaign, request_tag
          ORDER BY
            CASE
              WHEN kind = 'CLICK' THEN 1
              WHEN kind = 'IMP' THEN 2
              ELSE 3
            END ASC,
            seen_at DESC
        ) as rank_of_contact
      FROM (
          SELECT user_id, campaign, request_tag, impression_dt_utc as seen_at, 'IMP' AS kind, impressions AS n
          FROM
            /* 28 days back; it's 'P28D', (see below) */
            TABLE(
              EXTEND_TIME_WINDOW('dsp_impressions', 'P28D', 'P0D')
            )
          WHERE
            user_id IS NOT NULL ---------- only what can be seen ----------
            AND NOT COALESCE(supply_source_is_view_aware, TRUE)
            AND RANDOM() < COALESCE(placement_view_rate, supply_source_view_rate, 1.0)
          UNION ALL
          SELECT
            -- clicks
            user_id,
            campaign,
            request_tag,
            click_dt_utc,
            'CLICK',
            clicks
          FROM TABLE(EXTEND_TIME_WINDOW('dsp_clicks', 'P28D', 'P0D'))
        )
    )
  WHERE rank_of_contact = 1 AND kind IN (SELECT kind FROM kinds)
),
bought AS (
  SELECT c.user_id, c.conversion_id, c.event_dt_utc AS bought_at, c.total_product_sales AS sales
  FROM conversions c
  WHERE c.event_category = 'purchase' AND c.user_id IS NOT NULL
),
matches AS (
  SELECT
    k.campaign,
    b.conversion_id,
    b.sales,
    SECONDS_BETWEEN(k.seen_at, b.bought_at) AS age,
    IF(k.kind = 'CLICK', 1, 2) AS priority
  FROM bought b
  INNER JOIN contacts k ON b.user_id = k.user_id
),
ranked AS (
  SELECT
    campaign,
    sales,
    ROW_NUMBER() OVER(PARTITION BY conversion_id ORDER BY priority, age) AS place
  FROM matches
  WHERE
    age BETWEEN 0 AND CASE
      WHEN priority = 1 --clicks
      THEN 28 * 24 * 60 * 60
      WHEN priority = 2 --views
      THEN 14 * 24 * 60 * 60
    END
)
SELECT campaign, SUM(sales) AS sales, COUNT(*) AS conversions
FROM ranked
WHERE place = 1
GROUP BY 1",
    // Parameters that may be left empty.
    "SELECT\r\n  CAST (BUILT_IN_PARAMETER('TIME_WINDOW_START') AS DATE) AS begins,\r\n  campaign,\r\n  SUM(impressions) AS impressions\r\nFROM\r\n  sponsored_ads_traffic\r\nWHERE\r\n  (\r\n    CUSTOM_PARAMETER('campaigns') IS NULL\r\n    OR CARDINALITY(CUSTOM_PARAMETER('campaigns')) = 0\r\n    OR ARRAY_CONTAINS(CUSTOM_PARAMETER('campaigns'), campaign_id_string)\r\n  )\r\n  AND IF(\r\n    CUSTOM_PARAMETER('by_asin') = 1,\r\n    ARRAY_CONTAINS(CUSTOM_PARAMETER('asins'), creative_asin),\r\n    1 = 1\r\n  )\r\n  AND event_date BETWEEN CUSTOM_PARAMETER('from_day')\r\n  AND CUSTOM_PARAMETER('to_day')\r\nGROUP BY\r\n  1,\r\n  2\r\n",
    // Text made of numbers, and counted with.
    r"WITH reach AS (
  SELECT IF(user_id IN (SELECT user_id FROM conversions), 'buyer', 'viewer') AS kind, user_id, SUM(impressions) AS impressions
  FROM dsp_impressions
  GROUP BY 1, 2
),
buckets AS (
  SELECT
    kind,
    IF(impressions < 10, CONCAT('seen_', impressions), 'seen_10+') AS bucket,
    CASE WHEN impressions > 6 THEN '7+' ELSE impressions END AS short_bucket,
    COUNT(DISTINCT user_id) AS users
  FROM reach
  GROUP BY kind, bucket, short_bucket
),
sizes AS (
  SELECT
    bucket,
    CASE WHEN kind = 'buyer' THEN users ELSE 'NA' END AS size,
    users,
    SUM(users) OVER (partition by kind) AS of_kind,
    CASE WHEN bucket = 'seen_1' THEN '1' END AS times
  FROM buckets
)
SELECT
  bucket,
  size,
  ROUND((users / size), 4) AS share_of_size,
  CONCAT (ROUND (users / of_kind * 100, 2), '% of users saw it ', times, CASE when times = 1 then ' time' else ' times' END) AS words
FROM sizes",
    // DISTINCT with parentheses, a condition as CASE, aliases without AS.
    r"SELECT
  distinct(advertiser),
  conversion_event_date_utc,
  COUNT(DISTINCT(user_id)) users,
  SUM(purchases) bought
FROM
  amazon_attributed_events_by_conversion_time
WHERE
  purchases > 0
  AND CASE
    WHEN conversion_event_marketplace_name = 'AMAZON.COM' THEN device_type = 'PC'
    WHEN conversion_event_marketplace_name = 'WHOLE_FOODS_MARKET_US' THEN device_type = NULL
  END
GROUP BY
  1,
  2",
    "SELECT DISTINCT(DATE_TRUNC('day', conversion_event_dt)) AS day FROM amazon_attributed_events_by_conversion_time",
    "SELECT DISTINCT (EXTRACT(MONTH FROM impression_dt)) as m from dsp_impressions",
    "SELECT ROUND(5.5) AS a, --half\n ROUND(5.55555,1) AS b,--one\n ROUND(5.5+.2) AS c --sum\n",
    "select RANDOM() as r",
    // Lists in FROM, a cross join by comma, a whole table expression.
    r"with mine as -- the first list
(SELECT campaign_id FROM
(VALUES
/*ids here*/
(771)) as b(campaign_id)
),
theirs as (SELECT campaign_id FROM (VALUES (772), (773)) as c(campaign_id)),
both_lists as (SELECT * FROM mine UNION ALL SELECT * FROM theirs),
total as (SELECT COUNT(DISTINCT user_id) AS everybody FROM dsp_impressions),
first_seen as (
SELECT
 user_id --key
,
 MIN(impression_dt) first_dt
, 'table' tb
FROM dsp_impressions a
WHERE (campaign_id IN (SELECT campaign_id from mine) OR
       campaign_id IN (SELECT campaign_id from theirs))
GROUP BY 1
),
final AS (SELECT tb, COUNT(DISTINCT user_id) reach FROM first_seen GROUP BY 1)
SELECT f.tb, f.reach / t.everybody AS share, (SELECT COUNT(*) FROM both_lists) AS lists
FROM final f, total t
GROUP BY 1, 2, 3",
    // Parts of the day by an alias that a CASE makes out of columns of the same name.
    r"SELECT
  user_type,
  impression_hour,
  day_part,
  COUNT(DISTINCT user_id) AS users
FROM (
  SELECT
    user_id,
    SUM(purchases) AS purchases,
    CASE
      WHEN traffic_event_subtype = 'AD_CLICK' then click_hour
      WHEN traffic_event_subtype = 'AD_IMP' then impression_hour
    end as impression_hour,
    CASE WHEN EXTRACT(DOW FROM conversion_event_date) IN (1, 7) THEN 'weekend' ELSE 'week' END AS day_part,
    IF(MAX(new_to_brand) = 1, 'new', 'known') AS user_type
  FROM amazon_attributed_events_by_conversion_time
  GROUP BY user_id, impression_hour, traffic_event_subtype, click_hour, day_part
)
WHERE purchases >= 0 AND impression_hour <= 23
GROUP BY 1, 2, 3
HAVING users > 0",
    // Subqueries that give one value, conditions on dates, intervals.
    r"SELECT
  event_subtype,
  COUNT(DISTINCT user_id) as users,
  (SELECT SUM(impressions) FROM dsp_impressions) AS all_impressions
FROM conversions_all
WHERE
  event_dt_utc >= CAST('2026-03-20' AS DATE) - INTERVAL '30' DAY
  AND event_date_utc >= '{{first_day}}'
  AND event_dt_utc >= CURRENT_DATE - INTERVAL '{{days}}' DAY - INTERVAL '3650' DAY
GROUP BY event_subtype
ORDER BY users DESC",
    // The ad server's tables, as old statements read them.
    r"WITH traffic AS (
  SELECT advertiser_id, campaign, clicks, impressions, user_id, event_dt_utc AS seen_at
  FROM TABLE(EXTEND_TIME_WINDOW('adserver_traffic', 'P0D', 'P30D'))
  WHERE (clicks = 1 OR impressions = 1)
)
SELECT t.campaign, SUM(c.revenue) AS revenue, COUNT(DISTINCT c.user_id) AS users
FROM TABLE(EXTEND_TIME_WINDOW('adserver_conversions', 'P0D', 'P30D')) c
INNER JOIN traffic t ON c.user_id = t.user_id AND c.advertiser_id = t.advertiser_id
WHERE seen_at > BUILT_IN_PARAMETER('TIME_WINDOW_START')
GROUP BY 1",
    // Several segments at once.
    r"SELECT s.behavior_segment_name, IF(SUM(i.clicks) > 0, 'clicked', 'saw') AS did, COUNT(DISTINCT s.user_id) AS users
FROM dsp_impressions_by_user_segments s
FULL OUTER JOIN dsp_clicks i ON s.request_tag = i.request_tag AND s.behavior_segment_id <> 0
WHERE s.campaign SIMILAR TO '(?i)spring' AND s.line_item NOT SIMILAR TO '^test'
GROUP BY s.behavior_segment_name",
    // An audience.
    r"/* people who put something into the cart and left */
SELECT user_id
FROM conversions_for_audiences
WHERE event_subtype = 'shoppingCart'
  /* AND tracked_asin IN ('B1','B2') -- if need be */
  AND user_id NOT IN (SELECT user_id FROM conversions_for_audiences WHERE event_subtype = 'order' AND user_id IS NOT NULL)
GROUP BY user_id",
    // Frames and named windows.
    r"SELECT
  day,
  spend,
  SUM(spend) OVER (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_spend,
  AVG(spend) OVER w AS mean_spend,
  spend / SUM(spend) OVER () AS share
FROM (SELECT event_date AS day, SUM(spend) / 1e8 AS spend FROM sponsored_ads_traffic GROUP BY 1)
WINDOW w AS (ORDER BY day ROWS UNBOUNDED PRECEDING)",
    // A path of search terms as one text.
    r"SELECT ARRAY_TO_STRING(ARRAY_SORT(COLLECT(DISTINCT LOWER(customer_search_term))), ' > ') AS terms, match_type, SUM(clicks) AS clicks
FROM sponsored_ads_traffic
WHERE match_type IN('PHRASE', 'BROAD', 'EXACT') AND customer_search_term <> '' AND impressions >= 0
GROUP BY 2",
];
