WITH t(a, b) AS (VALUES (1, 2), (3)), t AS (SELECT 1 AS x), u(p) AS (SELECT 1 AS x, 2 AS y)
SELECT x.campaign, campaign, t.a, u.q
FROM dsp_impressions x, dsp_clicks x, t, u
GROUP BY 1, 2, 3, 4
