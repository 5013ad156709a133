-- first
SELECT a, -- behind a
  /* before b */ b /* after b */,

-- own line
c FROM t -- last