//! Dates in words: `start of last month - 1d`.

mod parse;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, Days, Months, NaiveDate, Weekday};
use thiserror::Error;

use crate::Dates;
use crate::schedule::{FIRST_DAY, LAST_DAY};

/// No step of a date counts more units.
pub const LONGEST_STEP: u32 = 9999;

/// A date that follows from the day a run is planned for.
///
/// A date to begin with, then any number of steps, each taken from where the one before it led:
///
/// ```text
/// date   = begin { step } | step { step }          steps alone begin with today
/// begin  = "today" | "yesterday" | "tomorrow" | YYYY-MM-DD
///        | ( "start" | "end" ) "of" [ "this" | "last" | "next" ] ( "week" | "month" | "quarter" | "year" )
///        | ( "start" | "end" ) "of" "window"       the first and the last day that the run covers
///        | ( "last" | "next" ) weekday             never today itself
/// step   = ( "+" | "-" ) number unit
/// unit   = "d" | "w" | "m" | "q" | "y"             or day(s), week(s), month(s), quarter(s), year(s)
/// ```
///
/// Weeks begin on Monday. A step of months, quarters or years that leads to a day which its month has not ends on the month's last.
/// Case does not matter, nor do blanks between the parts.
///
/// ```
/// let date: recurrence::RelativeDate = "start of last month - 1d".parse()?;
/// let planned = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
/// assert_eq!(date.on(planned, None).unwrap().to_string(), "2026-01-31");
/// # Ok::<(), recurrence::RelativeDateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RelativeDate {
    begin: Begin,
    steps: Vec<Step>,
}

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct RelativeDateError {
    /// A sentence for people.
    pub message: String,
    /// Where in the text, in characters from 1.
    pub column: usize,
}

/// Why a date has no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum RelativeDayError {
    /// It speaks of the window, and the run has none.
    #[error("the date speaks of the window, and nothing says which days that covers")]
    NoWindow,
    /// The day, or one on the way to it, is not in the years 1 to 9999.
    #[error("this date lies outside the calendar")]
    OutOfCalendar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Begin {
    Today,
    Yesterday,
    Tomorrow,
    Day(NaiveDate),
    Period(Edge, Which, Period),
    Window(Edge),
    Last(Weekday),
    Next(Weekday),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Edge {
    Start,
    End,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Which {
    This,
    Last,
    Next,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Period {
    Week,
    Month,
    Quarter,
    Year,
}

/// So many units on or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Step {
    back: bool,
    count: u32,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl RelativeDate {
    /// The day that it means for a run planned for the local day `planned`, which covers the days `window`, if any.
    ///
    /// # Errors
    /// [`RelativeDayError`] where it speaks of a window and there is none, and where it leaves the calendar.
    pub fn on(&self, planned: NaiveDate, window: Option<Dates>) -> Result<NaiveDate, RelativeDayError> {
        let out = RelativeDayError::OutOfCalendar;
        let begin = match self.begin {
            Begin::Today => Some(planned),
            Begin::Yesterday => planned.pred_opt(),
            Begin::Tomorrow => planned.succ_opt(),
            Begin::Day(day) => Some(day),
            Begin::Period(edge, which, period) => period.edge(edge, which, planned),
            Begin::Window(edge) => {
                let window = window.ok_or(RelativeDayError::NoWindow)?;
                Some(match edge {
                    Edge::Start => window.first(),
                    Edge::End => window.last(),
                })
            }
            Begin::Last(weekday) => {
                let since = (planned.weekday().num_days_from_monday() + 6 - weekday.num_days_from_monday()) % 7 + 1;
                planned.checked_sub_days(Days::new(since.into()))
            }
            Begin::Next(weekday) => {
                let until = (weekday.num_days_from_monday() + 6 - planned.weekday().num_days_from_monday()) % 7 + 1;
                planned.checked_add_days(Days::new(until.into()))
            }
        };
        let within = |day: &NaiveDate| (FIRST_DAY..=LAST_DAY).contains(day);
        let begin = begin.filter(within).ok_or(out)?;
        self.steps.iter().try_fold(begin, |day, step| step.from(day).filter(within).ok_or(out))
    }

    /// Whether it speaks of the window.
    #[must_use]
    pub fn needs_window(&self) -> bool {
        matches!(self.begin, Begin::Window(_))
    }
}

impl Period {
    /// The first or last day of this period, of the one before or of the one after, as seen from `day`.
    fn edge(self, edge: Edge, which: Which, day: NaiveDate) -> Option<NaiveDate> {
        let unit = match self {
            Self::Week => Unit::Week,
            Self::Month => Unit::Month,
            Self::Quarter => Unit::Quarter,
            Self::Year => Unit::Year,
        };
        let months = |count: u32| NaiveDate::from_ymd_opt(day.year(), day.month0() / count * count + 1, 1);
        let start = match self {
            Self::Week => day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())),
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => months(12),
        }?;
        let to = |day, back| Step { back, count: 1, unit }.from(day);
        let start = match which {
            Which::This => start,
            Which::Last => to(start, true)?,
            Which::Next => to(start, false)?,
        };
        match edge {
            Edge::Start => Some(start),
            Edge::End => to(start, false)?.pred_opt(),
        }
    }
}

impl Step {
    fn from(self, day: NaiveDate) -> Option<NaiveDate> {
        let days = |each: u64| Days::new(u64::from(self.count) * each);
        let months = |each: u32| Some(Months::new(self.count.checked_mul(each)?));
        let (days, months) = match self.unit {
            Unit::Day => (days(1), Months::new(0)),
            Unit::Week => (days(7), Months::new(0)),
            Unit::Month => (days(0), months(1)?),
            Unit::Quarter => (days(0), months(3)?),
            Unit::Year => (days(0), months(12)?),
        };
        if self.back {
            day.checked_sub_months(months)?.checked_sub_days(days)
        } else {
            day.checked_add_months(months)?.checked_add_days(days)
        }
    }
}

impl FromStr for RelativeDate {
    type Err = RelativeDateError;

    fn from_str(text: &str) -> Result<Self, RelativeDateError> {
        parse::parse(text)
    }
}

impl fmt::Display for RelativeDate {
    /// The normal form, which reads as the same date.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.begin {
            Begin::Today => f.write_str("today")?,
            Begin::Yesterday => f.write_str("yesterday")?,
            Begin::Tomorrow => f.write_str("tomorrow")?,
            Begin::Day(day) => write!(f, "{day}")?,
            Begin::Period(edge, Which::This, period) => write!(f, "{} of {}", name(edge), period.name())?,
            Begin::Period(edge, Which::Last, period) => write!(f, "{} of last {}", name(edge), period.name())?,
            Begin::Period(edge, Which::Next, period) => write!(f, "{} of next {}", name(edge), period.name())?,
            Begin::Window(edge) => write!(f, "{} of window", name(edge))?,
            Begin::Last(weekday) => write!(f, "last {}", weekday_name(weekday))?,
            Begin::Next(weekday) => write!(f, "next {}", weekday_name(weekday))?,
        }
        for Step { back, count, unit } in &self.steps {
            let letter = match unit {
                Unit::Day => 'd',
                Unit::Week => 'w',
                Unit::Month => 'm',
                Unit::Quarter => 'q',
                Unit::Year => 'y',
            };
            write!(f, " {} {count}{letter}", if *back { '-' } else { '+' })?;
        }
        Ok(())
    }
}

fn name(edge: Edge) -> &'static str {
    match edge {
        Edge::Start => "start",
        Edge::End => "end",
    }
}

impl Period {
    fn name(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}
