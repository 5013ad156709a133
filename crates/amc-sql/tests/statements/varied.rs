//! Statements of many kinds over all tables: paths, overlap, reach and frequency, new customers, places, delays, segments, windows, arrays, parameters.

pub(crate) const VARIED: &[&str] = &[
    r"WITH touch AS (
  SELECT user_id, 'DSP: ' || campaign AS label, MIN(impression_dt_utc) AS t FROM dsp_impressions WHERE user_id IS NOT NULL GROUP BY 1, campaign
  UNION ALL
  SELECT user_id, CONCAT('SA: ', ad_product_type), MIN(event_dt_utc) FROM sponsored_ads_traffic WHERE user_id IS NOT NULL GROUP BY user_id, 2
), numbered AS (
  SELECT user_id, NAMED_ROW('n', ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY t, label), 'label', label) AS step FROM touch
), paths AS (SELECT user_id, ARRAY_SORT(COLLECT(step)) AS path FROM numbered GROUP BY user_id),
buyers AS (SELECT user_id, SUM(total_product_sales) AS sales FROM conversions WHERE event_subtype = 'order' GROUP BY 1)
SELECT p.path, COUNT(DISTINCT p.user_id) AS reach, COUNT(DISTINCT b.user_id) AS buyers, SUM(b.sales) AS sales,
  COUNT(DISTINCT b.user_id) / COUNT(DISTINCT p.user_id) AS rate
FROM paths p LEFT JOIN buyers b ON b.user_id = p.user_id GROUP BY p.path HAVING COUNT(DISTINCT p.user_id) >= 2",
    r"WITH steps AS (SELECT user_id, ARRAY_SORT(COLLECT(DISTINCT NAMED_ROW('day', impression_date_utc, 'campaign', campaign))) AS way FROM dsp_impressions GROUP BY user_id)
SELECT s.day, s.campaign, COUNT(DISTINCT w.user_id) AS users FROM steps w CROSS JOIN UNNEST(w.way) AS s(day, campaign) GROUP BY 1, 2",
    r"WITH d AS (SELECT DISTINCT user_id FROM dsp_impressions), s AS (SELECT DISTINCT user_id FROM sponsored_ads_traffic),
v AS (SELECT DISTINCT user_id FROM dsp_video_events_feed)
SELECT
  CASE WHEN d.user_id IS NOT NULL AND s.user_id IS NOT NULL AND v.user_id IS NOT NULL THEN 'all three'
       WHEN d.user_id IS NOT NULL AND s.user_id IS NOT NULL THEN 'display and search'
       WHEN v.user_id IS NOT NULL THEN 'video somewhere' ELSE 'one only' END AS exposure,
  COUNT(DISTINCT COALESCE(d.user_id, s.user_id, v.user_id)) AS users
FROM d FULL OUTER JOIN s ON d.user_id = s.user_id FULL OUTER JOIN v ON v.user_id = COALESCE(d.user_id, s.user_id)
GROUP BY exposure",
    r"SELECT user_id IN (SELECT user_id FROM dsp_clicks) AS clicked, user_id IN (SELECT user_id FROM conversions WHERE event_subtype = 'order') AS bought,
COUNT(DISTINCT user_id) AS users, SUM(impressions) AS impressions FROM dsp_impressions WHERE user_id IS NOT NULL GROUP BY 1, 2",
    r"WITH f AS (SELECT user_id, campaign, SUM(impressions) AS freq FROM dsp_impressions GROUP BY 1, 2)
SELECT campaign, CASE WHEN freq BETWEEN 1 AND 3 THEN '01-03' WHEN freq BETWEEN 4 AND 7 THEN '04-07' ELSE '08+' END AS bucket,
 COUNT(DISTINCT user_id) AS reach, AVG(freq) AS mean, MEDIAN(freq) AS median, PERCENTILE(freq, .9) AS p90, MAX(freq) most
FROM f GROUP BY campaign, bucket",
    r"SELECT IF(n >= 10, 'frequency_10+', FORMAT(n, 'frequency_%02d')) AS bucket, COUNT(1) AS users
FROM (SELECT user_id, LEAST(SUM(impressions), 10) AS n FROM dsp_impressions GROUP BY user_id) GROUP BY 1",
    r"WITH firsts AS (SELECT user_id, MIN(impression_date_utc) AS day FROM dsp_impressions GROUP BY user_id),
days AS (SELECT day, COUNT(user_id) AS new_users FROM firsts GROUP BY day)
SELECT day, new_users, SUM(new_users) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reach_so_far,
 LAG(new_users, 1, 0) OVER (ORDER BY day) AS before, new_users - LAG(new_users) OVER (ORDER BY day) AS change FROM days",
    r"SELECT campaign, new_to_brand, COUNT(DISTINCT user_id) AS buyers, SUM(total_product_sales) AS sales, SUM(new_to_brand_total_product_sales) AS ntb_sales,
ROUND(100.0 * SUM(new_to_brand_total_product_sales) / NULLIF(SUM(total_product_sales), 0), 2) AS ntb_share
FROM amazon_attributed_events_by_traffic_time WHERE total_purchases > 0 GROUP BY campaign, new_to_brand",
    r"SELECT campaign, SUM(CASE WHEN new_to_brand THEN 1 ELSE 0 END) AS ntb, SUM(CASE WHEN NOT new_to_brand THEN 1 ELSE 0 END) AS known,
COUNT(*) FILTER (WHERE new_to_brand IS NULL) AS unclear, SUM(conversions) FILTER (WHERE event_subtype = 'order' AND new_to_brand = 'true') AS c
FROM conversions_with_relevance WHERE halo_code IN ('TOTAL_PROMOTED', 'DIRECT', 'BRAND_HALO') GROUP BY campaign",
    r"SELECT iso_country_code, iso_state_province_code, dma_code, COUNT(DISTINCT user_id) AS users, SUM(impressions) AS imps
FROM dsp_impressions WHERE iso_country_code = 'US' AND dma_code IS NOT NULL GROUP BY 1, 2, 3 HAVING users > 1 AND SUM(impressions) > 1",
    "SELECT LOWER(city_name) AS city, COUNT(DISTINCT user_id) AS users FROM dsp_impressions GROUP BY LOWER(city_name)",
    r"WITH imp AS (SELECT user_id, MAX(impression_dt_utc) AS last_seen FROM TABLE(EXTEND_TIME_WINDOW('dsp_impressions', 'P14D', 'P0D')) GROUP BY user_id),
conv AS (SELECT user_id, event_dt_utc AS bought, total_product_sales AS sales FROM conversions WHERE event_subtype = 'order'),
gaps AS (SELECT c.user_id, SECONDS_BETWEEN(i.last_seen, c.bought) / 3600.0 AS hours, sales FROM conv c JOIN imp i USING (user_id) WHERE i.last_seen <= c.bought)
SELECT CASE WHEN hours < 1 THEN '1 | < 1 HR' WHEN hours < 24 THEN '2 | < 1 DAY' WHEN hours < 24 * 7 THEN '3 | < 7 DAYS' ELSE '4 | 7+ DAYS' END AS lag,
COUNT(DISTINCT user_id) AS users, SUM(sales) AS sales, APPROX_PERCENTILE(hours, 0.5) AS median_hours FROM gaps GROUP BY 1",
    r"SELECT EXTRACT(DAY FROM (MAX(c.event_dt_utc) - INTERVAL '1' DAY)) AS d, CAST(MIN(c.event_date_utc) + INTERVAL '7' DAY AS DATE) AS w,
MIN(c.event_date_utc) + 3 AS plus_three, COUNT(*) AS n FROM conversions c WHERE c.event_dt_utc >= CAST(BUILT_IN_PARAMETER('TIME_WINDOW_START') AS TIMESTAMP) + INTERVAL '12' HOUR",
    "SELECT user_id FROM dsp_impressions_for_audiences WHERE campaign_id IN (CUSTOM_PARAMETER('campaign_ids')) AND user_id NOT IN (SELECT user_id FROM conversions_for_audiences WHERE user_id IS NOT NULL AND event_subtype = 'order') GROUP BY user_id HAVING SUM(impressions) > CAST(CUSTOM_PARAMETER('least') AS INTEGER)",
    r"WITH a AS (SELECT user_id FROM sponsored_ads_traffic_for_audiences WHERE clicks > 0), b AS (SELECT user_id FROM amazon_brand_store_page_views_for_audiences WHERE dwell_time > 10)
SELECT user_id FROM a UNION SELECT user_id FROM b",
    r"SELECT s.behavior_segment_name AS segment, COUNT(DISTINCT s.user_id) AS users, SUM(s.behavior_segment_matched * s.impressions) AS matched,
COUNT(DISTINCT IF(c.user_id IS NOT NULL, s.user_id, NULL)) AS buyers FROM dsp_impressions_by_user_segments s LEFT JOIN conversions c ON c.user_id = s.user_id AND c.event_category = 'purchase'
GROUP BY 1",
    "SELECT behavior_segment_id, MAX(behavior_segment_description) d, SUM(impressions) i FROM dsp_impressions_by_matched_segments WHERE behavior_segment_matched = 1 GROUP BY behavior_segment_id",
    r"SELECT m.segment_name, m.category_level_1, COUNT(DISTINCT a.user_id) AS users FROM audience_segments_amer_inmarket a JOIN segment_metadata m ON m.segment_id = a.segment_id AND m.segment_marketplace_id = a.segment_marketplace_id
JOIN (SELECT DISTINCT user_id FROM dsp_clicks) AS c ON c.user_id = a.user_id GROUP BY m.segment_name, m.category_level_1",
    r"SELECT i.campaign, COUNT(DISTINCT i.user_id) u, SUM(t.n) AS n FROM dsp_impressions i, (SELECT user_id, COUNT(*) n FROM dsp_clicks GROUP BY user_id) t, (VALUES (1), (2)) AS v(x)
WHERE i.user_id = t.user_id AND v.x = 1 GROUP BY i.campaign",
    r"WITH plan (campaign, budget, since) AS (VALUES ('a', 100.5, DATE '2026-01-01'), ('b', NULL, CAST('2026-02-01' AS DATE)), /* c */ ('c', 7, NULL))
SELECT p.campaign, MAX(p.budget) AS budget, MIN(p.since) AS since, COALESCE(SUM(i.total_cost) / 100000.0, 0) AS cost, COALESCE(SUM(i.total_cost) / 100000.0, 0) / MAX(p.budget) AS pace
FROM plan p LEFT JOIN dsp_impressions i ON i.campaign = p.campaign AND i.impression_date_utc >= p.since GROUP BY p.campaign",
    r"SELECT campaign, SUM(CASE WHEN device_type = 'Phone' THEN impressions ELSE 0 END) AS phone, SUM(CASE device_type WHEN 'PC' THEN impressions WHEN 'Tablet' THEN impressions END) AS desk,
SUM(CASE WHEN EXTRACT(DOW FROM impression_date_utc) IN (1, 7) THEN 1 ELSE 0 END) AS weekend, COUNT(DISTINCT CASE WHEN impression_hour_utc BETWEEN 18 AND 23 THEN user_id END) AS evening
FROM dsp_impressions GROUP BY campaign",
    "SELECT creative_type, COUNT(*) FILTER (WHERE creative_duration > 10) AS long_ones, SUM(impressions) FILTER (WHERE is_amazon_owned) AS owned, AVG(total_cost) FILTER (WHERE total_cost > 0) AS c FROM dsp_impressions GROUP BY creative_type",
    r"SELECT campaign, ARRAY_TO_STRING(ARRAY_SORT(ARRAY_DISTINCT(COLLECT(site))), ' | ') AS sites, CARDINALITY(ARRAY_INTERSECT(COLLECT(DISTINCT site), ARRAY['a', 'b'])) AS known,
ARRAY_CONTAINS(COLLECT(site), 'imdb.com') AS imdb FROM dsp_impressions GROUP BY campaign",
    "SELECT g.genre, COUNT(DISTINCT e.user_id) AS viewers, SUM(e.pv_seconds_viewed) / 60 AS minutes FROM amazon_pvc_streaming_events_feed e LEFT JOIN UNNEST(e.pv_gti_genre) AS g(genre) ON g.genre <> 'Drama' GROUP BY g.genre",
    "SELECT d, COUNT(DISTINCT user_id) AS viewers FROM (SELECT user_id, EXPLODE(pv_gti_director) AS d FROM amazon_pvc_streaming_events_feed WHERE CARDINALITY(pv_gti_director) > 0) t GROUP BY d",
    "SELECT ARRAY_CONTAINS(user_behavior_segment_ids, 123) AS has_it, COUNT(DISTINCT user_id) AS users FROM dsp_impressions GROUP BY 1",
    r"SELECT campaign, site, imps FROM (SELECT campaign, site, SUM(impressions) AS imps, RANK() OVER (PARTITION BY campaign ORDER BY SUM(impressions) DESC) AS r, NTILE(4) OVER (ORDER BY SUM(impressions)) AS q
FROM dsp_impressions GROUP BY campaign, site) WHERE r <= 3 AND q > 1",
    "SELECT event_date_utc, SUM(SUM(clicks)) OVER w AS running, AVG(SUM(spend)) OVER (w ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS week, FIRST_VALUE(SUM(clicks)) OVER w AS f FROM sponsored_ads_traffic GROUP BY event_date_utc WINDOW w AS (ORDER BY event_date_utc)",
    r"WITH t AS (SELECT user_id, campaign, impression_dt_utc AS dt, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY impression_dt_utc) AS up, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY impression_dt_utc DESC NULLS LAST) AS down FROM dsp_impressions),
p AS (SELECT user_id, COUNT(*) AS orders FROM conversions WHERE event_subtype = 'order' GROUP BY user_id)
SELECT campaign, SUM(IF(up = 1, orders, 0)) AS first_touch, SUM(IF(down = 1, orders, 0)) AS last_touch, SUM(CASE WHEN up = 1 AND down = 1 THEN orders END) AS only_touch FROM t INNER JOIN p ON t.user_id = p.user_id GROUP BY 1",
    r"WITH t AS (SELECT user_id, campaign, COUNT(*) OVER (PARTITION BY user_id) AS touches FROM dsp_clicks), c AS (SELECT user_id, SUM(total_product_sales) AS sales FROM conversions GROUP BY user_id)
SELECT t.campaign, SUM(c.sales / t.touches) AS credited FROM t JOIN c ON c.user_id = t.user_id GROUP BY t.campaign",
    r"--first
SELECT/*a*/campaign/*b*/,--c
SUM(/* d */impressions/**/)AS/*e*/i
FROM--f
dsp_impressions/*g*/WHERE/*h*/campaign/*i*/IS/*j*/NOT/*k*/NULL--l
GROUP/*m*/BY/*n*/1--end",
    "SELECT campaign, SUM(clicks) AS c FROM sponsored_ads_traffic WHERE campaign = '{{campaign}}' OR campaign_id = {{ id }} OR ARRAY_CONTAINS(CUSTOM_PARAMETER('names'), campaign) OR event_date_utc >= CUSTOM_PARAMETER('since') OR spend > @least AND CONTAINED_IN(ad_product_type, CUSTOM_PARAMETER('kinds')) GROUP BY campaign",
    "SELECT COUNT(DISTINCT user_id) AS n FROM conversions_all WHERE event_dt_utc BETWEEN CAST('2026-01-01' AS TIMESTAMP) AND CAST(CUSTOM_PARAMETER('until') AS TIMESTAMP) + INTERVAL '1' MONTH",
    "SELECT CAST(campaign_id AS VARCHAR) AS id, CAST(SUM(impressions) AS DECIMAL(18, 2)) AS i, CAST(SUM(total_cost) AS DOUBLE) / CAST(100000 AS BIGINT) AS c, CAST(MAX(impression_dt_utc) AS DATE) AS last_day, CAST('1' AS SMALLINT) + 1 AS two FROM dsp_impressions GROUP BY campaign_id, 5",
    "SELECT DATE_TRUNC('week', event_dt_utc) AS week, DATE_TRUNC('month', CAST(event_date_utc AS TIMESTAMP)) AS m, COUNT(*) AS n FROM conversions GROUP BY DATE_TRUNC('week', event_dt_utc), 2",
    "SELECT tracked_asin, SUM(total_units_sold) units, SUM(total_product_sales) AS sales FROM conversions WHERE total_product_sales > 0 GROUP BY tracked_asin HAVING units > 1 AND sales / units BETWEEN 1 AND 1000",
    r"WITH b AS (SELECT user_id, COLLECT(DISTINCT asin) AS asins FROM amazon_retail_purchases GROUP BY user_id HAVING COUNT(DISTINCT asin) > 1)
SELECT x.asin AS a, y.asin AS other, COUNT(DISTINCT b.user_id) AS users FROM b CROSS JOIN UNNEST(b.asins) AS x(asin) CROSS JOIN UNNEST(b.asins) AS y(asin) WHERE x.asin < y.asin GROUP BY 1, 2",
    "SELECT store_name, page_title, COUNT(DISTINCT visit_id) AS visits, SUM(dwell_time) / COUNT(DISTINCT visit_id) AS dwell FROM amazon_brand_store_page_views GROUP BY store_name, page_title",
    "SELECT e.event_type, e.event_sub_type, COUNT(DISTINCT e.session_id) AS sessions, COUNT(DISTINCT p.user_id) AS viewers FROM amazon_brand_store_engagement_events e LEFT JOIN amazon_brand_store_page_views p ON e.session_id = p.session_id AND e.page_id = p.page_id WHERE e.event_type <> 'x' GROUP BY 1, 2",
    "SELECT pv_subscription_name, pv_billing_type, SUM(IF(pv_is_plan_start, 1, 0)) starts, AVG(pv_unit_price) AS price, MIN(pv_start_date) AS since, MAX(COALESCE(pv_end_date, CURRENT_DATE)) AS until FROM amazon_pvc_enrollments WHERE pv_enrollment_status SIMILAR TO '(?i)(active|trial)' OR TRUE GROUP BY 1, 2",
    "SELECT garage_make, garage_year, COUNT(DISTINCT g.user_id) AS owners, COUNT(DISTINCT v.user_id) AS bought FROM amazon_your_garage g LEFT JOIN experian_vehicle_purchases v ON v.user_id = g.user_id AND v.vehicle_make = UPPER(g.garage_make) AND v.vehicle_model_year >= g.garage_year GROUP BY 1, 2",
    "SELECT category, brand, SUM(purchase_dollar_amount) AS dollars, SUM(purchase_dollar_amount) / NULLIF(SUM(SUM(purchase_dollar_amount)) OVER (PARTITION BY category), 0) AS share, COUNT(DISTINCT ncs_household_id) AS hh FROM ncs_cpg_insights_stream WHERE week_end_dt > DATE '2025-01-04' - INTERVAL '52' WEEK GROUP BY category, brand",
    "SELECT broadcast_name, HOUR(event_dt_utc) AS h, SUM(views) AS v, SUM(clicks) / NULLIF(SUM(impressions), 0) AS ctr FROM amazon_live_traffic GROUP BY broadcast_name, HOUR(event_dt_utc)",
    "SELECT COUNT(*) AS n FROM foursquare_visits",
    "SELECT t.campaign, t.adserver_site, SUM(t.impressions) AS imps, SUM(t.clicks) AS clicks, COUNT(DISTINCT c.conversion_id) AS conv, SUM(c.revenue) AS revenue FROM adserver_traffic t LEFT OUTER JOIN adserver_conversions c ON c.user_id = t.user_id AND c.event_dt_utc BETWEEN t.event_dt_utc AND t.event_dt_utc + INTERVAL '14' DAY GROUP BY 1, 2",
    "SELECT behavior_segment_name, SUM(impressions) AS i FROM adserver_traffic_by_user_segments WHERE (advertiser_id, campaign_id) IN (SELECT advertiser_id, campaign_id FROM adserver_traffic WHERE clicks > 0) GROUP BY 1",
    "SELECT i.campaign, COUNT(DISTINCT i.user_id) AS u FROM dsp_impressions i WHERE (i.user_id, i.campaign_id) IN (SELECT c.user_id, c.campaign_id FROM dsp_clicks c WHERE c.click_dt_utc >= i.impression_dt_utc) GROUP BY i.campaign",
    "SELECT i.campaign, SUM(IF((i.user_id, i.campaign_id) IN (SELECT c.user_id, c.campaign_id FROM dsp_clicks c WHERE c.line_item_id = i.line_item_id), 1, 0)) AS clicked, COUNT(*) AS n FROM dsp_impressions i GROUP BY i.campaign",
    "SELECT view_definition, SUM(viewable_impressions) / NULLIF(SUM(measurable_impressions), 0) AS rate, COUNT(DISTINCT impression_id) AS n FROM dsp_views WHERE no_3p_trackers = FALSE GROUP BY view_definition",
    "SELECT campaign, SUM(video_start) AS s, SUM(video_complete) / NULLIF(SUM(video_start), 0) AS vcr FROM dsp_video_events_feed GROUP BY campaign",
    "SELECT customer_search_term, match_type, SUM(clicks) c, SUM(spend) / 1e8 AS cost, SUM(SUM(clicks)) OVER (PARTITION BY match_type) AS of_type, DENSE_RANK() OVER (PARTITION BY match_type ORDER BY SUM(clicks) DESC) AS r FROM sponsored_ads_traffic WHERE LOWER(customer_search_term) NOT LIKE '%free%' GROUP BY customer_search_term, match_type",
    "SELECT COALESCE(a.campaign, b.campaign) AS campaign, a.sales AS by_traffic, b.sales AS by_conversion, COALESCE(a.sales, 0) - COALESCE(b.sales, 0) AS diff FROM (SELECT campaign, SUM(combined_sales) AS sales FROM amazon_attributed_events_by_traffic_time GROUP BY 1) a FULL JOIN (SELECT campaign, SUM(combined_sales) AS sales FROM amazon_attributed_events_by_conversion_time GROUP BY 1) b ON a.campaign = b.campaign",
    "SELECT ad_product_type, SUM(spend) AS spend, SUM(spend) / (SELECT SUM(spend) FROM sponsored_ads_traffic) AS share, (SELECT MAX(event_date_utc) FROM sponsored_ads_traffic) AS last_day FROM sponsored_ads_traffic GROUP BY ad_product_type",
    r"WITH s AS (SELECT segment_name, user_id FROM audience_segments_eu_lifestyle UNION ALL SELECT segment_name, user_id FROM audience_segments_apac_lifestyle UNION ALL SELECT segment_name, user_id FROM audience_segments_amer_lifestyle_snapshot)
SELECT segment_name, COUNT(DISTINCT s.user_id) AS n, COUNT(DISTINCT CASE WHEN EXISTS (SELECT 1 FROM conversions c WHERE c.user_id = s.user_id AND c.total_product_sales > 10) THEN s.user_id END) AS buyers FROM s GROUP BY segment_name",
    "SELECT NVL2(garage_variant, 'known', 'unknown') AS v, TRUNC(AVG(garage_engine_output_hp), 1) AS hp, YEAR(MAX(garage_year)) AS newest FROM amazon_your_garage_all GROUP BY NVL2(garage_variant, 'known', 'unknown')",
    r#"SELECT REGEXP_SUBSTR(campaign, '[A-Z]{2}') AS market, REGEXP_SPLIT(campaign, '_')[1] AS first_part, MD5(MAX(campaign)) AS h, JSON_EXTRACT('{"a": {"b": 5}}', '$.a.b') AS five, COUNT(*) AS n FROM dsp_impressions GROUP BY 1, 2"#,
    r"WITH exposed AS (WITH inner_one AS (SELECT user_id FROM dsp_impressions GROUP BY user_id) SELECT user_id FROM inner_one),
everyone AS (SELECT user_id, MAX(IF(user_id IN (SELECT user_id FROM exposed), 'exposed', 'control')) AS grp, SUM(total_product_sales) AS sales FROM conversions_all GROUP BY user_id)
SELECT grp, COUNT(*) AS users, AVG(sales) AS mean, STDDEV_SAMP(sales) AS sd, VARIANCE(sales) AS v FROM everyone GROUP BY grp",
];
