//! What schedules did.

use std::collections::HashMap;

use sqlx::SqlitePool;

use super::SLOT;
use super::claim::{NewSlot, add_slot};
use crate::schedule::model::{ScheduleChange, SlotOrigin, SlotRefresh, SlotRunSummary, SlotState};
use crate::store::{Store, json};
use crate::{Error, Result};

pub(super) fn state(text: &str) -> Result<SlotState> {
    SlotState::parse(text).ok_or_else(|| Error::internal("a slot has an unknown state"))
}

/// The changes of a schedule, newest first.
pub(crate) async fn changes(reader: &SqlitePool, id: &str) -> Result<Vec<ScheduleChange>> {
    let rows = sqlx::query_as!(
        ScheduleChange,
        "SELECT at, field, old_value, new_value FROM schedule_change WHERE schedule_id = ?
         ORDER BY position DESC LIMIT 500",
        id
    );
    Ok(rows.fetch_all(reader).await?)
}

/// The states of the newest 100 planned slots of each schedule, or of one, newest first.
pub(crate) async fn last_states(reader: &SqlitePool, only: Option<&str>) -> Result<HashMap<String, Vec<SlotState>>> {
    let rows = sqlx::query!(
        r#"SELECT s.id AS "schedule_id!", t.state AS "state!"
           FROM schedule s JOIN slot t ON t.schedule_id = s.id
           WHERE s.deleted_at IS NULL AND (?1 IS NULL OR s.id = ?1) AND t.origin = 'planned'
               AND t.nominal >= coalesce((SELECT u.nominal FROM slot u WHERE u.schedule_id = s.id AND u.origin = 'planned'
                                          ORDER BY u.nominal DESC LIMIT 1 OFFSET 99), -9223372036854775807)
           ORDER BY t.schedule_id, t.nominal DESC"#,
        only
    )
    .fetch_all(reader)
    .await?;
    let mut all: HashMap<String, Vec<SlotState>> = HashMap::new();
    for row in rows {
        all.entry(row.schedule_id).or_default().push(state(&row.state)?);
    }
    Ok(all)
}

/// A slot as it is kept.
pub(crate) struct Kept {
    pub(crate) id: String,
    pub(crate) origin: SlotOrigin,
    pub(crate) nominal: i64,
    pub(crate) due: i64,
    pub(crate) started_at: Option<i64>,
    pub(crate) finished_at: Option<i64>,
    pub(crate) state: SlotState,
    pub(crate) reason: Option<Error>,
    pub(crate) window: Option<(String, String)>,
    pub(crate) note: Option<String>,
    pub(crate) time_zone: String,
    pub(crate) runs: Vec<SlotRunSummary>,
    pub(crate) refreshed: Option<SlotRefresh>,
}

/// The newest `limit` slots of a schedule, newest first; with `before`, of those that are older than that one.
pub(crate) async fn slots(
    reader: &SqlitePool,
    schedule_id: &str,
    limit: u32,
    before: Option<&str>,
) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"SELECT s.id, CASE WHEN s.backfill = 1 THEN 'backfill' WHEN s.follows IS NOT NULL THEN 'after' ELSE s.origin END
                      AS "origin!: SlotOrigin",
                  s.nominal, s.due, s.started_at, s.finished_at, s.state, s.reason, s.window_start, s.window_end, s.note, s.time_zone,
                  f.dashboard_id AS "dashboard_id?", f.error AS "refresh_problem?", d.name AS "dashboard?"
           FROM slot s LEFT JOIN slot_refresh f ON f.slot_id = s.id
               LEFT JOIN dashboard d ON d.id = f.dashboard_id AND d.deleted_at IS NULL
           WHERE s.schedule_id = ?1 AND (?2 IS NULL OR (s.nominal, s.id) < (SELECT nominal, id FROM slot WHERE id = ?2))
           ORDER BY s.nominal DESC, s.id DESC LIMIT ?3"#,
        schedule_id,
        before,
        limit
    )
    .fetch_all(reader)
    .await?;
    let mut runs = runs(reader, schedule_id, limit, before).await?;
    rows.into_iter()
        .map(|row| {
            let problem = row.refresh_problem.map(|text| json::read(&text, SLOT)).transpose()?;
            let name = row.dashboard;
            Ok(Kept {
                refreshed: row.dashboard_id.map(|dashboard_id| SlotRefresh { dashboard_id, name, problem }),
                runs: runs.remove(&row.id).unwrap_or_default(),
                id: row.id,
                origin: row.origin,
                nominal: row.nominal,
                due: row.due,
                started_at: row.started_at,
                finished_at: row.finished_at,
                state: state(&row.state)?,
                reason: row.reason.map(|text| json::read(&text, SLOT)).transpose()?,
                window: row.window_start.zip(row.window_end),
                note: row.note,
                time_zone: row.time_zone,
            })
        })
        .collect()
}

/// The runs of these slots, by slot.
async fn runs(
    reader: &SqlitePool,
    schedule_id: &str,
    limit: u32,
    before: Option<&str>,
) -> Result<HashMap<String, Vec<SlotRunSummary>>> {
    let rows = sqlx::query!(
        r#"SELECT r.slot_id, r.instance_row, i.name, r.state, r.attempt AS "attempt: u32", r.start_at, r.execution_id, r.reason,
                  r.repeat_at, x.path AS exported, x.error AS export_problem, e.data_gaps IS NOT NULL AS "partial!: bool"
           FROM slot_run r JOIN instance i ON i.id = r.instance_row LEFT JOIN execution e ON e.id = r.execution_id
               LEFT JOIN slot_export x ON x.slot_id = r.slot_id AND x.instance_row = r.instance_row
           WHERE r.slot_id IN (
               SELECT id FROM slot
               WHERE schedule_id = ?1 AND (?2 IS NULL OR (nominal, id) < (SELECT nominal, id FROM slot WHERE id = ?2))
               ORDER BY nominal DESC, id DESC LIMIT ?3)
           ORDER BY i.name, i.id"#,
        schedule_id,
        before,
        limit
    )
    .fetch_all(reader)
    .await?;
    let mut all: HashMap<String, Vec<SlotRunSummary>> = HashMap::new();
    for row in rows {
        all.entry(row.slot_id).or_default().push(SlotRunSummary {
            instance_id: row.instance_row,
            instance_name: row.name,
            state: state(&row.state)?,
            attempt: row.attempt,
            partial: row.partial,
            repeat_at: row.repeat_at,
            exported: row.exported,
            export_problem: row.export_problem.map(|text| json::read(&text, SLOT)).transpose()?,
            start_at: row.start_at,
            execution_id: row.execution_id,
            reason: row.reason.map(|text| json::read(&text, SLOT)).transpose()?,
        });
    }
    Ok(all)
}

/// A slot of any schedule, with the schedule's name.
pub(crate) struct Dated {
    pub(crate) schedule_id: String,
    pub(crate) name: String,
    /// Whether the schedule is deleted.
    pub(crate) deleted: bool,
    pub(crate) manual: bool,
    pub(crate) nominal: i64,
    pub(crate) state: SlotState,
}

/// The slots of all schedules whose time is `from` or later, and before `until`, in order.
pub(crate) async fn between(reader: &SqlitePool, from: i64, until: i64) -> Result<Vec<Dated>> {
    // CROSS keeps the order of the tables: each schedule's slots are found by its index, where SQLite would read all there ever were.
    let rows = sqlx::query!(
        r#"SELECT t.schedule_id, s.name, s.deleted_at IS NOT NULL AS "deleted!: bool", t.origin = 'manual' AS "manual!: bool",
                  t.nominal, t.state
           FROM schedule s CROSS JOIN slot t ON t.schedule_id = s.id
           WHERE t.nominal >= ? AND t.nominal < ? ORDER BY t.nominal, t.id"#,
        from,
        until
    )
    .fetch_all(reader)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Dated {
                schedule_id: row.schedule_id,
                name: row.name,
                deleted: row.deleted,
                manual: row.manual,
                nominal: row.nominal,
                state: state(&row.state)?,
            })
        })
        .collect()
}

/// The schedule of a slot, and the slot's state.
pub(crate) async fn slot_schedule(reader: &SqlitePool, slot_id: &str) -> Result<(String, SlotState)> {
    let row = sqlx::query!("SELECT schedule_id, state FROM slot WHERE id = ?", slot_id).fetch_optional(reader).await?;
    let row = row.ok_or_else(|| Error::not_found("slot"))?;
    Ok((row.schedule_id, state(&row.state)?))
}

/// Writes slots down that are no step of the schedule's: a person's own, and such as a pause left out.
pub(crate) async fn record(store: &Store, schedule_id: &str, slots: Vec<NewSlot>, now: i64) -> Result<()> {
    let schedule_id = schedule_id.to_owned();
    store
        .write("record slots", move |connection| {
            Box::pin(async move {
                for slot in slots {
                    add_slot(connection, &schedule_id, slot, now).await?;
                }
                Ok(())
            })
        })
        .await
}
