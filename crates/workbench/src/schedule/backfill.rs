//! Backfill: what a schedule would have run on days that are past, shown first and then run with the lowest priority.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use recurrence::Slot;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;
use uuid::Uuid;

use super::cover::{Covering, cover_on};
use super::model::{ScheduleState, SlotOrigin, SlotState};
use super::rows::{self, Held, NewRun, NewSlot, Row, SlotStart};
use super::scan;
use super::service::{Reading, Schedules};
use crate::query::words;
use crate::{Error, Result};

/// Slots of one backfill.
const MOST_SLOTS: usize = 500;
/// Executions of one backfill.
const MOST_EXECUTIONS: usize = 5_000;
/// Days over which the executions of an ordinary day are reckoned.
const DAYS_AHEAD: i64 = 28;

/// What a backfill would run.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BackfillPlan {
    /// The slots of these days, oldest first.
    pub slots: Vec<BackfillSlot>,
    /// Executions of all slots that would run.
    pub executions: u32,
    /// Instances that a slot runs on: those of the schedule that are not set aside.
    pub instances: u32,
    /// Executions that the schedule may start a day.
    pub executions_a_day: Option<u32>,
    /// Of those, what its own slots leave on an ordinary day. With 0 the backfill would wait until the budget is raised.
    pub room_a_day: Option<u32>,
}

/// A slot of a backfill.
#[derive(Clone, Debug, PartialEq, Serialize, Type)]
pub struct BackfillSlot {
    /// When it was to fire, in UTC milliseconds. This names it.
    #[specta(type = Number)]
    pub nominal: i64,
    /// The same on the schedule's clock, as in `Fri 6 Mar 2026 02:30 EST`.
    pub local: String,
    /// The dates it covers, in words; `None` when Amazon keeps none of them.
    pub covers: Option<String>,
    /// What to know of it.
    pub note: Option<String>,
    /// What is in the history at this slot already.
    pub held: Option<SlotState>,
    /// Whether it would run: not where it covers nothing, nor where it ran or is to run.
    pub runs: bool,
}

/// A slot of the past with all that decides about it.
struct Candidate {
    slot: Slot,
    covering: Covering,
    held: Option<Held>,
}

impl Candidate {
    /// A slot that was missed may run, one that ran or is to run may not. What was cancelled, a person did not want.
    fn runs(&self) -> bool {
        let missed = |held: &Held| matches!(held.state, SlotState::Merged | SlotState::Expired | SlotState::Skipped);
        self.covering.covered.is_some() && self.held.as_ref().is_none_or(missed)
    }
}

impl Schedules {
    /// What a backfill of a schedule from the day `first` to the day `last` (`YYYY-MM-DD`, both included, of its own calendar) would
    /// run. Only slots that are past are in it. Nothing is kept.
    ///
    /// # Errors
    /// `not_found`; `invalid` for days that are none or in the wrong order; `schedule.too_many` for more than 500 slots; `store.*`.
    pub async fn plan_backfill(&self, id: &str, first: &str, last: &str) -> Result<BackfillPlan> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        let reading = Reading::of(&row.spec)?;
        let (first, last) = (day(first)?, day(last)?);
        if first > last {
            return Err(Error::invalid("The last day comes before the first.").next("Exchange the two days."));
        }
        let now = self.parts.clock.now();
        let slots = past_slots(&row, &reading, first, last, now);
        if slots.len() > MOST_SLOTS {
            return Err(too_many());
        }
        let candidates = self.candidates(&row, &reading, slots, now).await?;
        let instances = self.going(id).await?.len();
        let zone = reading.schedule.zone();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let running = candidates.iter().filter(|one| one.runs()).count();
        let shown = |one: &Candidate| BackfillSlot {
            nominal: one.slot.instant.timestamp_millis(),
            local: one.slot.local(zone).format("%a %-d %b %Y %H:%M %Z").to_string(),
            covers: one.covering.covered.map(words),
            note: one.covering.note.clone(),
            held: one.held.as_ref().map(|held| held.state),
            runs: one.runs(),
        };
        Ok(BackfillPlan {
            slots: candidates.iter().map(shown).collect(),
            executions: count(running * instances),
            instances: count(instances),
            executions_a_day: row.spec.executions_a_day,
            room_a_day: row.spec.executions_a_day.map(|most| most.saturating_sub(usual_day(&row, &reading, now))),
        })
    }

    /// Runs slots of the past, named by their nominal instants as [`Self::plan_backfill`] told them, whether or not the schedule is
    /// paused; how many are to run. They begin when the instances have nothing else to do, two at a time on each. Those that have run
    /// meanwhile are left away.
    ///
    /// # Errors
    /// `not_found`; `invalid` for an instant that is no past slot of this schedule; `schedule.too_many` for more than 500 slots or 5,000
    /// executions; `schedule.set_aside` when all instances are; `store.*`. Nothing runs then.
    pub async fn start_backfill(&self, id: &str, nominals: &[i64]) -> Result<u32> {
        let row = rows::one(self.parts.store.reader(), id).await?;
        let reading = Reading::of(&row.spec)?;
        let now = self.parts.clock.now();
        let until = looked_at(&row, now);
        let no_slot = || {
            Error::invalid("One of these is no past slot of the schedule.")
                .next("Look at the slots again: the schedule may have been changed.")
        };
        let slot = |nominal: &i64| {
            let at = DateTime::from_timestamp_millis(*nominal).filter(|at| *at <= until).ok_or_else(no_slot)?;
            let slot = reading.schedule.next(at - TimeDelta::milliseconds(1));
            slot.filter(|slot| slot.instant == at).ok_or_else(no_slot)
        };
        let instances = self.going(id).await?;
        if instances.is_empty() {
            return Err(Error::new("schedule.set_aside", "All instances of this schedule are set aside.")
                .next("Resume the schedule to try them again."));
        }
        if nominals.len() > MOST_SLOTS || nominals.len() * instances.len() > MOST_EXECUTIONS {
            return Err(too_many());
        }
        let slots = nominals.iter().map(slot).collect::<Result<Vec<_>>>()?;
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for one in self.candidates(&row, &reading, slots, now).await?.into_iter().filter(Candidate::runs) {
            match one.held {
                Some(held) => again.push(held.id),
                None => new.push(describe(&row, one.slot, one.covering, &instances, now)),
            }
        }
        let begun = rows::backfill(&self.parts.store, id, new, again, instances, now.timestamp_millis()).await?;
        self.tell(vec![id.to_owned()]);
        Ok(begun)
    }

    /// Leaves out what waits of the backfills of a schedule; how many slots that concerns. What runs goes on.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn stop_backfill(&self, id: &str) -> Result<u32> {
        let why = Error::new("schedule.backfill_stopped", "The backfill was stopped before this slot began.");
        let stopped = rows::stop_backfill(&self.parts.store, id, why, self.parts.clock.now_millis()).await?;
        self.tell(vec![id.to_owned()]);
        Ok(stopped)
    }

    /// The instances of a schedule that are not set aside.
    async fn going(&self, id: &str) -> Result<Vec<String>> {
        let all = rows::instances(self.parts.store.reader(), Some(id)).await?.remove(id).unwrap_or_default();
        Ok(all.into_iter().filter(|one| !one.set_aside).map(|one| one.instance_row).collect())
    }

    async fn candidates(
        &self,
        row: &Row,
        reading: &Reading,
        slots: Vec<Slot>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Candidate>> {
        let at = |slot: Option<&Slot>| slot.map_or(0, |slot| slot.instant.timestamp_millis());
        let oldest = at(slots.iter().min_by_key(|slot| slot.instant));
        let newest = at(slots.iter().max_by_key(|slot| slot.instant));
        let mut held: HashMap<i64, Held> = rows::held(self.parts.store.reader(), &row.id, oldest, newest).await?;
        let today = now.with_timezone(&reading.schedule.zone()).date_naive();
        let candidate = |slot: Slot| {
            // What Amazon keeps depends on when it is asked, and that is now.
            let covering = cover_on(&reading.schedule, slot, Some(reading.window), today)?;
            Ok(Candidate { slot, covering, held: held.remove(&slot.instant.timestamp_millis()) })
        };
        slots.into_iter().map(candidate).collect()
    }
}

fn day(text: &str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::invalid(format!("{text} is no day.")).next("Write days as 2026-03-01."))
}

fn too_many() -> Error {
    Error::new("schedule.too_many", "A backfill has at most 500 slots and 5,000 executions.").next("Choose fewer days.")
}

/// Slots up to here are taken up, or come before the schedule: what is later still belongs to the schedule itself.
fn looked_at(row: &Row, now: DateTime<Utc>) -> DateTime<Utc> {
    let scanned = DateTime::from_timestamp_millis(row.scanned_to).filter(|_| row.state == ScheduleState::On);
    scanned.map_or(now, |scanned| scanned.min(now))
}

/// The slots meant for these days that are past; one more than a backfill may have where there are too many.
fn past_slots(row: &Row, reading: &Reading, first: NaiveDate, last: NaiveDate, now: DateTime<Utc>) -> Vec<Slot> {
    let zone = reading.schedule.zone();
    // A slot in a gap may fire on the day after the one it is meant for.
    let begin = first.checked_sub_days(Days::new(1)).and_then(|day| recurrence::first_instant(day, zone));
    let until = looked_at(row, now);
    let slots = reading.schedule.after(begin.unwrap_or(until)).take_while(|slot| slot.instant <= until);
    let within = slots.skip_while(|slot| slot.meant.date() < first).take_while(|slot| slot.meant.date() <= last);
    within.take(MOST_SLOTS + 1).collect()
}

/// Executions of the schedule's own slots on an ordinary day to come, rounded up.
fn usual_day(row: &Row, reading: &Reading, now: DateTime<Utc>) -> u32 {
    if row.state != ScheduleState::On {
        return 0;
    }
    let slots = reading.schedule.between(now, now + TimeDelta::days(DAYS_AHEAD)).count() * row.spec.instance_ids.len();
    u32::try_from(slots.div_ceil(DAYS_AHEAD.unsigned_abs() as usize)).unwrap_or(u32::MAX)
}

fn describe(row: &Row, slot: Slot, covering: Covering, instances: &[String], now: DateTime<Utc>) -> NewSlot {
    let millis = now.timestamp_millis();
    let run = |instance: &String| NewRun { instance_row: instance.clone(), start_at: millis, skipped: None };
    NewSlot {
        id: Uuid::now_v7().to_string(),
        origin: SlotOrigin::Backfill,
        follows: None,
        nominal: slot.instant.timestamp_millis(),
        meant: scan::wall_clock(slot.meant),
        due: millis,
        late: false,
        window: covering.covered.map(|dates| (dates.first().to_string(), dates.last().to_string())),
        time_zone: row.spec.time_zone.clone(),
        note: covering.note,
        start: SlotStart::Runs(instances.iter().map(run).collect()),
    }
}
