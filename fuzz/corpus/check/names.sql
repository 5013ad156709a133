select "Campaign", `site`, sum("clicks") "how many" from DSP_Clicks t group by 1, 2 -- done
