//! What each form covers, as a table and as properties.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use proptest::prelude::*;
use recurrence::{CoverError, Dates, Form, LONGEST_DAYS, covered, first_instant};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn each_form_covers_the_days_it_says() {
    for (form, on, lag, expected) in [
        (Form::LastDays(1), "2026-03-05", 2, "2026-03-03..=2026-03-03"),
        (Form::LastDays(30), "2026-03-05", 2, "2026-02-02..=2026-03-03"),
        (Form::LastDays(30), "2024-03-05", 2, "2024-02-03..=2024-03-03"),
        (Form::LastFullWeeks(4), "2026-03-05", 2, "2026-02-02..=2026-03-01"),
        (Form::LastFullWeeks(1), "2026-03-03", 2, "2026-02-23..=2026-03-01"),
        (Form::LastFullWeeks(1), "2026-03-02", 2, "2026-02-16..=2026-02-22"),
        (Form::LastFullMonth, "2026-03-02", 2, "2026-02-01..=2026-02-28"),
        (Form::LastFullMonth, "2026-03-01", 2, "2026-01-01..=2026-01-31"),
        (Form::LastFullMonth, "2024-03-02", 2, "2024-02-01..=2024-02-29"),
        (Form::LastFullMonth, "2026-01-05", 2, "2025-12-01..=2025-12-31"),
        (Form::LastFullQuarter, "2026-04-02", 2, "2026-01-01..=2026-03-31"),
        (Form::LastFullQuarter, "2026-04-01", 2, "2025-10-01..=2025-12-31"),
        (Form::MonthToDate, "2026-03-05", 2, "2026-03-01..=2026-03-03"),
        (Form::MonthToDate, "2026-03-02", 2, "2026-02-01..=2026-02-28"),
        (Form::MonthToDate, "2026-03-03", 2, "2026-03-01..=2026-03-01"),
        (Form::QuarterToDate, "2026-05-20", 2, "2026-04-01..=2026-05-18"),
        (Form::YearToDate, "2026-01-02", 2, "2025-01-01..=2025-12-31"),
        (Form::YearToDate, "2026-01-03", 2, "2026-01-01..=2026-01-01"),
        (Form::LastDays(14), "2026-03-05", 14, "2026-02-06..=2026-02-19"),
    ] {
        assert_eq!(covered(form, day(on), lag).unwrap().to_string(), expected, "{form:?} on {on}");
    }
}

#[test]
fn fixed_dates_do_not_move_and_may_not_run_backwards() {
    let dates = Dates::new(day("2025-01-01"), day("2025-01-31")).unwrap();
    assert_eq!(covered(Form::Fixed(dates), day("2026-03-05"), 2), Ok(dates));
    assert_eq!(Dates::new(day("2025-01-31"), day("2025-01-01")), None);
}

#[test]
fn senseless_counts_are_refused() {
    for form in [Form::LastDays(0), Form::LastFullWeeks(0)] {
        assert_eq!(covered(form, day("2026-03-05"), 2), Err(CoverError::Empty));
    }
    for form in [Form::LastDays(LONGEST_DAYS + 1), Form::LastFullWeeks(u32::MAX), Form::LastDays(u32::MAX)] {
        assert_eq!(covered(form, day("2026-03-05"), 2), Err(CoverError::TooLong));
    }
    assert_eq!(covered(Form::LastDays(1), NaiveDate::MIN, 2), Err(CoverError::OutOfCalendar));
    // No midnight ends the last day of all.
    let last = Dates::new(NaiveDate::MAX, NaiveDate::MAX).unwrap();
    assert_eq!(covered(Form::Fixed(last), day("2026-03-05"), 2), Err(CoverError::OutOfCalendar));
}

#[test]
fn a_day_begins_at_its_first_instant_even_where_midnight_does_not_exist() {
    for (date, zone, expected) in [
        ("2026-03-05", chrono_tz::UTC, "2026-03-05T00:00:00+00:00"),
        ("2026-03-05", chrono_tz::America::New_York, "2026-03-05T05:00:00+00:00"),
        // Clocks went from 00:00 to 01:00.
        ("2024-09-08", chrono_tz::America::Santiago, "2024-09-08T04:00:00+00:00"),
        ("2024-04-26", chrono_tz::Africa::Cairo, "2024-04-25T22:00:00+00:00"),
        // Midnight came twice.
        ("2023-11-05", chrono_tz::America::Havana, "2023-11-05T04:00:00+00:00"),
    ] {
        assert_eq!(first_instant(day(date), zone).unwrap().to_rfc3339(), expected, "{date} {zone}");
    }
}

#[test]
fn days_of_23_and_25_hours_are_one_day() {
    let zone = chrono_tz::America::New_York;
    for (date, hours) in [("2026-03-08", 23), ("2026-11-01", 25), ("2026-06-01", 24)] {
        let (from, to) = Dates::new(day(date), day(date)).unwrap().instants(zone).unwrap();
        assert_eq!((to - from).num_hours(), hours, "{date}");
    }
}

#[test]
fn a_window_that_begins_in_a_skipped_midnight_shows_the_first_time_that_exists() {
    for (zone, date, begins) in [
        ("Africa/Cairo", "2026-04-24", "2026-04-24 01:00:00"),
        ("Asia/Beirut", "2026-03-29", "2026-03-29 01:00:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06 01:00:00"),
        ("America/Nuuk", "2026-03-29", "2026-03-29 00:00:00"),
        ("America/Havana", "2026-11-01", "2026-11-01 00:00:00"),
    ] {
        let zone = zone.parse().unwrap();
        let (start, end) = Dates::new(day(date), day(date)).unwrap().wall_clock_in(zone);
        assert_eq!(start.to_string(), begins, "{zone}");
        assert_eq!(end, (day(date) + Days::new(1)).and_hms_opt(0, 0, 0).unwrap());
        let before = day(date) - Days::new(1);
        assert_eq!(Dates::new(before, before).unwrap().wall_clock_in(zone).1, start, "windows meet in {zone}");
    }
}

#[test]
fn what_is_no_longer_kept_is_cut_off() {
    let dates = Dates::new(day("2025-01-10"), day("2025-01-31")).unwrap();
    assert_eq!(dates.from_on(day("2025-01-01")), Some(dates));
    assert_eq!(dates.from_on(day("2025-01-31")), Dates::new(day("2025-01-31"), day("2025-01-31")));
    assert_eq!(dates.from_on(day("2025-02-01")), None);
}

fn any_form() -> impl Strategy<Value = Form> {
    prop_oneof![
        (1..400u32).prop_map(Form::LastDays),
        (1..60u32).prop_map(Form::LastFullWeeks),
        (1..40u32, 0..40u32).prop_map(|(days, overlap)| Form::Rolling { days, overlap }),
        Just(Form::LastFullMonth),
        Just(Form::LastFullQuarter),
        Just(Form::MonthToDate),
        Just(Form::QuarterToDate),
        Just(Form::YearToDate),
    ]
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0..20_000u64).prop_map(|days| day("1990-01-01") + Days::new(days))
}

proptest! {
    #[test]
    fn no_moving_form_covers_a_day_that_is_not_complete(form in any_form(), on in any_day(), lag in 0..40u32) {
        let dates = covered(form, on, lag).unwrap();
        prop_assert!(dates.last() <= on - Days::new(lag.into()));
        prop_assert!(dates.first() <= dates.last());
    }

    #[test]
    fn a_lag_is_the_same_as_asking_earlier(form in any_form(), on in any_day(), lag in 0..40u32) {
        prop_assert_eq!(covered(form, on, lag), covered(form, on - Days::new(lag.into()), 0));
    }

    #[test]
    fn windows_never_move_backwards(form in any_form(), on in any_day(), lag in 0..5u32) {
        let (today, tomorrow) = (covered(form, on, lag).unwrap(), covered(form, on + Days::new(1), lag).unwrap());
        prop_assert!(tomorrow.first() >= today.first() && tomorrow.last() >= today.last());
    }

    #[test]
    fn full_periods_are_whole_and_the_latest(on in any_day(), weeks in 1..60u32) {
        let dates = covered(Form::LastFullWeeks(weeks), on, 0).unwrap();
        prop_assert_eq!((dates.first().weekday(), dates.last().weekday()), (Weekday::Mon, Weekday::Sun));
        prop_assert_eq!(dates.days(), weeks * 7);
        prop_assert!((on - dates.last()).num_days() < 7);
        for (form, months) in [(Form::LastFullMonth, 1), (Form::LastFullQuarter, 3)] {
            let dates = covered(form, on, 0).unwrap();
            let after = dates.last() + Days::new(1);
            prop_assert_eq!((dates.first().day(), after.day()), (1, 1));
            prop_assert_eq!(dates.first().month0() % months, 0);
            prop_assert_eq!(dates.first() + chrono::Months::new(months), after);
            prop_assert!(after + chrono::Months::new(months) > on + Days::new(1));
        }
    }

    #[test]
    fn neighbouring_days_meet_without_gap_or_overlap(on in any_day(), zone in 0..chrono_tz::TZ_VARIANTS.len()) {
        let zone = chrono_tz::TZ_VARIANTS[zone];
        let today = Dates::new(on, on).unwrap().instants(zone);
        let tomorrow = Dates::new(on + Days::new(1), on + Days::new(1)).unwrap().instants(zone);
        if let (Some((from, to)), Some((next, _))) = (today, tomorrow) {
            prop_assert!(from <= to);
            prop_assert_eq!(to, next);
        }
    }
}
