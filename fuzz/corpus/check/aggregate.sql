SELECT campaign, SUM(impressions) AS seen, COUNT(DISTINCT user_id) AS reach
FROM dsp_impressions
WHERE site <> 'x' AND impressions > 0
GROUP BY campaign
HAVING seen > 10;
