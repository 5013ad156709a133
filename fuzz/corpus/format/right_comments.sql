/* '( */ SELECT -- "not a name
 COUNT(*) /* one
 two */ AS n FROM dsp_clicks
WHERE site = 'it''s -- text /* too */'