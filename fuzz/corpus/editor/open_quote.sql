SELECT "cam|
FROM dsp_clicks