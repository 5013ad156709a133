//! The service that hosts talk to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, NaiveDate, Utc};
use recurrence::{Dates, RelativeDate, RelativeDateError, Schedule, Spread, Window};
use tokio::sync::Notify;
use uuid::Uuid;

use super::model::{MisfireWord, MissedInPause, ScheduleSpec, SlotOrigin, SlotState};
use super::rows::{self, Next, SlotStart};
use super::{cover, scan, view};
use crate::account::Accounts;
use crate::catalog::DataSources;
use crate::dashboard::Dashboards;
use crate::execution::{Checkpoints, Executions, check_time_limit};
use crate::profile::Profiles;
use crate::query::ParameterValue;
use crate::result::Results;
use crate::service::{Clock, Event, Events, Supervisor};
use crate::settings::SettingsService;
use crate::store::Store;
use crate::{Error, Result};

/// Schedules there may be.
const MOST_SCHEDULES: usize = 10_000;
/// Instances of one schedule.
const MOST_INSTANCES: usize = 500;

/// What schedules stand on.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) store: Store,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) supervisor: Supervisor,
    pub(crate) settings: SettingsService,
    pub(crate) profiles: Profiles,
    pub(crate) accounts: Accounts,
    pub(crate) executions: Executions,
    pub(crate) data_sources: DataSources,
    pub(crate) results: Results,
    pub(crate) dashboards: Dashboards,
    pub(crate) checkpoints: Checkpoints,
}

/// Schedules. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Schedules {
    pub(super) parts: Arc<Parts>,
    /// Rung when there is something new to look at.
    pub(super) wake: Arc<Notify>,
    /// Schedules whose queries Amazon is compiling, or could not compile of late: not before this instant of the boot clock.
    pub(super) proving: Arc<Mutex<HashMap<String, Option<Duration>>>>,
    /// Held by whoever writes files.
    pub(super) exporting: Arc<tokio::sync::Mutex<()>>,
}

/// A schedule's rule and window, read.
#[derive(Clone, Debug)]
pub(super) struct Reading {
    pub(super) schedule: Schedule,
    pub(super) window: Window,
    pub(super) last_day: Option<NaiveDate>,
}

impl Reading {
    pub(super) fn of(spec: &ScheduleSpec) -> Result<Self> {
        let last_day = spec.last_day.as_deref().map(|day| {
            day.parse::<NaiveDate>().map_err(|_| {
                Error::invalid(format!("{day} is no day.")).next("Write the last day as 2026-03-01, or leave it empty.")
            })
        });
        Ok(Self {
            schedule: spec.rule.schedule(&spec.time_zone, spec.gap, spec.overlap)?,
            window: cover::window(&spec.window)?,
            last_day: last_day.transpose()?,
        })
    }

    /// The first slot after `after` that the schedule `id` has, with the instant at which it is due.
    pub(super) fn next(&self, id: &str, after: DateTime<Utc>) -> Next {
        let slot = self.schedule.next(after)?;
        if self.last_day.is_some_and(|last| slot.meant.date() > last) {
            return None;
        }
        let due = Spread::of(id).due(&self.schedule, slot.instant);
        Some((slot.instant.timestamp_millis(), due.timestamp_millis()))
    }
}

impl Schedules {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), wake: Arc::default(), proving: Arc::default(), exporting: Arc::default() }
    }

    /// Whatever a person may have got wrong.
    async fn check(&self, spec: &mut ScheduleSpec, own: Option<&str>) -> Result<Reading> {
        spec.name = spec.name.trim().to_owned();
        if spec.name.is_empty() || spec.name.chars().count() > 200 {
            return Err(Error::invalid("A schedule needs a name of at most 200 characters.").next("Give it a name."));
        }
        let mut seen = BTreeSet::new();
        spec.instance_ids.retain(|id| seen.insert(id.clone()));
        if spec.instance_ids.is_empty() {
            return Err(
                Error::new("execution.no_instance", "No instance is chosen.").next("Choose at least one instance.")
            );
        }
        if spec.instance_ids.len() > MOST_INSTANCES {
            return Err(Error::invalid(format!("A schedule runs on at most {MOST_INSTANCES} instances."))
                .next("Make several schedules of it."));
        }
        check_numbers(spec)?;
        if let Some(id) = &spec.workflow_id {
            let current = crate::workflow::current(self.parts.store.reader(), id).await?;
            let (sql, values) = current.ok_or_else(workflow_deleted)?;
            spec.sql = sql;
            for (name, value) in values {
                if !spec.parameter_dates.contains_key(&name) {
                    spec.parameter_values.entry(name).or_insert(value);
                }
            }
        }
        let reading = Reading::of(spec)?;
        self.check_follow_ups(spec, own).await?;
        for id in &spec.instance_ids {
            self.parts.accounts.instance(id).await?;
        }
        let today = self.parts.clock.now().with_timezone(&reading.schedule.zone()).date_naive();
        let values = values(spec, today, reading.window.covering(today).ok())?;
        self.parts.executions.check(&spec.sql, &spec.instance_ids, &values).await?;
        Ok(reading)
    }

    /// Keeps a new schedule, which fires from now on; its id.
    ///
    /// # Errors
    /// `SCH001` for a cron expression, `SCH006` for a workflow that is not there, `schedule.*` for rule, zone and window, `query.*` for the query, `invalid`, `not_found` for an
    /// instance, `store.*`. Nothing is kept then.
    pub async fn create(&self, mut spec: ScheduleSpec) -> Result<String> {
        let reading = self.check(&mut spec, None).await?;
        if rows::all(self.parts.store.reader()).await?.len() >= MOST_SCHEDULES {
            return Err(
                Error::invalid(format!("There may be at most {MOST_SCHEDULES} schedules.")).next("Delete some.")
            );
        }
        let id = Uuid::now_v7().to_string();
        let now = self.parts.clock.now();
        let next = reading.next(&id, now);
        if next.is_none() {
            return Err(Error::new("schedule.never", "This schedule would never fire.")
                .next("Choose another rule, or a later last day."));
        }
        let edit = rows::Edit { id: id.clone(), spec, next, changes: Vec::new(), moved: false, unproved: true };
        rows::insert(&self.parts.store, edit, now.timestamp_millis()).await?;
        self.tell(vec![id.clone()]);
        Ok(id)
    }

    /// Changes a schedule that was read in `version`. Where it fires at other times than before, nothing planned before this change
    /// fires any more.
    ///
    /// # Errors
    /// As [`Self::create`]; `not_found`; `schedule.changed` when it was changed meanwhile.
    pub async fn update(&self, id: &str, version: i64, mut spec: ScheduleSpec) -> Result<()> {
        let old = rows::one(self.parts.store.reader(), id).await?;
        let reading = self.check(&mut spec, Some(id)).await?;
        let now = self.parts.clock.now();
        let changes = changes(&old.spec, &spec)?;
        if changes.is_empty() {
            return Ok(());
        }
        let when = |spec: &ScheduleSpec| {
            (spec.rule.clone(), spec.gap, spec.overlap, spec.time_zone.clone(), spec.last_day.clone())
        };
        let moved = when(&old.spec) != when(&spec);
        let what = |spec: &ScheduleSpec| {
            let values = (spec.parameter_values.clone(), spec.parameter_dates.clone());
            (spec.sql.clone(), values, spec.instance_ids.clone())
        };
        let unproved = what(&old.spec) != what(&spec);
        let edit = rows::Edit { id: id.to_owned(), spec, next: reading.next(id, now), changes, moved, unproved };
        if !rows::update(&self.parts.store, edit, version, now.timestamp_millis()).await? {
            return Err(Error::new("schedule.changed", "This schedule was changed meanwhile.")
                .next("Look at it again and repeat your change."));
        }
        self.tell(vec![id.to_owned()]);
        Ok(())
    }

    /// Pauses schedules: what has begun goes on, what waits is left out. Those that do not fire are left as they are.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn pause(&self, ids: Vec<String>) -> Result<()> {
        let paused = rows::pause(&self.parts.store, ids, None, self.parts.clock.now_millis()).await?;
        self.tell(paused);
        Ok(())
    }

    /// What came of schedules while they were paused, up to 31 slots each; those of which nothing did, or that are not paused, are
    /// not in it.
    ///
    /// # Errors
    /// `not_found`, `store.*`; `schedule.*` and `SCH001` when a rule cannot be read any more.
    pub async fn missed_in_pause(&self, ids: &[String]) -> Result<Vec<MissedInPause>> {
        let now = self.parts.clock.now();
        let mut all = Vec::new();
        for id in ids {
            let row = rows::one(self.parts.store.reader(), id).await?;
            let reading = Reading::of(&row.spec)?;
            let pause = scan::while_paused(&row, &reading, now);
            let (Some(oldest), Some(newest)) = (pause.slots.first(), pause.slots.last()) else { continue };
            let zone = reading.schedule.zone();
            let local = |slot: &rows::NewSlot| {
                let at = DateTime::from_timestamp_millis(slot.nominal).unwrap_or_default();
                at.with_timezone(&zone).format("%a %-d %b %H:%M").to_string()
            };
            all.push(MissedInPause {
                id: row.id.clone(),
                name: row.spec.name.clone(),
                slots: u32::try_from(pause.slots.len()).unwrap_or(u32::MAX),
                more: pause.more,
                oldest: local(oldest),
                newest: local(newest),
                newest_covers: newest.window.as_ref().and_then(view::covers),
                instances: u32::try_from(row.spec.instance_ids.len()).unwrap_or(u32::MAX),
            });
        }
        Ok(all)
    }

    /// Lets paused schedules fire again, from now on. What came during the pause is written down, up to 31 slots each; `missed` says
    /// which of these run, and the others can be run by [`Self::run_slot`].
    ///
    /// # Errors
    /// `not_found`, `store.*`; `SCH006` when the workflow is deleted; `schedule.*` and `SCH001` when a rule cannot be read any more.
    pub async fn resume(&self, ids: Vec<String>, missed: MisfireWord) -> Result<()> {
        let reader = self.parts.store.reader();
        let now = self.parts.clock.now();
        for id in &ids {
            let row = rows::one(reader, id).await?;
            if self.workflow_gone(&row.spec).await? {
                return Err(workflow_deleted());
            }
            let reading = Reading::of(&row.spec)?;
            let mut pause = scan::while_paused(&row, &reading, now);
            // All of them are tried again, those that were set aside too.
            let mut instances = rows::instances(reader, Some(id)).await?.remove(id).unwrap_or_default();
            instances.iter_mut().for_each(|one| one.set_aside = false);
            let left = row.spec.most_slots.map(|most| i64::from(most) - row.slots_begun);
            let left = left.map_or(usize::MAX, |left| usize::try_from(left).unwrap_or(0));
            let mut late_from = self.late_from(now).await?;
            let begun = scan::make_up(&mut pause.slots, missed, &instances, left, &mut late_from);
            let next = reading.next(id, now).filter(|_| left > begun);
            let resumed = rows::Resumed { id: id.clone(), next, missed: pause.slots };
            rows::resume(&self.parts.store, resumed, now.timestamp_millis()).await?;
        }
        self.tell(ids);
        Ok(())
    }

    /// Deletes schedules; [`Self::restore`] brings them back. What has begun goes on, and history and results stay.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn delete(&self, ids: Vec<String>) -> Result<()> {
        let deleted = rows::delete(&self.parts.store, ids, self.parts.clock.now_millis()).await?;
        self.tell(deleted);
        Ok(())
    }

    /// Brings deleted schedules back. They fire from now on, unless they were paused.
    ///
    /// # Errors
    /// `not_found`, `store.*`.
    pub async fn restore(&self, ids: Vec<String>) -> Result<()> {
        let now = self.parts.clock.now();
        for id in &ids {
            let spec = rows::deleted_spec(self.parts.store.reader(), id).await?;
            let next = Reading::of(&spec)?.next(id, now);
            rows::restore(&self.parts.store, id, next, now.timestamp_millis()).await?;
        }
        self.tell(ids);
        Ok(())
    }

    /// Runs a schedule now, whether or not it is paused, over the dates that a slot of today would cover. Its slots stay as they are.
    /// The slot's id.
    ///
    /// # Errors
    /// `not_found`; `schedule.no_dates` when nothing would be covered; `store.*`.
    pub async fn run_now(&self, id: &str) -> Result<String> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        let reading = Reading::of(&row.spec)?;
        let now = self.parts.clock.now();
        let new = self.beside(&row, &reading, now, SlotOrigin::Manual, None).await?;
        if let SlotStart::Ends(_, error) = new.start {
            return Err(error.next("Choose later dates."));
        }
        let millis = now.timestamp_millis();
        let slot_id = new.id.clone();
        rows::record(&self.parts.store, id, vec![new], millis).await?;
        self.tell(vec![id.to_owned()]);
        Ok(slot_id)
    }

    /// Runs a slot that was left out, missed or failed, with its own dates; runs of it that ended well stay.
    ///
    /// # Errors
    /// `not_found`; `schedule.under_way`; `store.*`. A slot that covers no dates is left out again, and says so.
    pub async fn run_slot(&self, slot_id: &str) -> Result<()> {
        let (schedule_id, state) = rows::slot_schedule(self.parts.store.reader(), slot_id).await?;
        let row = rows::one(self.parts.store.reader(), &schedule_id).await?;
        let under_way =
            || Error::new("schedule.under_way", "This slot is under way, or has ended well.").next("Wait for its end.");
        if matches!(state, SlotState::Waiting | SlotState::Running | SlotState::Succeeded) {
            return Err(under_way());
        }
        let now = self.parts.clock.now_millis();
        if !rows::again(&self.parts.store, slot_id, row.spec.instance_ids, now).await? {
            return Err(under_way());
        }
        self.tell(vec![schedule_id]);
        Ok(())
    }

    /// Lets the executor look now at whatever is due.
    pub(crate) fn look_now(&self) {
        self.wake.notify_one();
    }

    /// Tells who shows schedules, and lets the executor look.
    pub(crate) fn tell(&self, ids: Vec<String>) {
        if ids.is_empty() {
            return;
        }
        self.parts.events.send(Event::SchedulesChanged { ids });
        self.wake.notify_one();
    }
}

/// Why a schedule has nothing to run.
pub(super) fn workflow_deleted() -> Error {
    Error::new("SCH006", "The workflow of this schedule was deleted.")
        .next("Bring it back under Workflows, or choose another in the schedule, then resume it.")
}

/// Whether limits are such that something can run.
pub(super) fn check_numbers(spec: &ScheduleSpec) -> Result<()> {
    if !(1..=60).contains(&spec.retry_minutes) {
        return Err(Error::invalid("The first retry waits 1 to 60 minutes.").next("Choose a pause in between."));
    }
    check_time_limit(spec.time_limit_minutes)?;
    if !(10..=500).contains(&spec.history_slots) {
        return Err(Error::invalid("A history shows 10 to 500 slots at first.").next("Choose a number in between."));
    }
    if spec.pause_after > 10 || spec.retries > 10 {
        return Err(Error::invalid("Retries, and failures before a pause, are at most 10.").next("Choose fewer."));
    }
    if [spec.most_slots, spec.executions_a_day, spec.minutes_a_day].contains(&Some(0)) {
        return Err(Error::invalid("A limit of 0 would let nothing run.").next("Leave it empty for no limit."));
    }
    Ok(())
}

/// The values of a slot's parameters: its dates in words stand for days that follow from `planned` and from what it covers.
///
/// # Errors
/// `schedule.date` with the column of what cannot be read, or for a day outside the calendar.
pub(super) fn values(
    spec: &ScheduleSpec,
    planned: NaiveDate,
    covered: Option<Dates>,
) -> Result<BTreeMap<String, ParameterValue>> {
    let mut values = spec.parameter_values.clone();
    for (name, text) in &spec.parameter_dates {
        let date: RelativeDate = text.parse().map_err(|RelativeDateError { message, column }| {
            let mut error = Error::new("schedule.date", format!("{name}, column {column}: {message}"))
                .next("Write the date as in: today - 14d, or start of last month.");
            error.details.column = u32::try_from(column).ok();
            error
        })?;
        let day = date.on(planned, covered).map_err(|error| {
            Error::new("schedule.date", format!("The date of {name} fails: {error}.")).next("Write another date.")
        })?;
        values.insert(name.clone(), ParameterValue::Text(day.to_string()));
    }
    Ok(values)
}

/// What differs between two versions, in the words of people.
fn changes(old: &ScheduleSpec, new: &ScheduleSpec) -> Result<Vec<rows::Change>> {
    let fields = |spec: &ScheduleSpec| match serde_json::to_value(spec) {
        Ok(serde_json::Value::Object(fields)) => Ok(fields),
        _ => Err(Error::internal("a schedule cannot be written")),
    };
    let (old, new) = (fields(old)?, fields(new)?);
    let text = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => None,
        Some(serde_json::Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let changed = new.iter().filter(|(field, value)| old.get(*field) != Some(*value));
    let change = |(field, value): (&String, &serde_json::Value)| rows::Change {
        field: field.replace('_', " "),
        old: text(old.get(field)),
        new: text(Some(value)),
    };
    Ok(changed.map(change).collect())
}
