//! Runs as figures need them.

use sqlx::SqlitePool;

use crate::Result;

/// A run.
#[derive(Clone, Debug, Default)]
pub(super) struct Run {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) workflow_id: Option<String>,
    pub(super) instance_id: String,
    pub(super) instance_name: String,
    pub(super) state: String,
    pub(super) created_at: i64,
    pub(super) sent_at: i64,
    pub(super) attempt: i64,
    /// When Amazon was first seen at work on it.
    pub(super) running_at: Option<i64>,
    pub(super) finished_at: Option<i64>,
    pub(super) code: Option<String>,
    pub(super) row_count: Option<i64>,
    pub(super) size_bytes: Option<i64>,
    /// The same for near-equal queries; none of a run from before that was kept.
    pub(super) shape: Option<String>,
    /// First covered day.
    pub(super) window_start: String,
    /// Last covered day.
    pub(super) window_end: String,
}

/// Runs that were begun from `from` until before `to`, in UTC milliseconds, oldest first.
pub(super) async fn runs(reader: &SqlitePool, from: i64, to: i64, instance_id: Option<&str>) -> Result<Vec<Run>> {
    let rows = sqlx::query_as!(
        Run,
        r#"SELECT e.id, e.name, e.workflow_id, e.instance_row AS instance_id, i.name AS instance_name, e.state, e.created_at,
               e.sent_at, e.attempt,
               (SELECT min(at) FROM execution_step s WHERE s.execution_id = e.id AND s.state = 'running') AS "running_at: i64",
               e.finished_at, json_extract(e.error, '$.code') AS "code: String", r.row_count AS "row_count?",
               r.size_bytes AS "size_bytes?", e.shape, e.window_start, e.window_end
           FROM execution e JOIN instance i ON i.id = e.instance_row LEFT JOIN result r ON r.execution_id = e.id
           WHERE e.created_at >= ?1 AND e.created_at < ?2 AND (?3 IS NULL OR e.instance_row = ?3)
           ORDER BY e.created_at, e.id"#,
        from,
        to,
        instance_id
    );
    Ok(rows.fetch_all(reader).await?)
}
