SELECT campaign, COUNT(*) AS n FROM dsp_impressions
WHERE campaign = CUSTOM_PARAMETER('campaign') AND ARRAY_CONTAINS(CUSTOM_PARAMETER('sites'), site)
AND campaign_id IN ({{ids}}) AND impression_date >= '{{from_day}}' AND line_item_id = @item GROUP BY 1
