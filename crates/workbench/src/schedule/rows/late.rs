//! Slots that were found late: while nothing was open, or the computer slept.

use sqlx::SqlitePool;

use crate::Result;
use crate::schedule::model::SlotState;

/// Slots that were found late together, by what became of them.
#[derive(Clone, Debug)]
pub(crate) struct Late {
    /// UTC milliseconds.
    pub(crate) found_at: i64,
    pub(crate) schedules: i64,
    /// One of the schedules.
    pub(crate) name: String,
    pub(crate) schedule_id: String,
    pub(crate) run: i64,
    pub(crate) merged: i64,
    pub(crate) left_out: i64,
    pub(crate) expired: i64,
}

/// Slots that were found late since an instant, by when. Those of a pause are none: a person knows of it.
pub(crate) async fn late_since(reader: &SqlitePool, since: i64) -> Result<Vec<Late>> {
    let rows = sqlx::query_as!(
        Late,
        r#"SELECT s.claimed_at AS "found_at!: i64", count(DISTINCT s.schedule_id) AS "schedules!: i64", min(c.name) AS "name!: String",
                  min(s.schedule_id) AS "schedule_id!: String",
                  count(*) FILTER (WHERE s.state NOT IN ('merged', 'expired', 'skipped')) AS "run!: i64",
                  count(*) FILTER (WHERE s.state = 'merged') AS "merged!: i64",
                  count(*) FILTER (WHERE s.state = 'skipped') AS "left_out!: i64",
                  count(*) FILTER (WHERE s.state = 'expired') AS "expired!: i64"
           FROM slot s JOIN schedule c ON c.id = s.schedule_id
           WHERE s.late = 1 AND s.claimed_at >= ? AND s.backfill = 0
               AND NOT EXISTS (SELECT 1 FROM schedule_change h
                               WHERE h.schedule_id = s.schedule_id AND h.at = s.claimed_at AND h.field = 'state')
           GROUP BY s.claimed_at ORDER BY s.claimed_at"#,
        since
    );
    Ok(rows.fetch_all(reader).await?)
}

/// A slot that was found late.
#[derive(Clone, Debug)]
pub(crate) struct AwayRow {
    pub(crate) id: String,
    pub(crate) schedule_id: String,
    pub(crate) name: String,
    pub(crate) nominal: i64,
    pub(crate) found_at: i64,
    pub(crate) state: SlotState,
    pub(crate) started_at: Option<i64>,
    pub(crate) window: Option<(String, String)>,
    pub(crate) execution_id: Option<String>,
}

/// Slots that were found late after an instant, newest first, at most 10,000.
pub(crate) async fn away(reader: &SqlitePool, since: i64) -> Result<Vec<AwayRow>> {
    let rows = sqlx::query!(
        r#"SELECT s.id, s.schedule_id, c.name, s.nominal, s.claimed_at, s.state, s.started_at, s.window_start, s.window_end,
                  (SELECT r.execution_id FROM slot_run r WHERE r.slot_id = s.id AND r.execution_id IS NOT NULL LIMIT 1) AS execution_id
           FROM slot s JOIN schedule c ON c.id = s.schedule_id
           WHERE s.late = 1 AND s.claimed_at > ? AND s.backfill = 0 AND c.deleted_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM schedule_change h
                               WHERE h.schedule_id = s.schedule_id AND h.at = s.claimed_at AND h.field = 'state')
           ORDER BY s.claimed_at DESC, s.nominal DESC, s.id LIMIT 10000"#,
        since
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(AwayRow {
                id: row.id,
                schedule_id: row.schedule_id,
                name: row.name,
                nominal: row.nominal,
                found_at: row.claimed_at,
                state: super::history::state(&row.state)?,
                started_at: row.started_at,
                window: row.window_start.zip(row.window_end),
                execution_id: row.execution_id,
            })
        })
        .collect()
}
