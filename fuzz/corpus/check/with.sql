WITH a AS (SELECT user_id, MIN(click_dt_utc) AS first FROM dsp_clicks GROUP BY 1),
b(u, n) AS (SELECT user_id, COUNT(*) FROM dsp_views GROUP BY user_id)
SELECT b.n, COUNT(DISTINCT a.user_id) AS users FROM a LEFT JOIN b ON a.user_id = b.u GROUP BY 1
