//! Taking slots up: a slot belongs to whoever moves the schedule past it, in the transaction that writes it down.

use sqlx::SqliteConnection;

use super::SLOT;
use crate::schedule::model::SlotOrigin;
use crate::store::{Store, json};
use crate::{Error, Result};

/// A slot that is taken up.
#[derive(Clone, Debug)]
pub(crate) struct NewSlot {
    pub(crate) id: String,
    pub(crate) origin: SlotOrigin,
    /// The slot of another schedule after which it begins.
    pub(crate) follows: Option<String>,
    /// UTC milliseconds, as all instants here.
    pub(crate) nominal: i64,
    /// Wall clock that is meant, `YYYY-MM-DDTHH:MM:SS`.
    pub(crate) meant: String,
    pub(crate) due: i64,
    pub(crate) late: bool,
    /// First and last covered day.
    pub(crate) window: Option<(String, String)>,
    pub(crate) time_zone: String,
    pub(crate) note: Option<String>,
    pub(crate) start: SlotStart,
}

/// Whether a slot runs.
#[derive(Clone, Debug)]
pub(crate) enum SlotStart {
    /// These runs are to begin.
    Runs(Vec<NewRun>),
    /// It does not: the state it ends in, and why.
    Ends(&'static str, Error),
}

/// A run of a slot on an instance.
#[derive(Clone, Debug)]
pub(crate) struct NewRun {
    pub(crate) instance_row: String,
    pub(crate) start_at: i64,
    /// Why it is left out.
    pub(crate) skipped: Option<Error>,
}

/// A schedule's step past its slots.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) schedule_id: String,
    /// The next slot as it was read; whoever finds another came too late.
    pub(crate) old_next: Option<i64>,
    pub(crate) scanned_to: i64,
    pub(crate) new_next: super::Next,
    pub(crate) slots: Vec<NewSlot>,
}

/// Moves a schedule on and writes its slots down, all or nothing. `false` when somebody else did, or when the schedule does not
/// fire any more. A slot that was taken up before, under a clock that has been set back since, is left as it is.
pub(crate) async fn claim(store: &Store, claim: Claim, now: i64) -> Result<bool> {
    store
        .write("claim slots", move |connection| {
            Box::pin(async move {
                let begun =
                    claim.slots.iter().filter(|slot| matches!(slot.start, SlotStart::Runs(_))).count() as i64;
                let newest = claim.slots.iter().map(|slot| slot.nominal).max();
                let state = if claim.new_next.is_some() { "on" } else { "ended" };
                let (next_nominal, next_due) = claim.new_next.unzip();
                let moved = sqlx::query!(
                    "UPDATE schedule SET scanned_to = ?, next_nominal = ?, next_due = ?, last_nominal = coalesce(?, last_nominal),
                         slots_begun = slots_begun + ?, state = ?, version = version + 1
                     WHERE id = ? AND state = 'on' AND deleted_at IS NULL AND next_nominal IS ?",
                    claim.scanned_to,
                    next_nominal,
                    next_due,
                    newest,
                    begun,
                    state,
                    claim.schedule_id,
                    claim.old_next
                )
                .execute(&mut *connection)
                .await?;
                if moved.rows_affected() == 0 {
                    return Ok(false);
                }
                for slot in claim.slots {
                    add_slot(connection, &claim.schedule_id, slot, now).await?;
                }
                Ok(true)
            })
        })
        .await
}

/// Writes a slot and its runs down, unless its key is taken; whether it was written.
pub(crate) async fn add_slot(
    connection: &mut SqliteConnection,
    schedule_id: &str,
    slot: NewSlot,
    now: i64,
) -> Result<bool> {
    // A backfilled slot has the key of a planned one, so that it never runs beside it.
    let beside = matches!(slot.origin, SlotOrigin::Manual | SlotOrigin::After);
    let origin = if beside { "manual" } else { "planned" };
    let backfill = slot.origin == SlotOrigin::Backfill;
    let (start, end) = slot.window.unzip();
    let (state, reason) = match &slot.start {
        SlotStart::Runs(_) => ("waiting", None),
        SlotStart::Ends(state, reason) => (*state, Some(json::write(reason, SLOT)?)),
    };
    let ended = reason.is_some().then_some(now);
    let added = sqlx::query!(
        "INSERT INTO slot (id, schedule_id, origin, nominal, meant, due, late, state, reason, window_start, window_end, time_zone,
             note, claimed_at, finished_at, backfill, follows)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING",
        slot.id,
        schedule_id,
        origin,
        slot.nominal,
        slot.meant,
        slot.due,
        slot.late,
        state,
        reason,
        start,
        end,
        slot.time_zone,
        slot.note,
        now,
        ended,
        backfill,
        slot.follows
    )
    .execute(&mut *connection)
    .await?;
    if added.rows_affected() == 0 {
        return Ok(false);
    }
    if let SlotStart::Runs(runs) = slot.start {
        for run in runs {
            add_run(connection, &slot.id, run, now).await?;
        }
        super::run::renew_slot(connection, &slot.id, now).await?;
    }
    Ok(true)
}

async fn add_run(connection: &mut SqliteConnection, slot_id: &str, run: NewRun, now: i64) -> Result<()> {
    let reason = run.skipped.as_ref().map(|reason| json::write(reason, SLOT)).transpose()?;
    let (state, ended) = if reason.is_some() { ("skipped", Some(now)) } else { ("waiting", None) };
    sqlx::query!(
        "INSERT INTO slot_run (slot_id, instance_row, state, start_at, reason, finished_at) VALUES (?, ?, ?, ?, ?, ?)",
        slot_id,
        run.instance_row,
        state,
        run.start_at,
        reason,
        ended
    )
    .execute(connection)
    .await?;
    Ok(())
}
