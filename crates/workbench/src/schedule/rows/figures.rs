//! What the slots of some days came to.

use sqlx::SqlitePool;

use crate::Result;
use crate::schedule::model::SlotState;

/// A slot by how it went. Instants are UTC milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct CameTo {
    /// Whether the schedule's rule asked for it.
    pub(crate) planned: bool,
    pub(crate) state: SlotState,
    pub(crate) due: i64,
    pub(crate) started_at: Option<i64>,
    pub(crate) finished_at: Option<i64>,
}

/// The slots of a schedule that are meant for a day from `first` to `last`, both included, of its own calendar.
pub(crate) async fn came_to(reader: &SqlitePool, schedule_id: &str, first: &str, last: &str) -> Result<Vec<CameTo>> {
    let rows = sqlx::query!(
        r#"SELECT origin = 'planned' AND backfill = 0 AS "planned!: bool", state, due, started_at, finished_at
           FROM slot WHERE schedule_id = ? AND substr(meant, 1, 10) BETWEEN ? AND ?"#,
        schedule_id,
        first,
        last
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(CameTo {
                planned: row.planned,
                state: super::history::state(&row.state)?,
                due: row.due,
                started_at: row.started_at,
                finished_at: row.finished_at,
            })
        })
        .collect()
}

/// What the executions of slots used and brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcomes {
    pub(crate) executions: i64,
    /// Milliseconds for which they ran; what still runs counts up to now.
    pub(crate) millis: i64,
    pub(crate) bytes: i64,
    /// Results, and the rows of all of them.
    pub(crate) results: i64,
    pub(crate) rows: i64,
}

/// What the executions of the same slots used and brought by `now`, tries included.
pub(crate) async fn outcomes(
    reader: &SqlitePool,
    schedule_id: &str,
    first: &str,
    last: &str,
    now: i64,
) -> Result<Outcomes> {
    let outcomes = sqlx::query_as!(
        Outcomes,
        r#"SELECT count(*) AS "executions!: i64",
                  coalesce(sum(CASE WHEN e.attempt > 0 THEN max(coalesce(e.finished_at, ?1) - e.sent_at, 0) ELSE 0 END), 0) AS "millis!: i64",
                  coalesce(sum(r.size_bytes), 0) AS "bytes!: i64", count(r.row_count) AS "results!: i64",
                  coalesce(sum(r.row_count), 0) AS "rows!: i64"
           FROM slot s JOIN execution e ON e.slot_id = s.id LEFT JOIN result r ON r.execution_id = e.id
           WHERE s.schedule_id = ?2 AND substr(s.meant, 1, 10) BETWEEN ?3 AND ?4"#,
        now,
        schedule_id,
        first,
        last
    );
    Ok(outcomes.fetch_one(reader).await?)
}
