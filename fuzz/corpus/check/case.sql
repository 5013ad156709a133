SELECT CASE WHEN impressions > 1 THEN 'many' WHEN impressions = 1 THEN 'one' ELSE NULL END AS kind,
CASE environment_type WHEN 'Web' THEN 1 ELSE 2 END AS env, COUNT(*) AS n FROM dsp_impressions GROUP BY 1, 2
