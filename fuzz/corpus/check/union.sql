SELECT 'dsp' AS source, campaign_id AS id, SUM(clicks) AS n FROM dsp_clicks GROUP BY 1, 2
UNION ALL SELECT 'ads', campaign_id_string, SUM(clicks) FROM sponsored_ads_traffic GROUP BY 1, 2
