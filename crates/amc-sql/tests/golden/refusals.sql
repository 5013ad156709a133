SELECT i.*, RANK() OVER (ORDER BY SUM(impressions)) AS r, campaign || '-' AS dashed
FROM dsp_impressions i
RIGHT JOIN dsp_clicks c ON i.user_id = c.user_id
WHERE SUM(impressions) > 1 AND i.impression_dt > GETDATE()
GROUP BY 9
HAVING r < 3
ORDER BY 2
LIMIT 5
