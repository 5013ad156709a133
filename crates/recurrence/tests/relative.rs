//! Dates in words: what they mean, what is refused and where, and that they are printed as what they were read from.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::{Datelike as _, Days, NaiveDate};
use proptest::prelude::*;
use recurrence::{Dates, RelativeDate, RelativeDayError};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str, planned: NaiveDate) -> NaiveDate {
    text.parse::<RelativeDate>().unwrap().on(planned, None).unwrap()
}

#[test]
fn each_form_means_its_day() {
    // A Thursday.
    let planned = day("2026-03-05");
    for (text, expected) in [
        ("today", "2026-03-05"),
        ("yesterday", "2026-03-04"),
        ("tomorrow", "2026-03-06"),
        ("today-14d", "2026-02-19"),
        ("today - 2w", "2026-02-19"),
        ("+1m", "2026-04-05"),
        ("-1q", "2025-12-05"),
        ("- 2 years + 1 day", "2024-03-06"),
        ("yesterday-0d", "2026-03-04"),
        ("start of month", "2026-03-01"),
        ("start of this month", "2026-03-01"),
        ("end of month", "2026-03-31"),
        ("start of last month", "2026-02-01"),
        ("end of last month", "2026-02-28"),
        ("end of next month", "2026-04-30"),
        ("start of quarter", "2026-01-01"),
        ("end of last quarter", "2025-12-31"),
        ("start of next quarter", "2026-04-01"),
        ("start of week", "2026-03-02"),
        ("end of week", "2026-03-08"),
        ("start of week - 1d", "2026-03-01"),
        ("start of last week", "2026-02-23"),
        ("start of this year", "2026-01-01"),
        ("end of last year", "2025-12-31"),
        ("last monday", "2026-03-02"),
        ("last thursday", "2026-02-26"),
        ("last fri", "2026-02-27"),
        ("next thursday", "2026-03-12"),
        ("next friday", "2026-03-06"),
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01-1d", "2026-02-28"),
        ("2024-02-29 + 1y", "2025-02-28"),
        ("2026-01-31+1m", "2026-02-28"),
        // Each step from where the one before it led.
        ("2026-01-31 + 1m + 1m", "2026-03-28"),
        ("2026-01-31 + 2m", "2026-03-31"),
        ("start of last month + 2w - 1d", "2026-02-14"),
    ] {
        assert_eq!(on(text, planned), day(expected), "{text}");
    }
}

#[test]
fn the_window_is_that_of_the_run() {
    let window = Dates::new(day("2026-02-23"), day("2026-03-01"));
    let on = |text: &str, window| text.parse::<RelativeDate>().unwrap().on(day("2026-03-05"), window);
    assert_eq!(on("start of window", window), Ok(day("2026-02-23")));
    assert_eq!(on("End of Window + 1d", window), Ok(day("2026-03-02")));
    assert_eq!(on("start of window", None), Err(RelativeDayError::NoWindow));
    assert!("start of window".parse::<RelativeDate>().unwrap().needs_window());
    assert!(!"start of week".parse::<RelativeDate>().unwrap().needs_window());
}

#[test]
fn what_leaves_the_calendar_is_refused_and_never_wraps() {
    let on = |text: &str, planned| text.parse::<RelativeDate>().unwrap().on(planned, None);
    for (text, planned) in [
        ("tomorrow", "9999-12-31"),
        ("yesterday", "0001-01-01"),
        ("end of next year", "9999-06-01"),
        ("start of last week", "0001-01-03"),
        ("today - 9999y", "2026-03-05"),
        ("today + 9999y", "2026-03-05"),
        ("today + 9999q + 9999q + 9999q + 9999q - 9999q - 9999q - 9999q - 9999q", "2026-03-05"),
        ("last monday", "0001-01-01"),
    ] {
        assert_eq!(on(text, day(planned)), Err(RelativeDayError::OutOfCalendar), "{text}");
    }
    assert_eq!(on("end of year", day("9999-06-01")), Ok(day("9999-12-31")));
    for text in ["today", "end of quarter", "next monday", "+9999y", "-9999d"] {
        for planned in [NaiveDate::MIN, NaiveDate::MAX] {
            assert_eq!(on(text, planned), Err(RelativeDayError::OutOfCalendar), "{text}");
        }
    }
}

#[test]
fn a_refusal_names_the_place_of_what_is_wrong() {
    for (text, column, says) in [
        ("", 1, "A date begins with"),
        ("   ", 1, "A date begins with"),
        ("14d", 1, "not with “14”"),
        ("todayx", 1, "not with “todayx”"),
        ("monday", 1, "not with “monday”"),
        ("today 14d", 7, "not “14”"),
        ("today-", 7, "a whole number up to 9999."),
        ("today - - 1d", 9, "not “-”"),
        ("today-14", 9, "d, w, m, q or y"),
        ("today - 14 hours", 12, "not “hours”"),
        ("today-10000d", 7, "not “10000”"),
        ("today-99999999999999999999d", 7, "up to 9999"),
        ("today − 1d", 7, "not “−”"),
        ("start", 6, "Behind “start” stands of."),
        ("start at month", 7, "not “at”"),
        ("start of", 9, "week, month, quarter or year"),
        ("start of last", 14, "week, month, quarter or year."),
        ("start of last window", 15, "not “window”"),
        ("end of day", 8, "not “day”"),
        ("last", 5, "a weekday as in last monday."),
        ("last month", 6, "write start of last month, or end of last month."),
        ("next quarter + 1d", 6, "write start of next quarter"),
        ("last 7 days", 6, "not “7”"),
        ("2026-02-30", 1, "There is no day 2026-02-30."),
        ("0000-01-01", 1, "There is no day 0000-01-01."),
        ("2026-3-1", 1, "not with “2026”"),
        ("2026-03-011", 1, "not with “2026”"),
        ("today, or so", 6, "not “,”"),
        ("heute – morgen", 1, "not with “heute”"),
        ("  today ×", 9, "not “×”"),
    ] {
        let error = text.parse::<RelativeDate>().unwrap_err();
        assert_eq!(error.column, column, "{text}: {error}");
        assert!(error.message.contains(says) && error.message.ends_with('.'), "{text}: {error}");
    }
}

#[test]
fn the_normal_form_is_short_and_spaced_evenly() {
    for (text, normal) in [
        (" TODAY-14D ", "today - 14d"),
        ("+1months", "today + 1m"),
        ("Start  of THIS Quarter", "start of quarter"),
        ("end of\tlast year-2 weeks+1quarter", "end of last year - 2w + 1q"),
        ("last Mon", "last monday"),
        ("2026-03-01+007y", "2026-03-01 + 7y"),
    ] {
        assert_eq!(text.parse::<RelativeDate>().unwrap().to_string(), normal, "{text}");
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1_i32..=9999, 1_u32..=366).prop_filter_map("a day", |(year, day)| NaiveDate::from_yo_opt(year, day))
}

/// A text of the grammar, with blanks and case as people may leave them.
fn texts() -> impl Strategy<Value = String> {
    let period = || prop::sample::select(vec!["week", "month", "quarter", "year"]);
    let edge = || prop::sample::select(vec!["start", "end"]);
    let which = prop::sample::select(vec!["", "this", "last", "next"]);
    let weekday = prop::sample::select(vec!["mon", "tuesday", "wed", "thu", "friday", "sat", "sunday"]);
    let begin = prop_oneof![
        Just(String::new()),
        prop::sample::select(vec!["today", "yesterday", "tomorrow"]).prop_map(str::to_owned),
        any_day().prop_map(|day| day.to_string()),
        (edge(), which, period()).prop_map(|(edge, which, period)| format!("{edge} of {which} {period}")),
        edge().prop_map(|edge| format!("{edge} of window")),
        (prop::sample::select(vec!["last", "next"]), weekday).prop_map(|(which, weekday)| format!("{which} {weekday}")),
    ];
    let unit = prop::sample::select(vec!["d", "days", "w", "week", "m", "Months", "q", "quarters", "y", "YEARS"]);
    let step = (prop::sample::select(vec!["+", "-"]), 0_u32..=9999, "[ \t]{0,2}", unit)
        .prop_map(|(sign, count, blank, unit)| format!("{sign}{blank}{count}{blank}{unit}{blank}"));
    (begin, prop::collection::vec(step, 0..4), any::<bool>())
        .prop_filter("some text", |(begin, steps, _)| !begin.is_empty() || !steps.is_empty())
        .prop_map(|(begin, steps, upper)| {
            let text = format!("{begin}{}", steps.concat());
            if upper { text.to_uppercase() } else { text }
        })
}

proptest! {
    #[test]
    fn any_text_is_taken_or_refused_with_a_place_in_it(text in "\\PC{0,30}|[a-z0-9+ -]{0,30}") {
        match text.parse::<RelativeDate>() {
            Ok(date) => prop_assert_eq!(date.to_string().parse(), Ok(date)),
            Err(error) => {
                prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{}", error.column);
                prop_assert!(error.message.ends_with('.'));
            }
        }
    }

    #[test]
    fn what_is_read_is_printed_as_the_same_date(text in texts(), planned in any_day()) {
        let date: RelativeDate = text.parse().unwrap();
        let printed = date.to_string();
        let again: RelativeDate = printed.parse().unwrap();
        prop_assert_eq!(&again, &date, "{}", printed);
        prop_assert_eq!(again.to_string(), printed);
        let window = Dates::new(planned, planned);
        prop_assert_eq!(again.on(planned, window), date.on(planned, window));
    }

    #[test]
    fn a_day_lies_between_the_ends_of_its_periods_and_periods_meet(
        planned in any_day(),
        period in prop::sample::select(vec!["week", "month", "quarter", "year"]),
    ) {
        prop_assume!((3..9998).contains(&planned.year()));
        let at = |text: &str| on(&format!("{text} {period}"), planned);
        prop_assert!(at("start of") <= planned && planned <= at("end of"));
        prop_assert_eq!(at("end of last").succ_opt().unwrap(), at("start of"));
        prop_assert_eq!(at("end of").succ_opt().unwrap(), at("start of next"));
        prop_assert_eq!(on(&format!("start of last {period}"), at("start of next")), at("start of"));
    }

    #[test]
    fn a_weekday_is_within_a_week_and_never_today(
        planned in any_day(),
        weekday in prop::sample::select(vec!["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    ) {
        prop_assume!((2..9999).contains(&planned.year()));
        let (last, next) = (on(&format!("last {weekday}"), planned), on(&format!("next {weekday}"), planned));
        prop_assert!(last < planned && planned <= last + Days::new(7));
        prop_assert!(next > planned && next <= planned + Days::new(7));
        prop_assert_eq!(last.weekday().to_string().to_lowercase(), weekday);
        prop_assert_eq!(next.weekday().to_string().to_lowercase(), weekday);
    }

    #[test]
    fn months_keep_the_day_or_end_with_the_month(planned in any_day(), count in 0_u32..120, back in any::<bool>()) {
        prop_assume!((20..9980).contains(&planned.year()));
        let moved = on(&format!("today {} {count} months", if back { "-" } else { "+" }), planned);
        let ends = moved.succ_opt().unwrap().month() != moved.month();
        prop_assert!(moved.day() == planned.day() || (ends && moved.day() < planned.day()));
        let months = |day: NaiveDate| day.year() * 12 + i32::try_from(day.month0()).unwrap();
        prop_assert_eq!((months(moved) - months(planned)).unsigned_abs(), count);
    }
}
