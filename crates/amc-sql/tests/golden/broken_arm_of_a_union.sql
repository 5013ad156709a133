SELECT campaign, SUM(impressions) AS n FROM dsp_impressions GROUP BY 1
UNION ALL
SELECT campaign, SUM(clicks AS n FROM dsp_clicks GROUP BY 1
UNION ALL
SELECT campagne, SUM(spend) AS n FROM sponsored_ads_traffic GROUP BY 1
