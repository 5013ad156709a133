SELECT campaign, COUNT(*) AS n
FROM dsp_clicks
WHERE campaign = 'it''s open
GROUP BY 1
