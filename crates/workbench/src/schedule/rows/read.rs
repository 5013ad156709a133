//! Reading schedules and what waits for them.

use std::collections::HashMap;

use chrono::NaiveDate;
use sqlx::SqlitePool;

use super::{Row, SCHEDULE};
use crate::schedule::model::{ScheduleState, SlotOrigin};
use crate::store::json;
use crate::{Error, Result};

struct Raw {
    id: String,
    spec: String,
    state: String,
    pause: Option<String>,
    paused_at: Option<i64>,
    scanned_to: i64,
    next_nominal: Option<i64>,
    next_due: Option<i64>,
    slots_begun: i64,
    unproved: bool,
    version: i64,
    created_at: i64,
    changed_at: i64,
}

impl TryFrom<Raw> for Row {
    type Error = Error;

    fn try_from(raw: Raw) -> Result<Self> {
        Ok(Self {
            id: raw.id,
            spec: json::read(&raw.spec, SCHEDULE)?,
            state: match raw.state.as_str() {
                "on" => ScheduleState::On,
                "paused" => ScheduleState::Paused,
                _ => ScheduleState::Ended,
            },
            pause: raw.pause.map(|text| json::read(&text, SCHEDULE)).transpose()?,
            paused_at: raw.paused_at,
            scanned_to: raw.scanned_to,
            next_nominal: raw.next_nominal,
            next_due: raw.next_due,
            slots_begun: raw.slots_begun,
            unproved: raw.unproved,
            version: raw.version,
            created_at: raw.created_at,
            changed_at: raw.changed_at,
        })
    }
}

/// The one list of columns; `$tail` says which rows and in which order.
macro_rules! select {
    ($tail:tt $(, $argument:expr)*) => {
        sqlx::query_as!(
            Raw,
            r#"SELECT id, spec, state, pause, paused_at, scanned_to, next_nominal, next_due, slots_begun,
                   unproved AS "unproved: bool", version, created_at, changed_at
               FROM schedule WHERE deleted_at IS NULL "# + $tail
            $(, $argument)*
        )
    };
}

fn rows(raw: Vec<Raw>) -> Result<Vec<Row>> {
    raw.into_iter().map(Row::try_from).collect()
}

/// All schedules, by name.
pub(crate) async fn all(reader: &SqlitePool) -> Result<Vec<Row>> {
    rows(select!("ORDER BY name COLLATE NOCASE, id").fetch_all(reader).await?)
}

/// Schedules that were scanned up to a time after `now`: the wall clock was ahead then, and was set back.
pub(crate) async fn ahead(reader: &SqlitePool, now: i64) -> Result<Vec<Row>> {
    rows(select!("AND state = 'on' AND scanned_to > ? ORDER BY id", now).fetch_all(reader).await?)
}

/// Schedules with a slot at or before `now`, oldest slot first.
pub(crate) async fn due(reader: &SqlitePool, now: i64) -> Result<Vec<Row>> {
    rows(select!("AND state = 'on' AND next_due <= ? ORDER BY next_due, id", now).fetch_all(reader).await?)
}

/// Schedules that fire and have a budget of a day.
pub(crate) async fn with_budget(reader: &SqlitePool) -> Result<Vec<Row>> {
    rows(select!(
        "AND state = 'on' AND (json_extract(spec, '$.executions_a_day') IS NOT NULL OR json_extract(spec, '$.minutes_a_day') IS NOT NULL)
         ORDER BY id"
    )
    .fetch_all(reader)
    .await?)
}

/// One schedule.
pub(crate) async fn one(reader: &SqlitePool, id: &str) -> Result<Row> {
    let raw = select!("AND id = ?", id).fetch_optional(reader).await?;
    raw.ok_or_else(|| Error::not_found("schedule"))?.try_into()
}

/// The next instant after `now` at which something of any schedule is due.
pub(crate) async fn when_next(reader: &SqlitePool, now: i64) -> Result<Option<i64>> {
    let slot = sqlx::query!(
        r#"SELECT min(next_due) AS "at: i64" FROM schedule WHERE state = 'on' AND deleted_at IS NULL AND next_due > ?"#,
        now
    )
    .fetch_one(reader)
    .await?;
    let run = sqlx::query!(
        r#"SELECT min(start_at) AS "at: i64" FROM slot_run WHERE state = 'waiting' AND start_at > ?"#,
        now
    )
    .fetch_one(reader)
    .await?;
    let repeat = sqlx::query!(r#"SELECT min(repeat_at) AS "at: i64" FROM slot_run WHERE repeat_at > ?"#, now)
        .fetch_one(reader)
        .await?;
    let file = super::follow::next_export(reader, now).await?;
    Ok([slot.at, run.at, repeat.at, file].into_iter().flatten().min())
}

/// How the last slots went on an instance of a schedule.
#[derive(Clone, Debug)]
pub(crate) struct Progress {
    pub(crate) instance_row: String,
    pub(crate) set_aside: bool,
}

/// The instances of all schedules, or of one, in the order a person gave them.
pub(crate) async fn instances(reader: &SqlitePool, only: Option<&str>) -> Result<HashMap<String, Vec<Progress>>> {
    let rows = sqlx::query!(
        r#"SELECT schedule_id, instance_row, set_aside_at IS NOT NULL AS "set_aside!: bool"
           FROM schedule_instance WHERE ?1 IS NULL OR schedule_id = ?1 ORDER BY schedule_id, position"#,
        only
    )
    .fetch_all(reader)
    .await?;
    let mut all: HashMap<String, Vec<Progress>> = HashMap::new();
    for row in rows {
        let progress = Progress { instance_row: row.instance_row, set_aside: row.set_aside };
        all.entry(row.schedule_id).or_default().push(progress);
    }
    Ok(all)
}

/// A run of a slot that is to begin.
#[derive(Clone, Debug)]
pub(crate) struct Waiting {
    pub(crate) slot_id: String,
    pub(crate) schedule_id: String,
    pub(crate) instance_row: String,
    pub(crate) origin: SlotOrigin,
    pub(crate) late: bool,
    /// The day that the slot is planned for, on the schedule's calendar.
    pub(crate) planned: NaiveDate,
    pub(crate) attempt: i64,
    pub(crate) start_at: i64,
    pub(crate) window: Option<(String, String)>,
}

/// Runs that wait, those that have waited longest first and backfills last, also such whose time has not come.
pub(crate) async fn waiting(reader: &SqlitePool) -> Result<Vec<Waiting>> {
    let rows = sqlx::query!(
        r#"SELECT r.slot_id, s.schedule_id, r.instance_row,
                  CASE WHEN s.backfill = 1 THEN 'backfill' WHEN s.follows IS NOT NULL THEN 'after' ELSE s.origin END AS "origin!: SlotOrigin",
                  s.late AS "late: bool", s.meant, r.attempt, r.start_at, s.window_start, s.window_end
           FROM slot_run r JOIN slot s ON s.id = r.slot_id WHERE r.state = 'waiting'
           ORDER BY s.backfill, s.nominal, r.start_at, r.slot_id, r.instance_row"#
    )
    .fetch_all(reader)
    .await?;
    let planned = |meant: &str| meant.get(..10).and_then(|day| day.parse().ok());
    let rows = rows.into_iter().map(|row| Waiting {
        planned: planned(&row.meant).unwrap_or_default(),
        slot_id: row.slot_id,
        schedule_id: row.schedule_id,
        instance_row: row.instance_row,
        origin: row.origin,
        late: row.late,
        attempt: row.attempt,
        start_at: row.start_at,
        window: row.window_start.zip(row.window_end),
    });
    Ok(rows.collect())
}

/// What runs for a schedule on an instance, backfills aside: the executions.
pub(crate) async fn running(reader: &SqlitePool) -> Result<HashMap<(String, String), Vec<String>>> {
    let rows = sqlx::query!(
        r#"SELECT s.schedule_id, r.instance_row, r.execution_id AS "execution_id!"
           FROM slot_run r JOIN slot s ON s.id = r.slot_id WHERE r.state = 'running' AND r.execution_id IS NOT NULL
               AND s.backfill = 0"#
    )
    .fetch_all(reader)
    .await?;
    let mut all: HashMap<_, Vec<String>> = HashMap::new();
    for row in rows {
        all.entry((row.schedule_id, row.instance_row)).or_default().push(row.execution_id);
    }
    Ok(all)
}

/// When the last run that is made up for is to begin, of those that still wait.
pub(crate) async fn last_late_start(reader: &SqlitePool) -> Result<Option<i64>> {
    let row = sqlx::query!(
        r#"SELECT max(r.start_at) AS "at: i64" FROM slot_run r JOIN slot s ON s.id = r.slot_id
           WHERE r.state = 'waiting' AND s.late = 1 AND r.attempt = 0"#
    )
    .fetch_one(reader)
    .await?;
    Ok(row.at)
}

/// What a person said of a schedule that is deleted.
pub(crate) async fn deleted_spec(reader: &SqlitePool, id: &str) -> Result<crate::schedule::model::ScheduleSpec> {
    let row = sqlx::query!("SELECT spec FROM schedule WHERE id = ? AND deleted_at IS NOT NULL", id);
    let row = row.fetch_optional(reader).await?.ok_or_else(|| Error::not_found("schedule"))?;
    json::read(&row.spec, SCHEDULE)
}
