//! Schedules in the words of people: a rule for days, and times of day.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, Timelike as _, Weekday};
use thiserror::Error;

use crate::calendar::{BusinessDays, last_day};

/// The longest interval, ten years.
pub const LONGEST_INTERVAL: u32 = 3660;

/// On which days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayRule {
    /// On one day.
    Once(NaiveDate),
    /// Every so many days from a day on.
    EveryDays {
        /// The first day.
        anchor: NaiveDate,
        /// Days from one to the next, 1 to [`LONGEST_INTERVAL`].
        days: u32,
    },
    /// On these weekdays.
    Weekly(Vec<Weekday>),
    /// On a day of each month, 1 to 31; on the last day of a month that is shorter.
    MonthlyDay(u32),
    /// On the last day of each month.
    MonthlyLastDay,
    /// On the n-th of these weekdays of each month, 1 to 5; a month without a fifth has none. -1 is the last.
    MonthlyWeekday {
        /// Which weekdays, each counted for itself.
        weekdays: Vec<Weekday>,
        /// Which of them in the month.
        nth: i8,
    },
    /// On the first business day of each month.
    FirstBusinessDay,
    /// On the last business day of each month.
    LastBusinessDay,
    /// On all business days.
    BusinessDays,
    /// On a day, 1 to 31, of the first month of each calendar quarter; on its last day where it is shorter.
    Quarterly(u32),
}

/// Where a day goes that is no business day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Roll {
    /// Nowhere: there is none this time.
    Skip,
    /// To the next business day.
    Next,
    /// To the business day before.
    Previous,
}

/// Days by a rule, at fixed times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    days: DayRule,
    at: Vec<NaiveTime>,
    business: BusinessDays,
    roll: Option<Roll>,
}

/// Why a preset makes no schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PresetError {
    /// There is no time of day.
    #[error("A schedule needs a time of day.")]
    NoTime,
    /// A time has seconds.
    #[error("Schedules are exact to the minute: write the time without seconds.")]
    Seconds,
    /// An interval is 0 or longer than [`LONGEST_INTERVAL`].
    #[error("An interval has 1 to {LONGEST_INTERVAL} days.")]
    Interval,
    /// No weekday is named.
    #[error("Choose at least one weekday.")]
    NoWeekday,
    /// A day of the month is not 1 to 31.
    #[error("A day of the month is 1 to 31.")]
    Day,
    /// Which weekday of a month is not 1 to 5 or -1.
    #[error("A weekday of a month is the first to the fifth, or the last (-1).")]
    Nth,
}

impl Preset {
    /// A schedule on the days of `days` at the times `at`. `roll` says where days go that are not in `business`; without it the
    /// holidays count only where the rule itself speaks of business days.
    ///
    /// # Errors
    /// [`PresetError`] for rules outside their limits and for times that are missing or have seconds.
    pub fn new(
        days: DayRule,
        mut at: Vec<NaiveTime>,
        business: BusinessDays,
        roll: Option<Roll>,
    ) -> Result<Self, PresetError> {
        match &days {
            DayRule::EveryDays { days, .. } if !(1..=LONGEST_INTERVAL).contains(days) => {
                return Err(PresetError::Interval);
            }
            DayRule::Weekly(weekdays) | DayRule::MonthlyWeekday { weekdays, .. } if weekdays.is_empty() => {
                return Err(PresetError::NoWeekday);
            }
            DayRule::MonthlyWeekday { nth, .. } if !matches!(nth, 1..=5 | -1) => return Err(PresetError::Nth),
            DayRule::MonthlyDay(day) | DayRule::Quarterly(day) if !(1..=31).contains(day) => {
                return Err(PresetError::Day);
            }
            _ => {}
        }
        if at.is_empty() {
            return Err(PresetError::NoTime);
        }
        if at.iter().any(|time| time.second() != 0 || time.nanosecond() != 0) {
            return Err(PresetError::Seconds);
        }
        at.sort_unstable();
        at.dedup();
        Ok(Self { days, at, business, roll })
    }

    /// The times of day, in order.
    #[must_use]
    pub fn at(&self) -> &[NaiveTime] {
        &self.at
    }

    /// The rule for days.
    #[must_use]
    pub fn days(&self) -> &DayRule {
        &self.days
    }

    /// Where days go that are no business days; `None` where they stay.
    #[must_use]
    pub fn roll(&self) -> Option<Roll> {
        self.roll
    }

    pub(crate) fn is_on(&self, day: NaiveDate) -> bool {
        let open = || self.business.contains(day);
        let brought = |back| open() && self.business.closed_beside(day, back).any(|closed| self.is_meant(closed));
        match self.roll {
            None => self.is_meant(day),
            Some(Roll::Skip) => open() && self.is_meant(day),
            Some(Roll::Next) => (open() && self.is_meant(day)) || brought(true),
            Some(Roll::Previous) => (open() && self.is_meant(day)) || brought(false),
        }
    }

    /// The first day on which it can fire, if there is one.
    pub(crate) fn begin(&self) -> Option<NaiveDate> {
        match self.days {
            DayRule::Once(day) | DayRule::EveryDays { anchor: day, .. } => day.checked_sub_days(self.farthest_roll()),
            _ => None,
        }
    }

    /// The last day on which it can fire, if there is one.
    pub(crate) fn end(&self) -> Option<NaiveDate> {
        match self.days {
            DayRule::Once(day) => day.checked_add_days(self.farthest_roll()),
            _ => None,
        }
    }

    /// No roll goes further: between two business days lie holidays, and a weekend beside each at most.
    fn farthest_roll(&self) -> Days {
        Days::new(
            u64::try_from(self.business.holidays.len())
                .unwrap_or(u64::MAX)
                .saturating_mul(3)
                .saturating_add(3)
                .min(1 << 20),
        )
    }

    /// The day of the month that is wanted where `day` is the last of a month without it.
    pub(crate) fn lacking(&self, day: NaiveDate) -> Option<u32> {
        match self.days {
            DayRule::MonthlyDay(wanted) | DayRule::Quarterly(wanted) => {
                (self.is_meant(day) && wanted > last_day(day)).then_some(wanted)
            }
            _ => None,
        }
    }

    fn is_meant(&self, day: NaiveDate) -> bool {
        match &self.days {
            DayRule::Once(only) => day == *only,
            DayRule::EveryDays { anchor, days } => {
                let since = (day - *anchor).num_days();
                since >= 0 && since % i64::from(*days) == 0
            }
            DayRule::Weekly(weekdays) => weekdays.contains(&day.weekday()),
            DayRule::MonthlyDay(wanted) => day.day() == (*wanted).min(last_day(day)),
            DayRule::MonthlyLastDay => day.day() == last_day(day),
            DayRule::MonthlyWeekday { weekdays, nth } => {
                weekdays.contains(&day.weekday())
                    && match u32::try_from(*nth) {
                        Ok(nth) => (day.day() - 1) / 7 + 1 == nth,
                        Err(_) => day.day() + 7 > last_day(day),
                    }
            }
            DayRule::FirstBusinessDay => self.business.is_first(day),
            DayRule::LastBusinessDay => self.business.is_last(day),
            DayRule::BusinessDays => self.business.contains(day),
            DayRule::Quarterly(wanted) => day.month0().is_multiple_of(3) && day.day() == (*wanted).min(last_day(day)),
        }
    }
}
