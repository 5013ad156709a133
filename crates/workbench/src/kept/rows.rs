//! What is kept, as tables need it.

use sqlx::SqlitePool;

use crate::Result;
use crate::result::ResultColumn;
use crate::store::json;

/// A kept result.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) execution_id: String,
    pub(super) batch_id: String,
    pub(super) name: String,
    pub(super) workflow_id: Option<String>,
    /// The workflow's name today.
    pub(super) workflow_name: Option<String>,
    pub(super) instance_id: String,
    pub(super) instance_name: String,
    pub(super) window_start: String,
    pub(super) window_end: String,
    pub(super) created_at: i64,
    /// Relative to the data folder.
    pub(super) path: String,
    pub(super) row_count: i64,
    pub(super) columns: Vec<ResultColumn>,
}

/// All kept results of runs that ended well, newest first.
pub(super) async fn kept(reader: &SqlitePool) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"SELECT e.id, e.batch_id, e.name, e.workflow_id, w.name AS "workflow_name?", e.instance_row, i.name AS instance_name,
               e.window_start, e.window_end, e.created_at, r.path, r.row_count, r.columns
           FROM result r JOIN execution e ON e.id = r.execution_id JOIN instance i ON i.id = e.instance_row
               LEFT JOIN workflow w ON w.id = e.workflow_id AND w.deleted_at IS NULL
           WHERE e.state = 'succeeded' ORDER BY e.created_at DESC, e.id DESC"#
    );
    let rows = rows.fetch_all(reader).await?;
    rows.into_iter()
        .map(|row| {
            Ok(Kept {
                execution_id: row.id,
                batch_id: row.batch_id,
                name: row.name,
                workflow_id: row.workflow_id,
                workflow_name: row.workflow_name,
                instance_id: row.instance_row,
                instance_name: row.instance_name,
                window_start: row.window_start,
                window_end: row.window_end,
                created_at: row.created_at,
                path: row.path,
                row_count: row.row_count,
                columns: json::read(&row.columns, "a result")?,
            })
        })
        .collect()
}
