SELECT campaign, SUM(clicks) AS n, RANK() OVER (PARTITION BY site ORDER BY SUM(clicks) DESC) AS place,
 LAG(SUM(clicks), 1, 0) OVER w AS before FROM dsp_clicks GROUP BY campaign, site WINDOW w AS (ORDER BY campaign ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)
