-- Ten thousand workflows of three runs each, and a schedule for every tenth.
INSERT INTO profile VALUES ('p', 'amazon', 'Outdoor', 'EU', 'client', 'signed_out', NULL, 'memory', NULL, NULL, NULL, 1, NULL);
INSERT INTO account VALUES ('a', 'p', 'ENTITY1', 'A1PA6795UKMFR9', 'Outdoor', 3, NULL);
INSERT INTO instance (id, account_row, instance_id, name, instance_type, creation_status, has_dsp, has_sponsored_ads,
    refreshed_at, vanished_at)
    VALUES ('i', 'a', 'amcoutdoor', 'outdoor', 'STANDARD', 'COMPLETED', 1, 1, 4, NULL);

WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9999),
    queries AS (
        SELECT n, 'SELECT
  campaign,
  COUNT(DISTINCT user_id) AS reach,
  SUM(impressions) AS impressions,
  SUM(total_cost) / 100000.0 AS cost
FROM ' || CASE n % 3 WHEN 0 THEN 'dsp_impressions' WHEN 1 THEN 'sponsored_ads_traffic' ELSE 'dsp_clicks' END || '
WHERE advertiser = ''Advertiser ' || (n % 211) || '''
GROUP BY campaign' AS sql FROM numbers
    )
INSERT INTO workflow (id, name, description, sql, sql_key, parameter_values, instance_ids, tags, window, status, version, created_at, changed_at)
SELECT printf('wf_%08d', n), 'Reach of brand ' || (n % 97) || ', market ' || n, 'What the weekly report of brand ' || (n % 97) || ' begins with.', sql,
    lower(sql), '{}', '["i"]', json_array('tier ' || (n % 3), 'brand ' || (n % 97)), '{"kind":"last_full_month"}',
    CASE n % 10 WHEN 0 THEN 'archived' WHEN 1 THEN 'draft' ELSE 'active' END, 1, 1770000000000 + n, 1770000000000 + n * 60000
FROM queries;

WITH runs (run) AS (VALUES (0), (1), (2))
INSERT INTO execution (id, batch_id, name, instance_row, state, boot_id, attempt, sql, window_start, window_end, time_zone, window_words,
    parameter_values, declarations, output, params_hash, created_at, sent_at, finished_at, workflow_id)
SELECT printf('%08d-%s', run, id), id, name, 'i', CASE WHEN unicode(substr(id, 11)) % 4 = 0 THEN 'failed' ELSE 'succeeded' END, 'bench', 1, sql,
    '2026-02-01T00:00:00', '2026-03-01T00:00:00', 'UTC', 'last full month', '{}', '{}', '[]', id, created_at + run, created_at + run,
    created_at + run, id
FROM workflow, runs;

INSERT INTO schedule (id, name, spec, state, scanned_to, next_nominal, next_due, created_at, changed_at)
SELECT 'schedule of ' || id, name, json_object('workflow_id', id), 'paused', 1, 1, 1, 1, 1
FROM workflow WHERE id LIKE '%0';
