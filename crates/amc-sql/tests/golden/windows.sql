SELECT a.campaign, RANK() AS r, SUM(SUM(a.impressions)) AS s, LOWER(a.campaign) OVER () AS l
FROM TABLE(EXTEND_TIME_WINDOW('dsp_impresions', '14D', 'P1D')) a
JOIN TABLE(EXTEND_TIME_WINDOW('dsp_clicks', 'P14D')) b USING (usr_id)
GROUP BY 1
