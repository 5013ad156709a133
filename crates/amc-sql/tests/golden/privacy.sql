SELECT user_id, postal_code, COUNT(*) AS n
FROM dsp_impressions
WHERE city_name = 'Lyon' AND CONCAT(postal_code, '-') = {{code}} AND user_id IS NOT NULL
GROUP BY 1, 2
