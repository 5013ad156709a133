//! Slots of the past that a person asked for.

use std::collections::HashMap;

use sqlx::SqlitePool;

use super::claim::{NewSlot, add_slot};
use super::history::state;
use super::run::{leave_slots_out, wait_again};
use crate::schedule::model::SlotState;
use crate::store::Store;
use crate::{Error, Result};

/// A slot that is in the history.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) id: String,
    pub(crate) state: SlotState,
}

/// The planned slots of a schedule that are kept from `first` to `last` (UTC milliseconds, both included), by nominal instant.
pub(crate) async fn held(reader: &SqlitePool, schedule_id: &str, first: i64, last: i64) -> Result<HashMap<i64, Held>> {
    let rows = sqlx::query!(
        "SELECT id, nominal, state FROM slot
         WHERE schedule_id = ? AND origin = 'planned' AND nominal BETWEEN ? AND ?",
        schedule_id,
        first,
        last
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter().map(|row| Ok((row.nominal, Held { id: row.id, state: state(&row.state)? }))).collect()
}

/// Writes slots of the past down and lets slots that were missed wait on these instances, all or nothing; how many are to run. Slots
/// that somebody else wrote down meanwhile, or that have begun, are left as they are.
///
/// # Errors
/// `not_found` when the schedule was deleted.
pub(crate) async fn backfill(
    store: &Store,
    schedule_id: &str,
    new: Vec<NewSlot>,
    missed: Vec<String>,
    instances: Vec<String>,
    now: i64,
) -> Result<u32> {
    let schedule_id = schedule_id.to_owned();
    store
        .write("backfill slots", move |connection| {
            Box::pin(async move {
                let there = sqlx::query!("SELECT id FROM schedule WHERE id = ? AND deleted_at IS NULL", schedule_id);
                there.fetch_optional(&mut *connection).await?.ok_or_else(|| Error::not_found("schedule"))?;
                let mut begun = 0;
                for slot in new {
                    begun += u32::from(add_slot(connection, &schedule_id, slot, now).await?);
                }
                for slot in missed {
                    let taken = sqlx::query!(
                        "UPDATE slot SET backfill = 1 WHERE id = ? AND state IN ('merged', 'expired', 'skipped')",
                        slot
                    );
                    if taken.execute(&mut *connection).await?.rows_affected() > 0 {
                        wait_again(connection, &slot, &instances, now).await?;
                        begun += 1;
                    }
                }
                Ok(begun)
            })
        })
        .await
}

/// Slots of a schedule's backfills of which runs wait.
pub(crate) async fn backfill_waiting(reader: &SqlitePool, schedule_id: &str) -> Result<u32> {
    let row = sqlx::query!(
        r#"SELECT count(DISTINCT s.id) AS "waiting!: u32" FROM slot_run r JOIN slot s ON s.id = r.slot_id
           WHERE r.state = 'waiting' AND s.schedule_id = ? AND s.backfill = 1"#,
        schedule_id
    );
    Ok(row.fetch_one(reader).await?.waiting)
}

/// Leaves out what waits of the backfills of a schedule; how many slots that concerns.
pub(crate) async fn stop_backfill(store: &Store, schedule_id: &str, why: Error, now: i64) -> Result<u32> {
    let schedule_id = schedule_id.to_owned();
    store
        .write("stop a backfill", move |connection| {
            Box::pin(async move {
                let slots = sqlx::query!(
                    "SELECT DISTINCT r.slot_id FROM slot_run r JOIN slot s ON s.id = r.slot_id
                     WHERE s.schedule_id = ? AND s.backfill = 1 AND r.state = 'waiting'",
                    schedule_id
                );
                let ids: Vec<String> =
                    slots.fetch_all(&mut *connection).await?.into_iter().map(|row| row.slot_id).collect();
                leave_slots_out(connection, &ids, &why, now).await?;
                Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
            })
        })
        .await
}
