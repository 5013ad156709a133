//! Statements of several steps, one a common table expression.

/// Groups of campaigns, both ad systems, what was bought after the first ad.
pub(super) const GROUPS_OF_CAMPAIGNS: &str = r"-- Who saw which group of campaigns -- and what came of it
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
";

/// Clicks before views, with a window that reaches back.
pub(super) const CLICKS_BEFORE_VIEWS: &str = r"WITH
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
GROUP BY 1";

/// Text made of numbers, and counted with.
pub(super) const TEXT_MADE_OF_NUMBERS: &str = r"WITH reach AS (
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
FROM sizes";

/// Lists in FROM, a cross join by comma, a whole table expression.
pub(super) const LISTS_IN_FROM: &str = r"with mine as -- the first list
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
GROUP BY 1, 2, 3";
