//! The forms of times: none with an offset in requests, all with `Z` in answers.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Why a time in a request is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeFault {
    /// It ends in `Z` or an offset; the zone belongs in its own field.
    Zoned,
    /// It is not of the form `2025-03-01T00:00:00`.
    Form,
}

/// Reads `2025-03-01T00:00:00`, in exactly this form: a date alone is refused, as Amazon does, and so are years of five digits
/// and leap seconds, which chrono would take.
pub(crate) fn parse(text: &str, tolerate_z: bool) -> Result<NaiveDateTime, TimeFault> {
    const FORM: &str = "%Y-%m-%dT%H:%M:%S";
    let plain = |text: &str| {
        let time = NaiveDateTime::parse_from_str(text, FORM).ok()?;
        (text.len() == 19 && !text.ends_with(":60") && time.format(FORM).to_string() == text).then_some(time)
    };
    if let Some(time) = plain(text) {
        return Ok(time);
    }
    match DateTime::parse_from_rfc3339(text) {
        Ok(time) if tolerate_z => plain(&time.naive_utc().format(FORM).to_string()).ok_or(TimeFault::Form),
        Ok(_) => Err(TimeFault::Zoned),
        Err(_) => Err(TimeFault::Form),
    }
}

/// A wall clock time of a zone as an instant. One that occurs twice is the first; one that is left out is an hour later.
pub(crate) fn to_utc(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    zone.from_local_datetime(&local)
        .earliest()
        .or_else(|| zone.from_local_datetime(&(local + TimeDelta::hours(1))).earliest())
        .map_or_else(|| local.and_utc(), |t| t.with_timezone(&Utc))
}

/// A span that can be added to any time of the sandbox: a century at most, longer than any clock is moved.
pub(crate) fn delta(span: std::time::Duration) -> TimeDelta {
    const CENTURY: TimeDelta = TimeDelta::days(36_500);
    TimeDelta::from_std(span).unwrap_or(CENTURY).min(CENTURY)
}

/// The instant `span` after another.
pub(crate) fn after(time: DateTime<Utc>, span: std::time::Duration) -> DateTime<Utc> {
    time + delta(span)
}

/// `2025-03-01T08:00:00Z`
pub(crate) fn seconds(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2025-03-01T08:00:00.123Z`
pub(crate) fn milliseconds(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The `timeWindowType` values that are worked out by the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RelativeWindow {
    MostRecentDay,
    MostRecentWeek,
    CurrentMonth,
    PreviousMonth,
    All,
}

impl RelativeWindow {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "MOST_RECENT_DAY" => Self::MostRecentDay,
            "MOST_RECENT_WEEK" => Self::MostRecentWeek,
            "CURRENT_MONTH" => Self::CurrentMonth,
            "PREVIOUS_MONTH" => Self::PreviousMonth,
            "ALL" => Self::All,
            _ => return None,
        })
    }

    /// Start and end (excluded) in the zone, seen from `now`. Data are complete after 48 hours, so the most recent day is two days
    /// back, and the current month ends with it; one that has just begun is one day long.
    pub(crate) fn resolve(self, now: DateTime<Utc>, zone: Tz) -> (NaiveDateTime, NaiveDateTime) {
        let today = now.with_timezone(&zone).date_naive();
        let complete = today.checked_sub_days(Days::new(1)).unwrap_or(today);
        let month = |date: NaiveDate| date.with_day(1).unwrap_or(date);
        let back = |date: NaiveDate, days: u64| date.checked_sub_days(Days::new(days)).unwrap_or(date);
        let (start, end) = match self {
            Self::MostRecentDay => (back(complete, 1), complete),
            Self::MostRecentWeek => (back(complete, 7), complete),
            Self::CurrentMonth => (month(today), complete.max(month(today) + Days::new(1))),
            Self::PreviousMonth => (month(back(month(today), 1)), month(today)),
            Self::All => (today.checked_sub_months(Months::new(13)).unwrap_or(today), today),
        };
        (start.and_time(NaiveTime::MIN), end.and_time(NaiveTime::MIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_z_an_offset_and_a_date_alone_are_told_apart() {
        assert!(parse("2025-03-01T00:00:00", false).is_ok());
        assert_eq!(parse("2025-03-01T00:00:00Z", false), Err(TimeFault::Zoned));
        assert_eq!(parse("2025-03-01T00:00:00+01:00", false), Err(TimeFault::Zoned));
        for other in [
            "2025-03-01",
            "",
            "12025-03-01T00:00:00",
            "-2025-03-01T00:00:00",
            "2025-3-1T0:0:0",
            "2025-02-30T00:00:00",
            "2025-03-01T00:00:60",
            "2025-03-01T24:00:00",
            "2025-03-01 00:00:00",
            " 2025-03-01T00:00:00",
            "٢٠٢٥-03-01T00:00:00",
        ] {
            assert_eq!(parse(other, true), Err(TimeFault::Form), "{other}");
        }
        assert!(parse("2025-03-01T00:00:00Z", true).is_ok());
    }

    #[test]
    fn a_time_the_zone_leaves_out_is_an_hour_later() {
        let gap = parse("2025-03-30T02:30:00", false).unwrap();
        assert_eq!(seconds(to_utc(gap, chrono_tz::Europe::Berlin)), "2025-03-30T01:30:00Z");
    }

    #[test]
    fn the_current_month_ends_where_data_end() {
        let window = |day| {
            let now = Utc.with_ymd_and_hms(2025, 3, day, 9, 0, 0).unwrap();
            let (start, end) = RelativeWindow::CurrentMonth.resolve(now, chrono_tz::UTC);
            (start.date().day(), end.date().day())
        };
        assert_eq!(window(12), (1, 11));
        assert_eq!(window(1), (1, 2));
    }

    #[test]
    fn the_previous_month_of_a_march_day_is_february() {
        let now = Utc.with_ymd_and_hms(2025, 3, 12, 9, 0, 0).unwrap();
        let (start, end) = RelativeWindow::PreviousMonth.resolve(now, chrono_tz::UTC);
        assert_eq!(
            (start.to_string().as_str(), end.to_string().as_str()),
            ("2025-02-01 00:00:00", "2025-03-01 00:00:00")
        );
    }
}
