//! Kept results, as the rule of keeping and the cache of answers see them.

use sqlx::SqlitePool;

use super::Row;
use crate::Result;
use crate::execution::keeping::KeptRun;
use crate::store::{Store, json};

/// A kept result that may go.
#[derive(Clone, Debug)]
pub(in crate::execution) struct Old {
    pub(in crate::execution) execution_id: String,
    pub(in crate::execution) size_bytes: i64,
    /// When its run was begun, in UTC milliseconds.
    pub(in crate::execution) created_at: i64,
}

/// Kept results of runs that were begun before an instant (UTC milliseconds), but for the newest of each query and instance.
pub(in crate::execution) async fn old(reader: &SqlitePool, before: i64) -> Result<Vec<Old>> {
    let rows = sqlx::query_as!(
        Old,
        r#"SELECT execution_id AS "execution_id!", size_bytes AS "size_bytes!", created_at AS "created_at!" FROM (
               SELECT r.execution_id, r.size_bytes, e.created_at, row_number() OVER (
                   PARTITION BY e.instance_row, coalesce(e.workflow_id, e.name) ORDER BY e.created_at DESC, e.id DESC) AS place
               FROM result r JOIN execution e ON e.id = r.execution_id)
           WHERE place > 1 AND created_at < ?1"#,
        before
    );
    Ok(rows.fetch_all(reader).await?)
}

/// The kept result of a run.
pub(in crate::execution) async fn kept_result(reader: &SqlitePool, execution_id: &str) -> Result<Option<Old>> {
    let row = sqlx::query_as!(
        Old,
        "SELECT r.execution_id, r.size_bytes, e.created_at FROM result r JOIN execution e ON e.id = r.execution_id
         WHERE r.execution_id = ?",
        execution_id
    );
    Ok(row.fetch_optional(reader).await?)
}

/// Forgets kept results; their files, relative to the data folder.
pub(in crate::execution) async fn forget_results(store: &Store, execution_ids: Vec<String>) -> Result<Vec<String>> {
    let ids = json::write(&execution_ids, "a list of runs")?;
    store
        .write("take results away", move |connection| {
            Box::pin(async move {
                let paths = sqlx::query_scalar!(
                    "DELETE FROM result WHERE execution_id IN (SELECT value FROM json_each(?)) RETURNING path",
                    ids
                );
                Ok(paths.fetch_all(connection).await?)
            })
        })
        .await
}

/// The newest kept result of a run begun since an instant that asked the very same of the same instance.
pub(in crate::execution) async fn answer(reader: &SqlitePool, row: &Row, since: i64) -> Result<Option<KeptRun>> {
    let found = sqlx::query_as!(
        KeptRun,
        "SELECT e.id AS execution_id, e.instance_row AS instance_id, e.created_at, r.row_count
         FROM execution e JOIN result r ON r.execution_id = e.id
         WHERE e.instance_row = ? AND e.created_at >= ? AND e.params_hash = ? AND e.sql = ? AND e.state = 'succeeded'
             AND e.data_gaps IS NULL
         ORDER BY e.created_at DESC LIMIT 1",
        row.instance_row,
        since,
        row.params_hash,
        row.sql
    );
    Ok(found.fetch_optional(reader).await?)
}
