-- How many people each campaign reached, and how often it showed itself.
SELECT campaign, COUNT(DISTINCT user_id) AS reach, SUM(impressions) AS impressions, SUM(total_cost) AS cost
FROM dsp_impressions
WHERE user_id IS NOT NULL
GROUP BY campaign
