//! Files that are to be written, and schedules that run after others.

use sqlx::{SqliteConnection, SqlitePool};

use crate::schedule::model::ScheduleSpec;
use crate::store::{Store, json};
use crate::{Error, Result};

/// Slots that ended longer ago than this begin no other schedule, in milliseconds: a day.
const FOLLOWED_WITHIN: i64 = 24 * 3600 * 1000;

/// Lets the result of a run be written to the schedule's folder, in the transaction that settles the run.
pub(super) async fn wants_file(
    connection: &mut SqliteConnection,
    slot_id: &str,
    instance_row: &str,
    now: i64,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO slot_export (slot_id, instance_row, state, not_before) VALUES (?, ?, 'waiting', ?)
         ON CONFLICT (slot_id, instance_row) DO UPDATE SET state = 'waiting', tries = 0, not_before = excluded.not_before, error = NULL",
        slot_id,
        instance_row,
        now
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A file that is to be written now.
#[derive(Clone, Debug)]
pub(crate) struct ExportDue {
    pub(crate) slot_id: String,
    pub(crate) schedule_id: String,
    pub(crate) instance_row: String,
    pub(crate) instance_name: String,
    pub(crate) execution_id: Option<String>,
    /// First and last covered day.
    pub(crate) window: Option<(String, String)>,
    pub(crate) spec: ScheduleSpec,
    pub(crate) tries: i64,
}

/// All such files, at most 50 at once.
pub(crate) async fn exports_due(reader: &SqlitePool, now: i64) -> Result<Vec<ExportDue>> {
    let rows = sqlx::query!(
        "SELECT x.slot_id, s.schedule_id, x.instance_row, i.name, r.execution_id, s.window_start, s.window_end, c.spec, x.tries
         FROM slot_export x JOIN slot s ON s.id = x.slot_id JOIN schedule c ON c.id = s.schedule_id
             JOIN instance i ON i.id = x.instance_row
             JOIN slot_run r ON r.slot_id = x.slot_id AND r.instance_row = x.instance_row
         WHERE x.state = 'waiting' AND x.not_before <= ? ORDER BY x.not_before, x.slot_id, x.instance_row LIMIT 50",
        now
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(ExportDue {
                slot_id: row.slot_id,
                schedule_id: row.schedule_id,
                instance_row: row.instance_row,
                instance_name: row.name,
                execution_id: row.execution_id,
                window: row.window_start.zip(row.window_end),
                spec: json::read(&row.spec, super::SCHEDULE)?,
                tries: row.tries,
            })
        })
        .collect()
}

/// The result of a run that ended well.
#[derive(Clone, Debug)]
pub(crate) struct RunResult {
    pub(crate) execution_id: String,
    pub(crate) instance_name: String,
    /// First and last covered day.
    pub(crate) window: Option<(String, String)>,
    /// Whether it is still here.
    pub(crate) kept: bool,
}

/// The results of all runs of a schedule that ended well, oldest slot first.
pub(crate) async fn results(reader: &SqlitePool, schedule_id: &str) -> Result<Vec<RunResult>> {
    let rows = sqlx::query!(
        r#"SELECT e.id AS execution_id, i.name AS instance_name, s.window_start, s.window_end,
                  q.execution_id IS NOT NULL AS "kept!: bool"
           FROM slot s JOIN slot_run r ON r.slot_id = s.id JOIN execution e ON e.id = r.execution_id
               JOIN instance i ON i.id = r.instance_row LEFT JOIN result q ON q.execution_id = e.id
           WHERE s.schedule_id = ? AND e.state = 'succeeded' ORDER BY s.nominal, s.id, i.name, i.id"#,
        schedule_id
    )
    .fetch_all(reader)
    .await?;
    let result = rows.into_iter().map(|row| RunResult {
        execution_id: row.execution_id,
        instance_name: row.instance_name,
        window: row.window_start.zip(row.window_end),
        kept: row.kept,
    });
    Ok(result.collect())
}

/// What became of a file.
#[derive(Clone, Debug)]
pub(crate) enum ExportFate {
    /// It lies there.
    Done(String),
    /// It is tried again, not before this.
    Again(i64, Error),
    /// It could not be written.
    Failed(Error),
}

/// Writes down what became of a file.
pub(crate) async fn settle_export(
    store: &Store,
    slot_id: String,
    instance_row: String,
    fate: ExportFate,
) -> Result<()> {
    store
        .write("settle a file of a slot", move |connection| {
            Box::pin(async move {
                let (state, path, not_before, error) = match fate {
                    ExportFate::Done(path) => ("done", Some(path), None, None),
                    ExportFate::Again(not_before, error) => ("waiting", None, Some(not_before), Some(error)),
                    ExportFate::Failed(error) => ("failed", None, None, Some(error)),
                };
                let error = error.map(|error| json::write(&error, super::SLOT)).transpose()?;
                sqlx::query!(
                    "UPDATE slot_export SET state = ?, path = ?, tries = tries + 1, not_before = coalesce(?, not_before), error = ?
                     WHERE slot_id = ? AND instance_row = ? AND state = 'waiting'",
                    state,
                    path,
                    not_before,
                    error,
                    slot_id,
                    instance_row
                )
                .execute(connection)
                .await?;
                Ok(())
            })
        })
        .await
}

/// A slot after which another schedule is to run.
#[derive(Clone, Debug)]
pub(crate) struct Followed {
    pub(crate) slot_id: String,
    /// The name of the slot's schedule.
    pub(crate) name: String,
    /// The schedule that is to run.
    pub(crate) then_run: String,
}

/// Slots that ended well within a day, after the last change of their schedule, and after which nothing has begun yet.
pub(crate) async fn followed(reader: &SqlitePool, now: i64) -> Result<Vec<Followed>> {
    let since = now - FOLLOWED_WITHIN;
    let rows = sqlx::query_as!(
        Followed,
        r#"SELECT s.id AS slot_id, c.name, t.id AS then_run
           FROM slot s JOIN schedule c ON c.id = s.schedule_id
               JOIN schedule t ON t.id = json_extract(c.spec, '$.then_run') AND t.deleted_at IS NULL
           WHERE s.finished_at >= ?1 AND s.finished_at >= c.changed_at AND s.state = 'succeeded' AND s.backfill = 0
               AND c.deleted_at IS NULL
               AND NOT EXISTS (SELECT 1 FROM slot f WHERE f.schedule_id = t.id AND f.follows = s.id)
           ORDER BY s.finished_at, s.id"#,
        since
    );
    Ok(rows.fetch_all(reader).await?)
}

/// A slot after which a dashboard is to be refreshed.
#[derive(Clone, Debug)]
pub(crate) struct RefreshDue {
    pub(crate) slot_id: String,
    pub(crate) schedule_id: String,
    pub(crate) dashboard_id: String,
}

/// Slots that ended well within a day, after the last change of their schedule, and after which no dashboard was refreshed yet.
pub(crate) async fn refreshes_due(reader: &SqlitePool, now: i64) -> Result<Vec<RefreshDue>> {
    let since = now - FOLLOWED_WITHIN;
    let rows = sqlx::query_as!(
        RefreshDue,
        r#"SELECT s.id AS slot_id, s.schedule_id, json_extract(c.spec, '$.refresh_dashboard') AS "dashboard_id!: String"
           FROM slot s JOIN schedule c ON c.id = s.schedule_id
           WHERE s.finished_at >= ?1 AND s.finished_at >= c.changed_at AND s.state = 'succeeded' AND c.deleted_at IS NULL
               AND json_extract(c.spec, '$.refresh_dashboard') IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM slot_refresh f WHERE f.slot_id = s.id)
           ORDER BY s.finished_at, s.id"#,
        since
    );
    Ok(rows.fetch_all(reader).await?)
}

/// Writes down that a dashboard was refreshed after these slots, or why it was not.
pub(crate) async fn settle_refresh(
    store: &Store,
    slot_ids: Vec<String>,
    dashboard_id: String,
    problem: Option<Error>,
    now: i64,
) -> Result<()> {
    store
        .write("settle the refresh after a slot", move |connection| {
            Box::pin(async move {
                let error = problem.map(|error| json::write(&error, super::SLOT)).transpose()?;
                for slot_id in slot_ids {
                    sqlx::query!(
                        "INSERT INTO slot_refresh (slot_id, dashboard_id, at, error) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                        slot_id,
                        dashboard_id,
                        now,
                        error
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                Ok(())
            })
        })
        .await
}

/// When the next file is due after `now`.
pub(super) async fn next_export(reader: &SqlitePool, now: i64) -> Result<Option<i64>> {
    let row = sqlx::query!(
        r#"SELECT min(not_before) AS "at: i64" FROM slot_export WHERE state = 'waiting' AND not_before > ?"#,
        now
    );
    Ok(row.fetch_one(reader).await?.at)
}
