SELECT
  SUM(campaign) AS a,
  campaign + 1 AS b,
  LENGTH(ARRAY[1]) AS c,
  IF(impressions, 1, 2) AS d,
  CAST('yesterdy' AS DATE) AS e,
  DATE_TRUNC(impression_dt, 'day') AS f,
  COALESCE(impression_dt, 1) AS g
FROM dsp_impressions
GROUP BY 2, 3, 4, 5, 6, 7
