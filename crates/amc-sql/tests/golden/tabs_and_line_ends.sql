SELECT	campaign,		SUM(impresions)	AS n
FROM	dsp_impressions
	WHERE	site = '🛒 café' AND	sitte = 1GROUP BY 1
