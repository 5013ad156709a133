SELECT campaign, COUNT(*) AS n
FROM dsp_impressions
WHERE campaign = CUSTOM_PARAMETER('campaign')
  AND ARRAY_CONTAINS(CUSTOM_PARAMETER('sites'), site)
  AND impression_date >= '{{from_day}}'
  AND campaign_id = @id
  AND CUSTOM_PARAMETER(campaign) = 1
  AND impression_dt > BUILT_IN_PARAMETER('TIME_WINDOW_BEGIN')
GROUP BY 1
