SELECT 'open
FROM t WHERE (a = 1