//! Months and business days.

use std::collections::BTreeSet;

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

/// The number of the last day of the month that holds `day`.
pub(crate) fn last_day(day: NaiveDate) -> u32 {
    match day.month() {
        4 | 6 | 9 | 11 => 30,
        2 if day.leap_year() => 29,
        2 => 28,
        _ => 31,
    }
}

/// Monday to Friday without the person's holidays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusinessDays {
    /// Days on which nobody works.
    pub holidays: BTreeSet<NaiveDate>,
}

impl BusinessDays {
    /// Whether people work on this day.
    #[must_use]
    pub fn contains(&self, day: NaiveDate) -> bool {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !self.holidays.contains(&day)
    }

    /// Whether it is the first business day of its month.
    pub(crate) fn is_first(&self, day: NaiveDate) -> bool {
        self.contains(day) && !(1..day.day()).filter_map(|earlier| day.with_day(earlier)).any(|day| self.contains(day))
    }

    /// Whether it is the last business day of its month.
    pub(crate) fn is_last(&self, day: NaiveDate) -> bool {
        let later = day.day() + 1..=last_day(day);
        self.contains(day) && !later.filter_map(|later| day.with_day(later)).any(|day| self.contains(day))
    }

    /// The days without business right before (`back`) or after a day.
    pub(crate) fn closed_beside(&self, day: NaiveDate, back: bool) -> impl Iterator<Item = NaiveDate> {
        let step = move |day: NaiveDate| {
            if back { day.checked_sub_days(Days::new(1)) } else { day.checked_add_days(Days::new(1)) }
        };
        std::iter::successors(step(day), move |day| step(*day)).take_while(|day| !self.contains(*day))
    }
}
