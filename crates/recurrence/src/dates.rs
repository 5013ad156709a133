//! A range of whole local days.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::day::first_instant;

/// Whole local days from `first` to `last`, both covered. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dates {
    first: NaiveDate,
    last: NaiveDate,
}

impl Dates {
    /// The days from `first` to `last`; `None` when `last` comes before `first`.
    #[must_use]
    pub fn new(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        (first <= last).then_some(Self { first, last })
    }

    /// First covered day.
    #[must_use]
    pub fn first(&self) -> NaiveDate {
        self.first
    }

    /// Last covered day.
    #[must_use]
    pub fn last(&self) -> NaiveDate {
        self.last
    }

    /// How many days, at least 1.
    #[must_use]
    pub fn days(&self) -> u32 {
        u32::try_from((self.last - self.first).num_days() + 1).unwrap_or(u32::MAX)
    }

    /// Midnight that begins the first day and midnight that ends the last one, as wall-clock times: the half-open window
    /// of Amazon's requests, whose zone travels beside it.
    #[must_use]
    pub fn wall_clock(&self) -> (NaiveDateTime, NaiveDateTime) {
        let after = self.last.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
        (self.first.and_time(NaiveTime::MIN), after.and_time(NaiveTime::MIN))
    }

    /// The same half-open window as the clocks of `zone` show it: where they leave out a midnight, the day begins at the first time
    /// that they show.
    #[must_use]
    pub fn wall_clock_in(&self, zone: Tz) -> (NaiveDateTime, NaiveDateTime) {
        let (start, end) = self.wall_clock();
        let shown = |instant: DateTime<Utc>| instant.with_timezone(&zone).naive_local();
        self.instants(zone).map_or((start, end), |(first, after)| (shown(first), shown(after)))
    }

    /// The part that does not lie before `earliest`; `None` where all of it does.
    #[must_use]
    pub fn from_on(&self, earliest: NaiveDate) -> Option<Self> {
        Self::new(self.first.max(earliest), self.last)
    }

    /// The same half-open window as instants of `zone`. A day that the zone skipped begins with the next day that exists.
    #[must_use]
    pub fn instants(&self, zone: Tz) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let (_, after) = self.wall_clock();
        Some((from(self.first, zone)?, from(after.date(), zone)?))
    }
}

fn from(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    first_instant(day, zone).or_else(|| first_instant(day.checked_add_days(Days::new(1))?, zone))
}

impl fmt::Display for Dates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..={}", self.first, self.last)
    }
}
