//! The dates that a run covers: as a person chooses them, and as whole days of a zone with words for people.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use recurrence::{CoverError, Dates, Form, Window, WindowError, covered};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::{Error, Result};

/// Days until traffic of a day is complete (Amazon's service level of 48 hours).
pub const FRESHNESS_DAYS: u32 = 2;
/// Days over which conversions are still attributed to earlier traffic.
pub const MATURITY_DAYS: u32 = 14;
/// Months that most tables go back.
const HISTORY_MONTHS: u32 = 13;

/// A window as it is chosen and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum WindowSpec {
    /// So many full days that end where data are complete.
    LastDays {
        /// How many.
        days: u32,
    },
    /// So many full weeks.
    LastFullWeeks {
        /// How many.
        weeks: u32,
    },
    /// The last full calendar month.
    LastFullMonth,
    /// The last full quarter.
    LastFullQuarter,
    /// The month so far.
    MonthToDate,
    /// The quarter so far.
    QuarterToDate,
    /// The year so far.
    YearToDate,
    /// As a schedule writes it, as in `last 7 days lag 3`; the lag counts from the day before.
    Words {
        /// The words.
        text: String,
    },
    /// These days.
    Fixed {
        /// First day, `YYYY-MM-DD`.
        start: String,
        /// Last day, included.
        end: String,
    },
}

/// A window with its dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ResolvedWindow {
    /// First covered day, `YYYY-MM-DD`.
    pub start: String,
    /// Last covered day.
    pub end: String,
    /// The zone whose days these are.
    pub time_zone: String,
    /// The dates for people: `Mon 2 Feb to Sun 1 Mar 2026`.
    pub words: String,
    /// How many days.
    pub days: u32,
    /// Last day whose traffic is complete.
    pub complete_until: String,
    /// What to know about these dates, in plain words.
    pub note: Option<String>,
}

impl WindowSpec {
    /// The covered days when asked at `now` in `zone`.
    ///
    /// # Errors
    /// `window.*` for dates that cannot be read, run backwards, or cover nothing or too much.
    pub fn dates(&self, now: DateTime<Utc>, zone: Tz) -> Result<Dates> {
        let form = match self {
            Self::LastDays { days } => Form::LastDays(*days),
            Self::LastFullWeeks { weeks } => Form::LastFullWeeks(*weeks),
            Self::LastFullMonth => Form::LastFullMonth,
            Self::LastFullQuarter => Form::LastFullQuarter,
            Self::MonthToDate => Form::MonthToDate,
            Self::QuarterToDate => Form::QuarterToDate,
            Self::YearToDate => Form::YearToDate,
            Self::Words { text } => return in_words(text, now.with_timezone(&zone).date_naive()),
            Self::Fixed { start, end } => Form::Fixed(Dates::new(day(start)?, day(end)?).ok_or_else(|| {
                Error::new("window.backwards", "The window ends before it begins.").next("Swap the two dates.")
            })?),
        };
        covered(form, now.with_timezone(&zone).date_naive(), FRESHNESS_DAYS).map_err(told)
    }

    /// The window with its dates, words and notes, when asked at `now` in the zone `time_zone` (an IANA name).
    ///
    /// # Errors
    /// `window.zone` for an unknown zone, and those of [`Self::dates`].
    pub fn resolve(&self, now: DateTime<Utc>, time_zone: &str) -> Result<ResolvedWindow> {
        let zone = zone(time_zone)?;
        let dates = self.dates(now, zone)?;
        let today = now.with_timezone(&zone).date_naive();
        let complete = today.checked_sub_days(Days::new(FRESHNESS_DAYS.into())).unwrap_or(today);
        Ok(ResolvedWindow {
            start: dates.first().to_string(),
            end: dates.last().to_string(),
            time_zone: zone.name().to_owned(),
            words: words(dates),
            days: dates.days(),
            complete_until: complete.to_string(),
            note: note(dates, today, complete),
        })
    }
}

/// The days that a window in words covers on the day `today`.
fn in_words(text: &str, today: NaiveDate) -> Result<Dates> {
    let window: Window = text.trim().parse().map_err(|WindowError { message, column }| {
        let mut error = Error::new("window.words", format!("Column {column}: {message}"))
            .next("Write the dates as in: last 30 days lag 3.");
        error.details.column = u32::try_from(column).ok();
        error
    })?;
    window.covering(today).map_err(told)
}

fn told(error: CoverError) -> Error {
    match error {
        CoverError::Empty => Error::new("window.empty", "A window covers at least one day.").next("Choose 1 or more."),
        CoverError::TooLong => {
            Error::new("window.too_long", "The window is longer than ten years.").next("Choose fewer days.")
        }
        CoverError::OutOfCalendar => {
            Error::new("window.dates", "These dates lie outside the calendar.").next("Choose other dates.")
        }
    }
}

/// The zone with this IANA name.
///
/// # Errors
/// `window.zone`: never a silent UTC instead.
pub fn zone(name: &str) -> Result<Tz> {
    name.parse().map_err(|_| {
        Error::new("window.zone", format!("“{name}” is not a time zone.")).next("Choose a zone such as Europe/Berlin.")
    })
}

/// The day that is written as `YYYY-MM-DD`.
///
/// # Errors
/// `window.dates`.
pub(crate) fn day(text: &str) -> Result<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|day| text.len() == 10 && (1900..=9000).contains(&day.year()))
        .ok_or_else(|| Error::new("window.dates", format!("“{text}” is not a date.")).next("Write it as 2026-03-01."))
}

/// `Mon 2 Feb to Sun 1 Mar 2026`, `Thu 5 Mar 2026`, `Mon 29 Dec 2025 to Sun 4 Jan 2026`.
pub fn words(dates: Dates) -> String {
    let (first, last) = (dates.first(), dates.last());
    let end = last.format("%a %-d %b %Y");
    if first == last {
        end.to_string()
    } else if first.year() == last.year() {
        format!("{} to {end}", first.format("%a %-d %b"))
    } else {
        format!("{} to {end}", first.format("%a %-d %b %Y"))
    }
}

fn note(dates: Dates, today: NaiveDate, complete: NaiveDate) -> Option<String> {
    let short = |day: NaiveDate| day.format("%-d %b").to_string();
    let mut notes = Vec::new();
    if dates.last() > complete {
        notes.push(format!("Traffic is complete to {}; later days still grow.", short(complete)));
    }
    let matures = dates.last().checked_add_days(Days::new(MATURITY_DAYS.into())).unwrap_or(dates.last());
    if matures > today {
        notes.push(format!("Sales keep being attributed until {}.", short(matures)));
    }
    if today.checked_sub_months(chrono::Months::new(HISTORY_MONTHS)).is_some_and(|oldest| dates.first() < oldest) {
        notes.push(format!("Most tables go back {HISTORY_MONTHS} months only; earlier days may be empty."));
    }
    (!notes.is_empty()).then(|| notes.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-03-05T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn windows_are_told_in_dates_and_words() {
        for (spec, start, end, words, days) in [
            (WindowSpec::LastFullWeeks { weeks: 4 }, "2026-02-02", "2026-03-01", "Mon 2 Feb to Sun 1 Mar 2026", 28),
            (WindowSpec::LastDays { days: 1 }, "2026-03-03", "2026-03-03", "Tue 3 Mar 2026", 1),
            (WindowSpec::LastFullMonth, "2026-02-01", "2026-02-28", "Sun 1 Feb to Sat 28 Feb 2026", 28),
            (WindowSpec::MonthToDate, "2026-03-01", "2026-03-03", "Sun 1 Mar to Tue 3 Mar 2026", 3),
            (WindowSpec::LastFullQuarter, "2025-10-01", "2025-12-31", "Wed 1 Oct to Wed 31 Dec 2025", 92),
            (WindowSpec::QuarterToDate, "2026-01-01", "2026-03-03", "Thu 1 Jan to Tue 3 Mar 2026", 62),
            (WindowSpec::YearToDate, "2026-01-01", "2026-03-03", "Thu 1 Jan to Tue 3 Mar 2026", 62),
            (
                WindowSpec::Words { text: " last 7 days lag 3 ".into() },
                "2026-02-23",
                "2026-03-01",
                "Mon 23 Feb to Sun 1 Mar 2026",
                7,
            ),
            (
                WindowSpec::Fixed { start: "2025-12-29".into(), end: "2026-01-04".into() },
                "2025-12-29",
                "2026-01-04",
                "Mon 29 Dec 2025 to Sun 4 Jan 2026",
                7,
            ),
        ] {
            let window = spec.resolve(now(), "America/New_York").unwrap();
            assert_eq!((window.start.as_str(), window.end.as_str()), (start, end), "{spec:?}");
            assert_eq!((window.words.as_str(), window.days), (words, days));
            assert_eq!(window.complete_until, "2026-03-03");
        }
    }

    #[test]
    fn the_day_is_that_of_the_zone() {
        let late: DateTime<Utc> = "2026-03-05T20:00:00Z".parse().unwrap();
        let end = |zone: &str| WindowSpec::LastDays { days: 1 }.resolve(late, zone).unwrap().end;
        assert_eq!((end("America/New_York").as_str(), end("Asia/Tokyo").as_str()), ("2026-03-03", "2026-03-04"));
    }

    #[test]
    fn notes_say_what_is_not_complete() {
        let note = |start: &str, end: &str| {
            WindowSpec::Fixed { start: start.into(), end: end.into() }.resolve(now(), "UTC").unwrap().note
        };
        assert_eq!(note("2026-01-01", "2026-02-01"), None);
        assert_eq!(note("2026-02-01", "2026-03-01").unwrap(), "Sales keep being attributed until 15 Mar.");
        assert!(note("2026-02-01", "2026-03-04").unwrap().starts_with("Traffic is complete to 3 Mar"));
        assert!(note("2024-02-01", "2024-03-04").unwrap().contains("13 months"));
    }

    #[test]
    fn bad_windows_get_a_sentence_and_a_next_step() {
        for (spec, zone, code) in [
            (WindowSpec::LastDays { days: 0 }, "UTC", "window.empty"),
            (WindowSpec::LastDays { days: 1_000_000 }, "UTC", "window.too_long"),
            (WindowSpec::LastDays { days: 1 }, "Mars/Olympus", "window.zone"),
            (WindowSpec::Words { text: "last seven days".into() }, "UTC", "window.words"),
            (WindowSpec::Words { text: "last 0 days".into() }, "UTC", "window.words"),
            (WindowSpec::Fixed { start: "2026-03-02".into(), end: "2026-03-01".into() }, "UTC", "window.backwards"),
            (WindowSpec::Fixed { start: "2026-02-30".into(), end: "2026-03-01".into() }, "UTC", "window.dates"),
            (WindowSpec::Fixed { start: "+12026-2-3".into(), end: "2026-03-01".into() }, "UTC", "window.dates"),
        ] {
            let error = spec.resolve(now(), zone).unwrap_err();
            assert_eq!(error.code, code);
            assert!(error.next_step.is_some());
        }
    }
}
