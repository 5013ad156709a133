//! What a person does to schedules, and what the program does for them: each with a line of what was changed.

use std::collections::BTreeMap;

use sqlx::SqliteConnection;

use super::SCHEDULE;
use super::claim::{NewSlot, SlotStart, add_slot};
use super::run::leave_slots_out;
use crate::query::ParameterValue;
use crate::schedule::model::ScheduleSpec;
use crate::store::{Store, json};
use crate::{Error, Result};

/// A field that is changed.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) field: String,
    pub(crate) old: Option<String>,
    pub(crate) new: Option<String>,
}

/// A schedule as it is to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Edit {
    pub(crate) id: String,
    pub(crate) spec: ScheduleSpec,
    pub(crate) next: super::Next,
    pub(crate) changes: Vec<Change>,
    /// Whether it fires at other times than before, so that nothing from before the change may run.
    pub(crate) moved: bool,
    /// Whether Amazon has to compile the query anew.
    pub(crate) unproved: bool,
}

async fn note(
    connection: &mut SqliteConnection,
    id: &str,
    field: &str,
    old: Option<&str>,
    new: Option<&str>,
    now: i64,
) -> Result<()> {
    sqlx::query!(
        "INSERT INTO schedule_change (schedule_id, position, at, field, old_value, new_value)
         SELECT ?1, coalesce(max(position), 0) + 1, ?2, ?3, ?4, ?5 FROM schedule_change WHERE schedule_id = ?1",
        id,
        now,
        field,
        old,
        new
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives a schedule its instances; those that it keeps keep their count of failures.
async fn put_instances(connection: &mut SqliteConnection, id: &str, instances: &[String]) -> Result<()> {
    let chosen = json::write(&instances, SCHEDULE)?;
    sqlx::query!(
        "DELETE FROM schedule_instance
         WHERE schedule_id = ? AND instance_row NOT IN (SELECT value FROM json_each(?))",
        id,
        chosen
    )
    .execute(&mut *connection)
    .await?;
    for (position, instance) in (0_i64..).zip(instances) {
        sqlx::query!(
            "INSERT INTO schedule_instance (schedule_id, instance_row, position) VALUES (?, ?, ?)
             ON CONFLICT (schedule_id, instance_row) DO UPDATE SET position = excluded.position",
            id,
            instance,
            position
        )
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Keeps a new schedule, which fires from `now` on.
pub(crate) async fn insert(store: &Store, edit: Edit, now: i64) -> Result<()> {
    store
        .write("add schedule", move |connection| {
            Box::pin(async move {
                let spec = json::write(&edit.spec, SCHEDULE)?;
                let state = if edit.next.is_some() { "on" } else { "ended" };
                let (next_nominal, next_due) = edit.next.unzip();
                sqlx::query!(
                    "INSERT INTO schedule (id, name, spec, state, scanned_to, next_nominal, next_due, created_at, changed_at)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    edit.id,
                    edit.spec.name,
                    spec,
                    state,
                    now,
                    next_nominal,
                    next_due,
                    now,
                    now
                )
                .execute(&mut *connection)
                .await?;
                put_instances(connection, &edit.id, &edit.spec.instance_ids).await?;
                note(connection, &edit.id, "schedule", None, Some("created"), now).await
            })
        })
        .await
}

/// Keeps a changed schedule; `false` when it is not in `version` any more. Where it fires at other times, slots that were taken up
/// and have not begun are left out.
pub(crate) async fn update(store: &Store, edit: Edit, version: i64, now: i64) -> Result<bool> {
    store
        .write("change schedule", move |connection| {
            Box::pin(async move {
                let spec = json::write(&edit.spec, SCHEDULE)?;
                let name = &edit.spec.name;
                let changed = sqlx::query!(
                    "UPDATE schedule SET name = ?, spec = ?, changed_at = max(changed_at + 1, ?), version = version + 1
                     WHERE id = ? AND version = ? AND deleted_at IS NULL",
                    name,
                    spec,
                    now,
                    edit.id,
                    version
                )
                .execute(&mut *connection)
                .await?;
                if changed.rows_affected() == 0 {
                    return Ok(false);
                }
                if edit.unproved {
                    sqlx::query!("UPDATE schedule SET unproved = 1 WHERE id = ?", edit.id)
                        .execute(&mut *connection)
                        .await?;
                }
                if edit.moved {
                    let (next_nominal, next_due) = edit.next.unzip();
                    sqlx::query!(
                        "UPDATE schedule SET scanned_to = ?1, next_nominal = ?2, next_due = ?3,
                             state = CASE WHEN state = 'paused' THEN state WHEN ?2 IS NULL THEN 'ended' ELSE 'on' END
                         WHERE id = ?4",
                        now,
                        next_nominal,
                        next_due,
                        edit.id
                    )
                    .execute(&mut *connection)
                    .await?;
                    let why = Error::new("schedule.edited", "The schedule was changed before this slot began.");
                    leave_out(connection, &edit.id, &why, now).await?;
                }
                put_instances(connection, &edit.id, &edit.spec.instance_ids).await?;
                for Change { field, old, new } in &edit.changes {
                    note(connection, &edit.id, field, old.as_deref(), new.as_deref(), now).await?;
                }
                Ok(true)
            })
        })
        .await
}

/// Has the schedules of a workflow run its query as it is now, once Amazon has compiled that; their ids. Values that a schedule gives
/// itself stay; `told` is what the list of changes says.
pub(crate) async fn workflow_changed(
    connection: &mut SqliteConnection,
    workflow_id: &str,
    sql: &str,
    values: &BTreeMap<String, ParameterValue>,
    told: &str,
    now: i64,
) -> Result<Vec<String>> {
    let rows = sqlx::query!(
        "SELECT id, spec FROM schedule WHERE json_extract(spec, '$.workflow_id') = ? AND deleted_at IS NULL",
        workflow_id
    );
    let mut changed = Vec::new();
    for row in rows.fetch_all(&mut *connection).await? {
        let mut spec: ScheduleSpec = json::read(&row.spec, SCHEDULE)?;
        let before = spec.clone();
        sql.clone_into(&mut spec.sql);
        for (name, value) in values {
            if !spec.parameter_dates.contains_key(name) {
                spec.parameter_values.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        if spec == before {
            continue;
        }
        let text = json::write(&spec, SCHEDULE)?;
        sqlx::query!(
            "UPDATE schedule SET spec = ?, unproved = 1, changed_at = max(changed_at + 1, ?), version = version + 1 WHERE id = ?",
            text,
            now,
            row.id
        )
        .execute(&mut *connection)
        .await?;
        note(connection, &row.id, "query", None, Some(told), now).await?;
        changed.push(row.id);
    }
    Ok(changed)
}

/// Leaves out what waits of a schedule's slots, but for what a person began beside them.
async fn leave_out(connection: &mut SqliteConnection, id: &str, why: &Error, now: i64) -> Result<()> {
    let slots = sqlx::query!(
        "SELECT DISTINCT r.slot_id FROM slot_run r JOIN slot s ON s.id = r.slot_id
         WHERE s.schedule_id = ? AND s.origin = 'planned' AND r.state = 'waiting'",
        id
    );
    let ids: Vec<String> = slots.fetch_all(&mut *connection).await?.into_iter().map(|row| row.slot_id).collect();
    leave_slots_out(connection, &ids, why, now).await
}

/// Pauses one in the transaction of another change; whether it fired.
async fn pause_one(connection: &mut SqliteConnection, id: &str, why: Option<&Error>, now: i64) -> Result<bool> {
    let reason = why.map(|why| json::write(why, SCHEDULE)).transpose()?;
    let paused = sqlx::query!(
        "UPDATE schedule SET state = 'paused', pause = ?, paused_at = ?, version = version + 1
         WHERE id = ? AND state = 'on' AND deleted_at IS NULL",
        reason,
        now,
        id
    )
    .execute(&mut *connection)
    .await?;
    if paused.rows_affected() == 0 {
        return Ok(false);
    }
    let left_out = Error::new("schedule.paused", "The schedule was paused before this slot began.");
    leave_out(connection, id, &left_out, now).await?;
    let new = why.map_or("paused by you", |why| why.message.as_str());
    note(connection, id, "state", Some("on"), Some(new), now).await?;
    Ok(true)
}

/// Pauses schedules, with a reason unless a person does it; those that fired before.
pub(crate) async fn pause(store: &Store, ids: Vec<String>, why: Option<Error>, now: i64) -> Result<Vec<String>> {
    store
        .write("pause schedules", move |connection| {
            Box::pin(async move {
                let mut paused = Vec::new();
                for id in ids {
                    if pause_one(connection, &id, why.as_ref(), now).await? {
                        paused.push(id);
                    }
                }
                Ok(paused)
            })
        })
        .await
}

/// Pauses all schedules that need a sign-in; those that fired before.
pub(crate) async fn pause_profile(store: &Store, profile_id: &str, why: Error, now: i64) -> Result<Vec<String>> {
    let profile_id = profile_id.to_owned();
    store
        .write("pause schedules of a sign-in", move |connection| {
            Box::pin(async move {
                let rows = sqlx::query!(
                    "SELECT DISTINCT s.id FROM schedule s JOIN schedule_instance p ON p.schedule_id = s.id
                         JOIN instance i ON i.id = p.instance_row JOIN account a ON a.id = i.account_row
                     WHERE a.profile_id = ? AND s.state = 'on' AND s.deleted_at IS NULL ORDER BY s.id",
                    profile_id
                )
                .fetch_all(&mut *connection)
                .await?;
                let mut paused = Vec::new();
                for row in rows {
                    if pause_one(connection, &row.id, Some(&why), now).await? {
                        paused.push(row.id);
                    }
                }
                Ok(paused)
            })
        })
        .await
}

/// How a paused schedule goes on.
#[derive(Clone, Debug)]
pub(crate) struct Resumed {
    pub(crate) id: String,
    pub(crate) next: super::Next,
    /// What came meanwhile.
    pub(crate) missed: Vec<NewSlot>,
}

/// Lets a paused schedule fire again, from `now` on, with all its instances, and writes down what came meanwhile; `false` when it was
/// not paused.
pub(crate) async fn resume(store: &Store, resumed: Resumed, now: i64) -> Result<bool> {
    let Resumed { id, next, missed } = resumed;
    store
        .write("resume schedule", move |connection| {
            Box::pin(async move {
                let state = if next.is_some() { "on" } else { "ended" };
                let (next_nominal, next_due) = next.unzip();
                let begun = missed.iter().filter(|slot| matches!(slot.start, SlotStart::Runs(_))).count() as i64;
                let resumed = sqlx::query!(
                    "UPDATE schedule SET state = ?, pause = NULL, paused_at = NULL, scanned_to = ?, next_nominal = ?,
                         next_due = ?, slots_begun = slots_begun + ?, version = version + 1
                     WHERE id = ? AND state = 'paused' AND deleted_at IS NULL",
                    state,
                    now,
                    next_nominal,
                    next_due,
                    begun,
                    id
                )
                .execute(&mut *connection)
                .await?;
                if resumed.rows_affected() == 0 {
                    return Ok(false);
                }
                sqlx::query!(
                    "UPDATE schedule_instance SET failures = 0, set_aside_at = NULL WHERE schedule_id = ?",
                    id
                )
                .execute(&mut *connection)
                .await?;
                note(connection, &id, "state", Some("paused"), Some(state), now).await?;
                for slot in missed {
                    add_slot(connection, &id, slot, now).await?;
                }
                Ok(true)
            })
        })
        .await
}

/// Deletes schedules. Nothing of them begins any more; what runs goes on. Those that were there.
pub(crate) async fn delete(store: &Store, ids: Vec<String>, now: i64) -> Result<Vec<String>> {
    store
        .write("delete schedules", move |connection| {
            Box::pin(async move {
                let mut deleted = Vec::new();
                let why = Error::new("schedule.deleted", "The schedule was deleted before this slot began.");
                for id in ids {
                    let gone = sqlx::query!(
                        "UPDATE schedule SET deleted_at = ?, version = version + 1 WHERE id = ? AND deleted_at IS NULL",
                        now,
                        id
                    )
                    .execute(&mut *connection)
                    .await?;
                    if gone.rows_affected() > 0 {
                        leave_out(connection, &id, &why, now).await?;
                        deleted.push(id);
                    }
                }
                Ok(deleted)
            })
        })
        .await
}

/// Brings a deleted schedule back, firing from `now` on unless it was paused; `false` when it was not deleted.
pub(crate) async fn restore(store: &Store, id: &str, next: super::Next, now: i64) -> Result<bool> {
    let id = id.to_owned();
    store
        .write("bring back schedule", move |connection| {
            Box::pin(async move {
                let (next_nominal, next_due) = next.unzip();
                let back = sqlx::query!(
                    "UPDATE schedule SET deleted_at = NULL, scanned_to = ?1, next_nominal = ?2, next_due = ?3,
                         version = version + 1,
                         state = CASE WHEN state = 'paused' THEN state WHEN ?2 IS NULL THEN 'ended' ELSE 'on' END
                     WHERE id = ?4 AND deleted_at IS NOT NULL",
                    now,
                    next_nominal,
                    next_due,
                    id
                )
                .execute(connection)
                .await?;
                Ok(back.rows_affected() > 0)
            })
        })
        .await
}

/// Writes down that Amazon has compiled the query of a schedule that was changed last at `changed_at`; not if it was changed meanwhile.
pub(crate) async fn proved(store: &Store, id: &str, changed_at: i64) -> Result<()> {
    let id = id.to_owned();
    store
        .write("note that a query compiles", move |connection| {
            Box::pin(async move {
                sqlx::query!("UPDATE schedule SET unproved = 0 WHERE id = ? AND changed_at = ?", id, changed_at)
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
}

/// Pauses a schedule whose query does not compile; `false` when it was changed or proved meanwhile.
pub(crate) async fn disproved(store: &Store, id: &str, changed_at: i64, why: Error, now: i64) -> Result<bool> {
    let id = id.to_owned();
    store
        .write("pause a schedule that does not compile", move |connection| {
            Box::pin(async move {
                let same = sqlx::query!(
                    "SELECT id FROM schedule WHERE id = ? AND changed_at = ? AND unproved = 1",
                    id,
                    changed_at
                );
                if same.fetch_optional(&mut *connection).await?.is_none() {
                    return Ok(false);
                }
                pause_one(connection, &id, Some(&why), now).await?;
                Ok(true)
            })
        })
        .await
}
