SELECT 'open
, b two FROM t