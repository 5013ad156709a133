//! The forms a window can have, and the days each covers.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use thiserror::Error;

use crate::Dates;

/// No window is longer: ten years, well beyond what any AMC table keeps.
pub const LONGEST_DAYS: u32 = 3660;

/// How the covered days follow from the day on which the question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// So many days, the last of them the last complete one.
    LastDays(u32),
    /// So many new days, and before them so many that an earlier run has covered: their numbers may have moved since.
    Rolling {
        /// New days, as many as lie between two runs.
        days: u32,
        /// Days covered once more.
        overlap: u32,
    },
    /// So many weeks, Monday to Sunday, all complete.
    LastFullWeeks(u32),
    /// The latest calendar month that is complete.
    LastFullMonth,
    /// The latest calendar quarter that is complete.
    LastFullQuarter,
    /// From the first of the month of the last complete day up to that day.
    MonthToDate,
    /// From the first of the quarter of the last complete day up to that day.
    QuarterToDate,
    /// From 1 January of the year of the last complete day up to that day.
    YearToDate,
    /// These days, whatever day it is.
    Fixed(Dates),
}

/// Why no days can be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CoverError {
    /// A count of days or weeks is zero.
    #[error("a window covers at least one day")]
    Empty,
    /// More than [`LONGEST_DAYS`].
    #[error("a window covers at most {LONGEST_DAYS} days")]
    TooLong,
    /// The days would lie outside the calendar.
    #[error("these dates lie outside the calendar")]
    OutOfCalendar,
}

/// The days that `form` covers when asked on the local day `on`, if a day's data is complete `lag` days later.
///
/// # Errors
/// [`CoverError`] for counts of zero, windows longer than [`LONGEST_DAYS`] and dates beyond the calendar.
pub fn covered(form: Form, on: NaiveDate, lag: u32) -> Result<Dates, CoverError> {
    let out = CoverError::OutOfCalendar;
    let last = on.checked_sub_days(Days::new(lag.into())).ok_or(out)?;
    let dates = match form {
        Form::LastDays(days) => back(last, days)?,
        Form::Rolling { days: 0, .. } => return Err(CoverError::Empty),
        Form::Rolling { days, overlap } => back(last, days.saturating_add(overlap))?,
        Form::LastFullWeeks(weeks) => {
            let days = weeks.checked_mul(7).ok_or(CoverError::TooLong)?;
            // A Sunday is the end of its own week.
            let past_sunday = u64::from(last.weekday().num_days_from_sunday());
            back(last.checked_sub_days(Days::new(past_sunday)).ok_or(out)?, days)?
        }
        Form::LastFullMonth => full(last, 1)?,
        Form::LastFullQuarter => full(last, 3)?,
        Form::MonthToDate => to_date(first_of(last, 1)?, last)?,
        Form::QuarterToDate => to_date(first_of(last, 3)?, last)?,
        Form::YearToDate => to_date(first_of(last, 12)?, last)?,
        Form::Fixed(dates) => dates,
    };
    // The midnight that ends the last day has to exist.
    dates.last().succ_opt().ok_or(out)?;
    if dates.days() > LONGEST_DAYS { Err(CoverError::TooLong) } else { Ok(dates) }
}

fn back(last: NaiveDate, days: u32) -> Result<Dates, CoverError> {
    if days == 0 {
        return Err(CoverError::Empty);
    }
    if days > LONGEST_DAYS {
        return Err(CoverError::TooLong);
    }
    let first = last.checked_sub_days(Days::new(u64::from(days) - 1)).ok_or(CoverError::OutOfCalendar)?;
    to_date(first, last)
}

/// The latest period of `months` months that ends on or before `last`.
fn full(last: NaiveDate, months: u32) -> Result<Dates, CoverError> {
    let out = CoverError::OutOfCalendar;
    let tomorrow = last.checked_add_days(Days::new(1)).ok_or(out)?;
    let after = first_of(tomorrow, months)?;
    let first = after.checked_sub_months(Months::new(months)).ok_or(out)?;
    to_date(first, after.checked_sub_days(Days::new(1)).ok_or(out)?)
}

/// First day of the period of `months` months (1, 3 or 12) that holds `day`.
fn first_of(day: NaiveDate, months: u32) -> Result<NaiveDate, CoverError> {
    NaiveDate::from_ymd_opt(day.year(), day.month0() / months * months + 1, 1).ok_or(CoverError::OutOfCalendar)
}

fn to_date(first: NaiveDate, last: NaiveDate) -> Result<Dates, CoverError> {
    Dates::new(first, last).ok_or(CoverError::OutOfCalendar)
}
