//! The runs of a slot: begun once each, settled by what became of their executions.

use sqlx::{SqliteConnection, SqlitePool};

use super::SLOT;
use crate::execution::ExecutionState;
use crate::schedule::model::SlotOrigin;
use crate::store::{Store, json};
use crate::{Error, Result};

/// Marks a waiting run as begun, in the transaction that writes its execution down.
///
/// # Errors
/// `schedule.taken` when it does not wait any more, or not with this number of attempts: somebody else began it.
pub(crate) async fn begin(
    connection: &mut SqliteConnection,
    slot_id: &str,
    instance_row: &str,
    attempts: i64,
    execution_id: &str,
    now: i64,
) -> Result<()> {
    let begun = sqlx::query!(
        "UPDATE slot_run SET state = 'running', attempt = attempt + 1, execution_id = ?, reason = NULL
         WHERE slot_id = ? AND instance_row = ? AND state = 'waiting' AND attempt = ?",
        execution_id,
        slot_id,
        instance_row,
        attempts
    )
    .execute(&mut *connection)
    .await?;
    if begun.rows_affected() == 0 {
        return Err(Error::new("schedule.taken", "This run was begun already."));
    }
    let attempt = attempts + 1;
    sqlx::query!("UPDATE execution SET slot_id = ?, slot_attempt = ? WHERE id = ?", slot_id, attempt, execution_id)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("UPDATE slot SET started_at = coalesce(started_at, ?), state = 'running' WHERE id = ?", now, slot_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// A run whose execution has ended and is not settled yet.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) slot_id: String,
    pub(crate) schedule_id: String,
    pub(crate) instance_row: String,
    pub(crate) profile_id: String,
    pub(crate) attempt: i64,
    /// Of the attempts, those that came to nothing because the network was away.
    pub(crate) offline: i64,
    pub(crate) origin: SlotOrigin,
    pub(crate) nominal: i64,
    pub(crate) state: ExecutionState,
    pub(crate) error: Option<Error>,
    /// Whether Amazon lacked data.
    pub(crate) partial: bool,
}

/// All such runs. One that waits for a person to say which run at Amazon is it has not ended.
pub(crate) async fn ended(reader: &SqlitePool) -> Result<Vec<Ended>> {
    let rows = sqlx::query!(
        r#"SELECT r.slot_id, s.schedule_id, r.instance_row, a.profile_id, r.attempt, r.offline,
                  CASE WHEN s.backfill = 1 THEN 'backfill' WHEN s.follows IS NOT NULL THEN 'after' ELSE s.origin END AS "origin!: SlotOrigin", s.nominal, e.state, e.error,
                  e.data_gaps IS NOT NULL AS "partial!: bool"
           FROM slot_run r JOIN slot s ON s.id = r.slot_id JOIN execution e ON e.id = r.execution_id
               JOIN instance i ON i.id = r.instance_row JOIN account a ON a.id = i.account_row
           WHERE r.state = 'running' AND e.fetching = 0 AND e.state IN ('succeeded', 'failed', 'rejected', 'cancelled')
           ORDER BY s.nominal, r.slot_id, r.instance_row"#
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Ended {
                slot_id: row.slot_id,
                schedule_id: row.schedule_id,
                instance_row: row.instance_row,
                profile_id: row.profile_id,
                attempt: row.attempt,
                offline: row.offline,
                origin: row.origin,
                nominal: row.nominal,
                state: ExecutionState::parse(&row.state).unwrap_or(ExecutionState::Failed),
                error: row.error.map(|text| json::read(&text, SLOT)).transpose()?,
                partial: row.partial,
            })
        })
        .collect()
}

/// What becomes of a run.
#[derive(Clone, Debug)]
pub(crate) enum Outcome {
    /// It ended well; the error says why its result is not here.
    Succeeded(Option<Error>),
    /// A person cancelled it.
    Cancelled,
    /// It failed for good.
    Failed(Error),
    /// It is left out.
    Skipped(Error),
    /// It is tried once more, not before this.
    Again {
        /// UTC milliseconds.
        start_at: i64,
        /// Why the last try came to nothing.
        error: Error,
        /// Whether that was because the network was away, which is no retry.
        offline: bool,
    },
}

/// A run and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Settled {
    pub(crate) slot_id: String,
    pub(crate) schedule_id: String,
    pub(crate) instance_row: String,
    /// The state and the attempts as they were read.
    pub(crate) from: &'static str,
    pub(crate) attempt: i64,
    pub(crate) outcome: Outcome,
    /// Failed slots in a row after which the instance is set aside; `None` where this one does not count.
    pub(crate) pause_after: Option<u32>,
    /// When it is to be repeated, unless it was once: UTC milliseconds.
    pub(crate) repeat_at: Option<i64>,
    /// Whether its result is written to the schedule's folder.
    pub(crate) export: bool,
}

/// What a settled run brought with it.
#[derive(Clone, Debug, Default)]
pub(crate) struct After {
    /// Of the schedule's instances, those that are set aside, if that has just grown to half of them.
    pub(crate) half_failing: Option<(i64, i64)>,
}

/// Writes down what became of a run; `None` when it is not as it was read any more.
pub(crate) async fn settle(store: &Store, settled: Settled, now: i64) -> Result<Option<After>> {
    store
        .write("settle a slot", move |connection| {
            Box::pin(async move {
                let (state, reason, start_at) = match &settled.outcome {
                    Outcome::Succeeded(reason) => ("succeeded", reason.as_ref(), None),
                    Outcome::Cancelled => ("cancelled", None, None),
                    Outcome::Failed(reason) => ("failed", Some(reason), None),
                    Outcome::Skipped(reason) => ("skipped", Some(reason), None),
                    Outcome::Again { start_at, error, .. } => ("waiting", Some(error), Some(*start_at)),
                };
                let reason = reason.map(|reason| json::write(reason, SLOT)).transpose()?;
                let ended = start_at.is_none().then_some(now);
                let offline = i64::from(matches!(settled.outcome, Outcome::Again { offline: true, .. }));
                let moved = sqlx::query!(
                    "UPDATE slot_run SET state = ?1, reason = ?2, finished_at = ?3, start_at = coalesce(?4, start_at),
                         offline = offline + ?5, repeat_at = CASE WHEN repeated = 0 THEN ?6 END,
                         repeated = max(repeated, ?6 IS NOT NULL)
                     WHERE slot_id = ?7 AND instance_row = ?8 AND state = ?9 AND attempt = ?10",
                    state,
                    reason,
                    ended,
                    start_at,
                    offline,
                    settled.repeat_at,
                    settled.slot_id,
                    settled.instance_row,
                    settled.from,
                    settled.attempt
                )
                .execute(&mut *connection)
                .await?;
                if moved.rows_affected() == 0 {
                    return Ok(None);
                }
                renew_slot(connection, &settled.slot_id, now).await?;
                if settled.export {
                    super::follow::wants_file(connection, &settled.slot_id, &settled.instance_row, now).await?;
                }
                count(connection, &settled, now).await.map(Some)
            })
        })
        .await
}

/// Counts failures in a row on the instance, and sets it aside after so many.
async fn count(connection: &mut SqliteConnection, settled: &Settled, now: i64) -> Result<After> {
    let (id, instance) = (&settled.schedule_id, &settled.instance_row);
    match &settled.outcome {
        Outcome::Succeeded(_) => {
            sqlx::query!(
                "UPDATE schedule_instance SET failures = 0 WHERE schedule_id = ? AND instance_row = ?",
                id,
                instance
            )
            .execute(connection)
            .await?;
            Ok(After::default())
        }
        Outcome::Failed(_) if settled.pause_after.is_some() => {
            let most = i64::from(settled.pause_after.unwrap_or(0));
            sqlx::query!(
                "UPDATE schedule_instance SET failures = failures + 1 WHERE schedule_id = ? AND instance_row = ?",
                id,
                instance
            )
            .execute(&mut *connection)
            .await?;
            let aside = sqlx::query!(
                "UPDATE schedule_instance SET set_aside_at = ?
                 WHERE schedule_id = ? AND instance_row = ? AND set_aside_at IS NULL AND ? > 0 AND failures >= ?",
                now,
                id,
                instance,
                most,
                most
            )
            .execute(&mut *connection)
            .await?;
            if aside.rows_affected() == 0 {
                return Ok(After::default());
            }
            let counts = sqlx::query!(
                r#"SELECT count(*) AS "all_of_them!: i64", count(set_aside_at) AS "aside!: i64"
                   FROM schedule_instance WHERE schedule_id = ?"#,
                id
            )
            .fetch_one(connection)
            .await?;
            let half = counts.aside * 2 >= counts.all_of_them;
            Ok(After { half_failing: half.then_some((counts.aside, counts.all_of_them)) })
        }
        _ => Ok(After::default()),
    }
}

/// Derives the state of a slot from those of its runs.
pub(super) async fn renew_slot(connection: &mut SqliteConnection, slot_id: &str, now: i64) -> Result<()> {
    let runs =
        sqlx::query!("SELECT state, attempt, reason FROM slot_run WHERE slot_id = ? ORDER BY instance_row", slot_id)
            .fetch_all(&mut *connection)
            .await?;
    let any = |state: &str| runs.iter().any(|run| run.state == state);
    let open = any("waiting") || any("running");
    let begun = any("running") || runs.iter().any(|run| run.attempt > 0);
    let state = match (open, begun) {
        (true, true) => "running",
        (true, false) => "waiting",
        (false, _) => {
            let order = ["failed", "succeeded", "cancelled"];
            order.into_iter().find(|state| any(state)).unwrap_or("skipped")
        }
    };
    let reason = runs.iter().find(|run| run.state == state && run.reason.is_some()).and_then(|run| run.reason.clone());
    let ended = (!open).then_some(now);
    sqlx::query!("UPDATE slot SET state = ?, reason = ?, finished_at = ? WHERE id = ?", state, reason, ended, slot_id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Leaves out what waits of these slots. A run that was tried before ends as it did then.
pub(super) async fn leave_slots_out(
    connection: &mut SqliteConnection,
    slots: &[String],
    why: &Error,
    now: i64,
) -> Result<()> {
    let why = json::write(why, SLOT)?;
    for slot in slots {
        sqlx::query!(
            "UPDATE slot_run SET finished_at = ?2, reason = CASE WHEN attempt = 0 THEN ?1 ELSE coalesce(reason, ?1) END,
                 state = CASE WHEN attempt = 0 THEN 'skipped'
                     WHEN EXISTS (SELECT 1 FROM execution e WHERE e.id = execution_id AND e.state = 'succeeded') THEN 'succeeded'
                     ELSE 'failed' END
             WHERE slot_id = ?3 AND state = 'waiting'",
            why,
            now,
            slot
        )
        .execute(&mut *connection)
        .await?;
        renew_slot(connection, slot, now).await?;
    }
    Ok(())
}

/// Lets runs whose repetition is due wait once more, of schedules that fire; the schedules they belong to.
pub(crate) async fn repeat_due(store: &Store, reader: &SqlitePool, now: i64) -> Result<Vec<String>> {
    let due = sqlx::query!(
        "SELECT r.slot_id, r.instance_row, s.schedule_id
         FROM slot_run r JOIN slot s ON s.id = r.slot_id JOIN schedule c ON c.id = s.schedule_id
         WHERE r.repeat_at <= ? AND r.state = 'succeeded' AND c.state = 'on' AND c.deleted_at IS NULL",
        now
    )
    .fetch_all(reader)
    .await?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    store
        .write("repeat partial runs", move |connection| {
            Box::pin(async move {
                let mut schedules = Vec::new();
                for run in due {
                    let waits = sqlx::query!(
                        "UPDATE slot_run SET state = 'waiting', start_at = ?1, repeat_at = NULL, finished_at = NULL
                         WHERE slot_id = ?2 AND instance_row = ?3 AND state = 'succeeded' AND repeat_at <= ?1",
                        now,
                        run.slot_id,
                        run.instance_row
                    );
                    if waits.execute(&mut *connection).await?.rows_affected() > 0 {
                        renew_slot(connection, &run.slot_id, now).await?;
                        schedules.push(run.schedule_id);
                    }
                }
                schedules.dedup();
                Ok(schedules)
            })
        })
        .await
}

/// Makes the runs of a slot that ended, or never began, wait once more from `now` on; `false` when some of them are under way.
/// Runs that ended well stay as they are.
pub(crate) async fn again(store: &Store, slot_id: &str, instances: Vec<String>, now: i64) -> Result<bool> {
    let slot_id = slot_id.to_owned();
    store
        .write("run a slot again", move |connection| {
            Box::pin(async move {
                let open = sqlx::query!(
                    r#"SELECT count(*) AS "open!: i64" FROM slot_run
                       WHERE slot_id = ? AND state IN ('waiting', 'running')"#,
                    slot_id
                )
                .fetch_one(&mut *connection)
                .await?;
                if open.open > 0 {
                    return Ok(false);
                }
                wait_again(connection, &slot_id, &instances, now).await?;
                Ok(true)
            })
        })
        .await
}

/// Makes runs of a slot of which none is under way wait from `now` on, in the transaction of another change. Runs that ended well stay.
pub(super) async fn wait_again(
    connection: &mut SqliteConnection,
    slot_id: &str,
    instances: &[String],
    now: i64,
) -> Result<()> {
    for instance in instances {
        sqlx::query!(
            "INSERT INTO slot_run (slot_id, instance_row, state, start_at) VALUES (?, ?, 'waiting', ?)
             ON CONFLICT (slot_id, instance_row) DO UPDATE SET state = 'waiting', start_at = excluded.start_at,
                 reason = NULL, finished_at = NULL
             WHERE slot_run.state <> 'succeeded'",
            slot_id,
            instance,
            now
        )
        .execute(&mut *connection)
        .await?;
    }
    renew_slot(connection, slot_id, now).await
}
