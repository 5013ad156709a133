//! Cron expressions of five fields: minute, hour, day of the month, month, weekday.

mod foreign;
mod parse;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use thiserror::Error;

use crate::calendar::last_day;
use crate::times::Beat;

/// A cron expression of five fields, in the grammar of the Open Cron Pattern Specification, without seconds.
///
/// Fields hold `*` (or `?`), numbers, names (`JAN`, `MON`), ranges, lists and steps. The day of the month also takes `L` (the
/// last), `LW` (the last Monday to Friday) and `15W` (the Monday to Friday nearest to the 15th, in the same month); the weekday
/// takes `5L` or `5#L` (the last Friday of the month) and `5#2` (the second). 0 and 7 are Sunday. Where both day fields are set, a
/// day needs to satisfy one of them; a `+` before the weekdays asks for both. `@hourly`, `@daily`, `@midnight`, `@weekly`,
/// `@monthly`, `@yearly` and `@annually` stand for what they say.
///
/// ```
/// let cron: recurrence::Cron = "30 6 * * MON-FRI".parse()?;
/// assert!(cron.is_fixed());
/// # Ok::<(), recurrence::CronError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    text: String,
    times: Beat,
    months: u16,
    days: DayField,
    weekdays: WeekdayField,
    /// Whether a day has to satisfy both day fields.
    both: bool,
}

/// The field for days of the month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct DayField {
    /// Not set: a literal `*` or `?`.
    any: bool,
    /// Bit n for day n.
    days: u32,
    last: bool,
    last_weekday: bool,
    /// The day to which the nearest weekday is meant.
    near: Option<u32>,
}

/// The field for weekdays. Bit 0 of a mask is Sunday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct WeekdayField {
    any: bool,
    every: u8,
    /// The first, the second … of a month.
    nth: [u8; 5],
    last: u8,
}

/// What the fields of an expression hold, as lists. Weekdays count from 0 = Sunday.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) minutes: Vec<u32>,
    pub(crate) hours: Vec<u32>,
    pub(crate) months: Vec<u32>,
    pub(crate) any_day: bool,
    pub(crate) days: Vec<u32>,
    pub(crate) near: Option<u32>,
    pub(crate) last_day: bool,
    pub(crate) last_weekday: bool,
    pub(crate) any_weekday: bool,
    pub(crate) weekdays: Vec<u32>,
    /// Which of a month, and of which weekday.
    pub(crate) nth: Vec<(u32, u32)>,
    pub(crate) last_weekdays: Vec<u32>,
    pub(crate) both: bool,
}

/// Why a text is no cron expression.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct CronError {
    /// A sentence for people.
    pub message: String,
    /// Where in the text, in characters from 1.
    pub column: usize,
    /// The expression of five fields that is probably meant, where the text is one of another system.
    pub instead: Option<String>,
}

/// The words of a text, each with the column of its first character, from 1.
pub(crate) fn placed_words(text: &str) -> Vec<(usize, &str)> {
    parse::words(text).into_iter().map(|part| (part.column, part.text)).collect()
}

impl Cron {
    /// What its fields hold, for words.
    pub(crate) fn shape(&self) -> Shape {
        let bits = |mask: u64, count: u32| (0..count).filter(|bit| mask & (1 << bit) != 0).collect::<Vec<_>>();
        let nth = self.weekdays.nth.iter().zip(1..);
        Shape {
            minutes: bits(self.times.minutes, 60),
            hours: bits(self.times.hours.into(), 24),
            months: bits(self.months.into(), 13),
            any_day: self.days.any,
            days: bits(self.days.days.into(), 32),
            near: self.days.near,
            last_day: self.days.last,
            last_weekday: self.days.last_weekday,
            any_weekday: self.weekdays.any,
            weekdays: bits(self.weekdays.every.into(), 7),
            nth: nth.flat_map(|(mask, nth)| bits((*mask).into(), 7).into_iter().map(move |day| (nth, day))).collect(),
            last_weekdays: bits(self.weekdays.last.into(), 7),
            both: self.both,
        }
    }

    /// The times of day at which it fires.
    pub(crate) fn beat(&self) -> &Beat {
        &self.times
    }

    /// Whether neither minute nor hour holds `*`, `?` or a step, so that the times are meant as they stand.
    #[must_use]
    pub fn is_fixed(&self) -> bool {
        self.times.fixed
    }

    /// Whether both day fields are set and a day needs to satisfy only one of them, which is rarely meant.
    #[must_use]
    pub fn is_either_day(&self) -> bool {
        !self.days.any && !self.weekdays.any && !self.both
    }

    /// Whether it fires on a day.
    pub(crate) fn is_on(&self, day: NaiveDate) -> bool {
        if self.months & (1 << day.month()) == 0 {
            return false;
        }
        match (self.days.any, self.weekdays.any) {
            (true, true) => true,
            (true, false) => self.weekdays.is_on(day),
            (false, true) => self.days.is_on(day),
            (false, false) if self.both => self.days.is_on(day) && self.weekdays.is_on(day),
            (false, false) => self.days.is_on(day) || self.weekdays.is_on(day),
        }
    }

    /// Whether it fires in a month at all, as far as the month's number tells.
    pub(crate) fn is_in_month(&self, day: NaiveDate) -> bool {
        self.months & (1 << day.month()) != 0
    }
}

impl DayField {
    fn is_on(&self, date: NaiveDate) -> bool {
        let day = date.day();
        self.days & (1 << day) != 0
            || (self.last && day == last_day(date))
            || (self.last_weekday && nearest_weekday(date, last_day(date)) == Some(day))
            || self.near.is_some_and(|wanted| nearest_weekday(date, wanted) == Some(day))
    }
}

impl WeekdayField {
    fn is_on(&self, date: NaiveDate) -> bool {
        let bit = 1_u8 << date.weekday().num_days_from_sunday();
        let nth = usize::try_from((date.day() - 1) / 7).unwrap_or(0);
        self.every & bit != 0
            || self.nth.get(nth).is_some_and(|weekdays| weekdays & bit != 0)
            || (self.last & bit != 0 && date.day() + 7 > last_day(date))
    }
}

/// The day from Monday to Friday that lies nearest to day `wanted` of the month of `date` without leaving it; `None` where the
/// month has no such day.
fn nearest_weekday(date: NaiveDate, wanted: u32) -> Option<u32> {
    let meant = date.with_day(wanted)?;
    Some(match meant.weekday().num_days_from_sunday() {
        6 if wanted == 1 => 3,
        6 => wanted - 1,
        0 if wanted == last_day(date) => wanted - 2,
        0 => wanted + 1,
        _ => wanted,
    })
}

impl FromStr for Cron {
    type Err = CronError;

    fn from_str(text: &str) -> Result<Self, CronError> {
        parse::parse(text)
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
