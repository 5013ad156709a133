SELECT "😀" AS smile, '😀😀' AS two, campain FROM dsp_impressions -- 😀
GROUP BY 1, 2, 3
