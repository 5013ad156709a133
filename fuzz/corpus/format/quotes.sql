SELECT "a b"."c""d", `e f` AS `select`, 'it''s
 two lines' FROM "from"