WITH a AS (
  SELECT campain, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1
),
b AS (
  SELECT campaign, COUNT(DISTINCT user_id AS n FROM dsp_clicks GROUP BY 1
),
c AS (
  SELECT sitte FROM dsp_views GROUP BY 1
)
SELECT a.campain, c.sitte, wrong.n FROM a, b, c
