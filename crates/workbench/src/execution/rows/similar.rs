//! Runs that are alike to Amazon.

use sqlx::SqlitePool;

use crate::Result;

/// A run on an instance that reads some of the same tables over some of the same days.
#[derive(Clone, Debug)]
pub(crate) struct Alike {
    pub(crate) same_shape: bool,
    /// Whether Amazon refused it because of others.
    pub(crate) refused: bool,
    pub(crate) created_at: i64,
    /// Milliseconds that it took, if it ended well.
    pub(crate) millis: Option<i64>,
}

/// Such runs, oldest first. `tables` as JSON; days `YYYY-MM-DD`. Runs that were never sent, or cancelled, have told nobody anything.
pub(crate) async fn alike(
    reader: &SqlitePool,
    instance_row: &str,
    tables: &str,
    shape: &str,
    (start, end): (&str, &str),
) -> Result<Vec<Alike>> {
    let rows = sqlx::query!(
        r#"SELECT coalesce(e.shape = ?1, 0) AS "same_shape!: bool", e.state, e.created_at, e.sent_at, e.finished_at,
               json_extract(e.error, '$.code') AS "code: String"
           FROM execution e
           WHERE e.instance_row = ?2 AND e.window_start <= ?3 AND e.window_end >= ?4 AND e.attempt > 0
               AND e.state <> 'cancelled'
               AND EXISTS (SELECT 1 FROM json_each(e.sources) s JOIN json_each(?5) t ON t.value = s.value)
           ORDER BY e.created_at"#,
        shape,
        instance_row,
        end,
        start,
        tables
    );
    let rows = rows.fetch_all(reader).await?;
    Ok(rows
        .into_iter()
        .map(|row| Alike {
            same_shape: row.same_shape,
            refused: row.code.as_deref() == Some("amc.overlap"),
            created_at: row.created_at,
            millis: row.finished_at.filter(|_| row.state == "succeeded").map(|end| (end - row.sent_at).max(0)),
        })
        .collect())
}
