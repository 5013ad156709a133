//! What became of the slots of all schedules, day by day.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Days, NaiveDate, NaiveTime};
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::SlotState;
use super::rows::{self, Dated};
use super::service::Schedules;
use crate::query::window::{day, zone};
use crate::{Error, Result};

/// Six weeks: as many as a month touches.
const MOST_DAYS: u32 = 42;
/// Schedules of a day.
const MOST_LISTED: usize = 20;
/// Slots of a schedule on one day.
const MOST_SLOTS: usize = 12;

/// A day with what became of its slots, those that a person asked for included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Type)]
pub struct SlotDay {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Slots that ended well.
    pub succeeded: u32,
    /// Slots that failed.
    pub failed: u32,
    /// Slots that a person cancelled.
    pub cancelled: u32,
    /// Slots that never ran: skipped, merged or expired.
    pub left_out: u32,
    /// Slots that wait or run.
    pub open: u32,
    /// The schedules that had slots, those with one that failed first, then in the order of their first slots; at most 20.
    pub schedules: Vec<SlotDaySchedule>,
    /// How many more schedules had slots.
    pub more: u32,
}

/// What became of the slots of a schedule on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct SlotDaySchedule {
    /// The schedule's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether it was deleted since.
    pub deleted: bool,
    /// How many slots it had.
    pub count: u32,
    /// What there is to know first: that one failed, else that one runs, waits, was cancelled or left out, else that all went well.
    pub state: SlotState,
    /// The slots, in order; the first 12.
    pub slots: Vec<DaySlot>,
}

/// A slot of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct DaySlot {
    /// When it was to fire, in UTC milliseconds.
    #[specta(type = Number)]
    pub at: i64,
    /// Whether a person asked for it.
    pub manual: bool,
    /// Where it is.
    pub state: SlotState,
}

impl Schedules {
    /// What became of the slots of all schedules on so many days of the zone `time_zone`, from the day `first` (`YYYY-MM-DD`) on; at
    /// most 42. Schedules that were deleted since are among them.
    ///
    /// # Errors
    /// `window.zone`, `window.dates`, `invalid`, `store.*`.
    pub async fn slot_days(&self, first: &str, days: u32, time_zone: &str) -> Result<Vec<SlotDay>> {
        let zone = zone(time_zone)?;
        let first = day(first)?;
        if days == 0 || days > MOST_DAYS {
            return Err(
                Error::invalid(format!("A calendar shows 1 to {MOST_DAYS} days at once.")).next("Choose fewer days.")
            );
        }
        let end = first.checked_add_days(Days::new(u64::from(days))).unwrap_or(first);
        // No zone is as far as a day from UTC; what lies outside the days is not among those that are told.
        let (from, until) = (first.checked_sub_days(Days::new(1)), end.checked_add_days(Days::new(1)));
        let millis =
            |day: Option<NaiveDate>| day.unwrap_or(first).and_time(NaiveTime::MIN).and_utc().timestamp_millis();
        let mut by_day: BTreeMap<NaiveDate, Vec<Dated>> = BTreeMap::new();
        for slot in rows::between(self.parts.store.reader(), millis(from), millis(until)).await? {
            let at = DateTime::from_timestamp_millis(slot.nominal).unwrap_or_default();
            by_day.entry(at.with_timezone(&zone).date_naive()).or_default().push(slot);
        }
        let all = first.iter_days().take_while(|day| *day < end);
        Ok(all.map(|day| told(day, by_day.remove(&day).unwrap_or_default())).collect())
    }
}

fn told(day: NaiveDate, slots: Vec<Dated>) -> SlotDay {
    let mut found = SlotDay { day: day.to_string(), ..SlotDay::default() };
    let mut places: HashMap<String, usize> = HashMap::new();
    for slot in slots {
        match slot.state {
            SlotState::Succeeded => found.succeeded += 1,
            SlotState::Failed => found.failed += 1,
            SlotState::Cancelled => found.cancelled += 1,
            SlotState::Skipped | SlotState::Merged | SlotState::Expired => found.left_out += 1,
            SlotState::Waiting | SlotState::Running => found.open += 1,
        }
        let place = *places.entry(slot.schedule_id.clone()).or_insert(found.schedules.len());
        if place == found.schedules.len() {
            found.schedules.push(SlotDaySchedule {
                id: slot.schedule_id,
                name: slot.name,
                deleted: slot.deleted,
                count: 0,
                state: slot.state,
                slots: Vec::new(),
            });
        }
        let Some(schedule) = found.schedules.get_mut(place) else { continue };
        schedule.count += 1;
        if rank(slot.state) < rank(schedule.state) {
            schedule.state = slot.state;
        }
        if schedule.slots.len() < MOST_SLOTS {
            schedule.slots.push(DaySlot { at: slot.nominal, manual: slot.manual, state: slot.state });
        }
    }
    found.schedules.sort_by_key(|schedule| schedule.state != SlotState::Failed);
    found.more = u32::try_from(found.schedules.len().saturating_sub(MOST_LISTED)).unwrap_or(u32::MAX);
    found.schedules.truncate(MOST_LISTED);
    found
}

/// What of several slots is told first. A slot that others were merged into says more than they do.
fn rank(state: SlotState) -> u8 {
    match state {
        SlotState::Failed => 0,
        SlotState::Running => 1,
        SlotState::Waiting => 2,
        SlotState::Cancelled => 3,
        SlotState::Expired => 4,
        SlotState::Skipped => 5,
        SlotState::Succeeded => 6,
        SlotState::Merged => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(schedule: usize, minute: i64, state: SlotState) -> Dated {
        let id = format!("s-{schedule}");
        Dated { name: id.clone(), schedule_id: id, deleted: false, manual: false, nominal: minute * 60_000, state }
    }

    fn of(slots: Vec<Dated>) -> SlotDay {
        told(NaiveDate::default(), slots)
    }

    #[test]
    fn a_day_counts_its_slots_and_tells_first_of_what_failed() {
        let states =
            [SlotState::Succeeded, SlotState::Merged, SlotState::Running, SlotState::Failed, SlotState::Expired];
        let mut slots: Vec<Dated> = (0..25).map(|number| slot(number, 0, states[number % 2])).collect();
        slots.extend(states.into_iter().zip(1..).map(|(state, minute)| slot(24, minute, state)));
        let day = of(slots);
        assert_eq!((day.succeeded, day.failed, day.cancelled, day.left_out, day.open), (14, 1, 0, 14, 1));
        assert_eq!((day.schedules.len(), day.more), (20, 5));
        let first = &day.schedules[0];
        assert_eq!((first.id.as_str(), first.count, first.state), ("s-24", 6, SlotState::Failed));
        assert_eq!(day.schedules[1].id, "s-0");
    }

    #[test]
    fn many_slots_of_a_schedule_are_counted_and_the_first_of_them_listed() {
        let day = of((0..30)
            .map(|minute| slot(1, minute, SlotState::Merged))
            .chain([slot(1, 40, SlotState::Succeeded)])
            .collect());
        let only = &day.schedules[0];
        assert_eq!((only.count, only.slots.len(), only.slots[11].at), (31, 12, 11 * 60_000));
        assert_eq!(only.state, SlotState::Succeeded);
    }
}
