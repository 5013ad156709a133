SELECT campaign, FROM dsp_clicks GROUP campaign
