//! What is to come of all schedules together.

use chrono::{DateTime, TimeDelta, Utc};
use recurrence::Slot;
use serde::Serialize;
use specta::Type;
use specta_typescript::Number;

use super::model::ScheduleState;
use super::rows::{self, Row};
use super::service::{Reading, Schedules};
use super::view::clock_words;
use crate::Result;

/// Slots of a day that are counted: whoever hears of so many wants no number.
const MOST_COUNTED: usize = 1_000;

/// A slot that is to come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Type)]
pub struct ComingSlot {
    /// Its schedule's id.
    pub schedule_id: String,
    /// Its schedule's name.
    pub name: String,
    /// When it fires, in UTC milliseconds.
    #[specta(type = Number)]
    pub nominal: i64,
    /// The same on the schedule's own clock, as in `Fri 6 Mar 07:00`.
    pub local: String,
    /// How many executions it starts.
    pub executions: u32,
}

/// What is to come of all schedules that fire.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// The first slots of them all, in their order.
    pub next: Vec<ComingSlot>,
    /// Slots within 24 hours; 1,000 stands for so many or more.
    pub within_a_day: u32,
}

/// A schedule that fires, from its next slot on.
struct Firing {
    id: String,
    name: String,
    instances: usize,
    reading: Reading,
    next: DateTime<Utc>,
    left: usize,
}

impl Schedules {
    /// The first `most` slots of all schedules that fire, and how many come within 24 hours.
    ///
    /// # Errors
    /// `store.*`.
    pub async fn ahead(&self, most: usize) -> Result<Ahead> {
        let rows = rows::all(self.parts.store.reader()).await?;
        let firing = rows.into_iter().filter(|row| row.state == ScheduleState::On).filter_map(Firing::of);
        Ok(ahead(&firing.collect::<Vec<_>>(), self.parts.clock.now(), most))
    }
}

impl Firing {
    /// None where nothing is to come, or the rule cannot be read any more.
    fn of(row: Row) -> Option<Self> {
        Some(Self {
            reading: Reading::of(&row.spec).ok()?,
            next: DateTime::from_timestamp_millis(row.next_nominal?)?,
            left: row
                .spec
                .most_slots
                .map_or(usize::MAX, |most| usize::try_from(i64::from(most) - row.slots_begun).unwrap_or(0)),
            instances: row.spec.instance_ids.len(),
            id: row.id,
            name: row.spec.name,
        })
    }

    /// Its slots, the next one first.
    fn slots(&self) -> impl Iterator<Item = Slot> {
        let from = self.next - TimeDelta::milliseconds(1);
        let last_day = self.reading.last_day;
        self.reading
            .schedule
            .after(from)
            .take_while(move |slot| last_day.is_none_or(|last| slot.meant.date() <= last))
            .take(self.left)
    }
}

fn ahead(firing: &[Firing], now: DateTime<Utc>, most: usize) -> Ahead {
    let until = now + TimeDelta::days(1);
    let (mut first, mut within_a_day) = (Vec::new(), 0);
    for one in firing {
        first.extend(one.slots().take(most).map(|slot| (slot, one)));
        let coming = one.slots().take_while(|slot| slot.instant < until);
        within_a_day += coming.take(MOST_COUNTED - within_a_day).count();
    }
    first.sort_by(|(slot, one), (later, other)| (slot.instant, &one.name).cmp(&(later.instant, &other.name)));
    let next = first.into_iter().take(most).map(|(slot, one)| ComingSlot {
        schedule_id: one.id.clone(),
        executions: u32::try_from(one.instances).unwrap_or(u32::MAX),
        name: one.name.clone(),
        nominal: slot.instant.timestamp_millis(),
        local: clock_words(&slot, one.reading.schedule.zone()),
    });
    Ahead { next: next.collect(), within_a_day: u32::try_from(within_a_day).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::RuleSpec;

    fn firing(name: &str, cron: &str, zone: &str, next: &str) -> Firing {
        Firing {
            id: name.to_lowercase(),
            name: name.to_owned(),
            instances: 1,
            reading: Reading {
                schedule: RuleSpec::Cron(cron.to_owned()).schedule(zone, None, None).unwrap(),
                window: "last 7 days".parse().unwrap(),
                last_day: None,
            },
            next: next.parse().unwrap(),
            left: usize::MAX,
        }
    }

    fn words(ahead: &Ahead) -> Vec<String> {
        ahead.next.iter().map(|slot| format!("{} {}", slot.local, slot.name)).collect()
    }

    #[test]
    fn slots_of_all_schedules_are_told_in_their_order_each_on_its_own_clock() {
        let all = [
            firing("Pacing", "0 7 * * *", "America/New_York", "2026-03-05T12:00:00Z"),
            firing("Reach", "30 6 * * *", "Europe/Berlin", "2026-03-06T05:30:00Z"),
        ];
        let found = ahead(&all, "2026-03-05T09:00:00Z".parse().unwrap(), 3);
        assert_eq!(words(&found), ["Thu 5 Mar 07:00 Pacing", "Fri 6 Mar 06:30 Reach", "Fri 6 Mar 07:00 Pacing"]);
        assert_eq!(found.within_a_day, 2, "the third comes in 27 hours");
    }

    #[test]
    fn a_schedule_that_ends_has_no_slots_after_its_end() {
        let now = "2026-03-05T00:00:00Z".parse().unwrap();
        let mut twice = firing("Twice", "0 * * * *", "UTC", "2026-03-05T01:00:00Z");
        twice.left = 2;
        let mut until = firing("Until", "0 12 * * *", "UTC", "2026-03-05T12:00:00Z");
        until.reading.last_day = "2026-03-05".parse().ok();
        let found = ahead(&[twice, until], now, 9);
        assert_eq!(words(&found), ["Thu 5 Mar 01:00 Twice", "Thu 5 Mar 02:00 Twice", "Thu 5 Mar 12:00 Until"]);
        assert_eq!(found.within_a_day, 3);
    }

    #[test]
    fn so_many_slots_are_counted_up_to_a_thousand() {
        let every_minute = || firing("Often", "* * * * *", "UTC", "2026-03-05T00:01:00Z");
        let found = ahead(&[every_minute(), every_minute()], "2026-03-05T00:00:00Z".parse().unwrap(), 1);
        assert_eq!((found.next.len(), found.within_a_day), (1, 1_000));
        assert_eq!(ahead(&[], "2026-03-05T00:00:00Z".parse().unwrap(), 3), Ahead::default());
    }
}
