//! Whole statements as analysts keep them: with comments, several steps and the shapes of Amazon's library.

mod steps;

pub(crate) const LONG: &[&str] = &[
    steps::GROUPS_OF_CAMPAIGNS,
    steps::CLICKS_BEFORE_VIEWS,
    // Parameters that may be left empty.
    "SELECT\r\n  CAST (BUILT_IN_PARAMETER('TIME_WINDOW_START') AS DATE) AS begins,\r\n  campaign,\r\n  SUM(impressions) AS impressions\r\nFROM\r\n  sponsored_ads_traffic\r\nWHERE\r\n  (\r\n    CUSTOM_PARAMETER('campaigns') IS NULL\r\n    OR CARDINALITY(CUSTOM_PARAMETER('campaigns')) = 0\r\n    OR ARRAY_CONTAINS(CUSTOM_PARAMETER('campaigns'), campaign_id_string)\r\n  )\r\n  AND IF(\r\n    CUSTOM_PARAMETER('by_asin') = 1,\r\n    ARRAY_CONTAINS(CUSTOM_PARAMETER('asins'), creative_asin),\r\n    1 = 1\r\n  )\r\n  AND event_date BETWEEN CUSTOM_PARAMETER('from_day')\r\n  AND CUSTOM_PARAMETER('to_day')\r\nGROUP BY\r\n  1,\r\n  2\r\n",
    steps::TEXT_MADE_OF_NUMBERS,
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
    steps::LISTS_IN_FROM,
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
