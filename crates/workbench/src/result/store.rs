//! Results in the database.

use sqlx::{SqliteConnection, SqlitePool};

use super::model::ResultSummary;
use crate::{Error, Result};

/// The path, relative to the data folder, and the summary of an execution's result.
pub(crate) async fn of_execution(reader: &SqlitePool, execution_id: &str) -> Result<Option<(String, ResultSummary)>> {
    let row = sqlx::query!(
        "SELECT path, row_count, columns, size_bytes, sha256, stored_at FROM result WHERE execution_id = ?",
        execution_id
    )
    .fetch_optional(reader)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let summary = ResultSummary {
        row_count: row.row_count,
        columns: serde_json::from_str(&row.columns)
            .map_err(|_| Error::internal("a result's columns cannot be read"))?,
        size_bytes: row.size_bytes,
        sha256: row.sha256,
        stored_at: row.stored_at,
    };
    Ok(Some((row.path, summary)))
}

/// Adds or replaces the result of an execution, inside the transaction that ends it.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    execution_id: &str,
    path: &str,
    summary: &ResultSummary,
) -> Result<()> {
    let columns =
        serde_json::to_string(&summary.columns).map_err(|_| Error::internal("a result's columns cannot be written"))?;
    sqlx::query!(
        "INSERT INTO result (execution_id, path, row_count, columns, size_bytes, sha256, stored_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (execution_id) DO UPDATE SET path = excluded.path, row_count = excluded.row_count,
             columns = excluded.columns, size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
             stored_at = excluded.stored_at",
        execution_id,
        path,
        summary.row_count,
        columns,
        summary.size_bytes,
        summary.sha256,
        summary.stored_at
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// All paths that rows refer to.
pub(crate) async fn paths(reader: &SqlitePool) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!("SELECT path FROM result").fetch_all(reader).await?)
}
