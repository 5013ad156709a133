//! Windows in words: `last 7 days lag 2`.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike as _, NaiveDate};
use thiserror::Error;

use crate::{CoverError, Dates, Form, LONGEST_DAYS, covered};

/// How the days that a slot covers follow from the day for which it is planned.
///
/// Written `last N days`, `last full day|week|month|quarter`, `last N full weeks`, `rolling N days overlap N`, `month to date`,
/// `quarter to date`, `year to date` or `fixed START END` (two days, both covered), then `lag N` where the last N days before the
/// planned day are left out because their data are not complete. The planned day itself is never covered.
///
/// ```
/// let window: recurrence::Window = "last full week lag 2".parse()?;
/// let planned = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
/// assert_eq!(window.covering(planned).unwrap().to_string(), "2026-02-23..=2026-03-01");
/// # Ok::<(), recurrence::WindowError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The form.
    pub form: Form,
    /// Days before the planned day that are left out.
    pub lag: u32,
}

/// Why a text is no window.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct WindowError {
    /// A sentence for people.
    pub message: String,
    /// Where in the text, in characters from 1.
    pub column: usize,
}

impl Window {
    /// The days that a slot planned for the local day `planned` covers.
    ///
    /// # Errors
    /// As [`covered`].
    pub fn covering(&self, planned: NaiveDate) -> Result<Dates, CoverError> {
        covered(self.form, planned, self.lag.saturating_add(1))
    }
}

const FORMS: &str = "A window reads last N days, last N full weeks, last full day, week, month or quarter, rolling N days overlap N, \
                     month, quarter or year to date, or fixed START END, then lag N if days are to be left out";

impl FromStr for Window {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, WindowError> {
        let words: Vec<(usize, &str)> = crate::cron::placed_words(text);
        let wrong = |at: usize, message: String| {
            let end = words.last().map_or(1, |(column, word)| column + word.chars().count());
            WindowError { message, column: words.get(at).map_or(end, |(column, _)| *column) }
        };
        let word = |at: usize| words.get(at).map(|(_, word)| word.to_ascii_lowercase());
        let is = |at: usize, wanted: &str| word(at).as_deref() == Some(wanted);
        let number = |at: usize, most: u32| {
            let word = words.get(at).map_or("nothing", |(_, word)| word);
            let read = word.parse::<u32>().ok().filter(|_| word.chars().all(|digit| digit.is_ascii_digit()));
            match read {
                Some(number) if number <= most => Ok(number),
                _ => Err(wrong(at, format!("Here stands a whole number up to {most}, not {word}."))),
            }
        };
        let day = |at: usize| {
            let word = words.get(at).map_or("nothing", |(_, word)| word);
            let read = word.parse::<NaiveDate>().ok().filter(|_| word.len() == "2026-03-01".len());
            read.filter(|day| (1900..=9000).contains(&day.year()))
                .ok_or_else(|| wrong(at, format!("Here stands a day as in 2026-03-01, not {word}.")))
        };
        let (form, next) = match word(0).as_deref() {
            Some("last") if is(1, "full") => {
                let form = match word(2).as_deref() {
                    Some("day") => Form::LastDays(1),
                    Some("week") => Form::LastFullWeeks(1),
                    Some("month") => Form::LastFullMonth,
                    Some("quarter") => Form::LastFullQuarter,
                    _ => return Err(wrong(2, "Behind “last full” stands day, week, month or quarter.".to_owned())),
                };
                (form, 3)
            }
            Some("last") if is(2, "full") && (is(3, "weeks") || is(3, "week")) => {
                (Form::LastFullWeeks(number(1, LONGEST_DAYS / 7)?), 4)
            }
            Some("last") => {
                let days = number(1, LONGEST_DAYS)?;
                if !is(2, "days") && !is(2, "day") {
                    return Err(wrong(2, "Behind the number stands days, or full weeks.".to_owned()));
                }
                (Form::LastDays(days), 3)
            }
            Some("rolling") => {
                let days = number(1, LONGEST_DAYS)?;
                if !is(2, "days") && !is(2, "day") {
                    return Err(wrong(2, "Behind the number stands days.".to_owned()));
                }
                if !is(3, "overlap") {
                    return Err(wrong(3, "Behind the days stands overlap and a number of days.".to_owned()));
                }
                let overlap = number(4, LONGEST_DAYS.saturating_sub(days))?;
                (Form::Rolling { days, overlap }, 5 + usize::from(is(5, "days") || is(5, "day")))
            }
            Some(period @ ("month" | "quarter" | "year")) if is(1, "to") && is(2, "date") => {
                let form = match period {
                    "month" => Form::MonthToDate,
                    "quarter" => Form::QuarterToDate,
                    _ => Form::YearToDate,
                };
                (form, 3)
            }
            Some("fixed") => {
                let (first, last) = (day(1)?, day(2)?);
                let dates = Dates::new(first, last);
                let dates = dates.ok_or_else(|| wrong(2, "The last day comes before the first.".to_owned()))?;
                if dates.days() > LONGEST_DAYS {
                    return Err(wrong(2, format!("A window covers at most {LONGEST_DAYS} days.")));
                }
                (Form::Fixed(dates), 3)
            }
            _ => return Err(wrong(0, format!("{FORMS}."))),
        };
        if let Form::LastDays(count) | Form::LastFullWeeks(count) | Form::Rolling { days: count, .. } = form
            && count == 0
        {
            return Err(wrong(1, "A window covers at least one day.".to_owned()));
        }
        let (lag, next) = if is(next, "lag") {
            let lag = number(next + 1, LONGEST_DAYS)?;
            (lag, next + 2 + usize::from(is(next + 2, "days") || is(next + 2, "day")))
        } else {
            (0, next)
        };
        match words.get(next) {
            Some((_, word)) => Err(wrong(next, format!("{FORMS}; {word} is more than that."))),
            None => Ok(Self { form, lag }),
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            Form::LastDays(1) => write!(f, "last full day")?,
            Form::LastDays(days) => write!(f, "last {days} days")?,
            Form::Rolling { days, overlap } => write!(f, "rolling {days} days overlap {overlap}")?,
            Form::LastFullWeeks(1) => write!(f, "last full week")?,
            Form::LastFullWeeks(weeks) => write!(f, "last {weeks} full weeks")?,
            Form::LastFullMonth => write!(f, "last full month")?,
            Form::LastFullQuarter => write!(f, "last full quarter")?,
            Form::MonthToDate => write!(f, "month to date")?,
            Form::QuarterToDate => write!(f, "quarter to date")?,
            Form::YearToDate => write!(f, "year to date")?,
            Form::Fixed(dates) => write!(f, "fixed {} {}", dates.first(), dates.last())?,
        }
        if self.lag > 0 { write!(f, " lag {}", self.lag) } else { Ok(()) }
    }
}
