//! Presets: the days they mean, what is refused, and the windows of their slots.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use recurrence::{BusinessDays, DayRule, Preset, PresetError, Roll, Rule, Schedule, Window};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn preset(days: DayRule, at: &[&str], holidays: &[&str], roll: Option<Roll>) -> Preset {
    let at = at.iter().map(|text| NaiveTime::parse_from_str(text, "%H:%M").unwrap()).collect();
    let business = BusinessDays { holidays: holidays.iter().map(|text| day(text)).collect() };
    Preset::new(days, at, business, roll).unwrap()
}

/// The first days on which it fires after 2025.
fn days(days: DayRule, holidays: &[&str], roll: Option<Roll>, count: usize) -> Vec<String> {
    let schedule = Schedule::new(Rule::Preset(preset(days, &["06:00"], holidays, roll)), Tz::UTC, None, None);
    let after = day("2025-12-31").and_hms_opt(23, 0, 0).unwrap().and_utc();
    schedule.after(after).take(count).map(|slot| slot.meant.format("%m-%d").to_string()).collect()
}

#[test]
fn each_kind_means_its_days() {
    use Weekday::{Fri, Mon, Thu};
    let every = |days| DayRule::EveryDays { anchor: day("2025-12-27"), days };
    let of_month = |weekdays: &[Weekday], nth| DayRule::MonthlyWeekday { weekdays: weekdays.to_vec(), nth };
    for (rule, expected) in [
        (DayRule::Once(day("2026-01-09")), vec!["01-09"]),
        (every(1), vec!["01-01", "01-02", "01-03", "01-04"]),
        (every(14), vec!["01-10", "01-24", "02-07", "02-21"]),
        (DayRule::EveryDays { anchor: day("2026-01-20"), days: 90 }, vec!["01-20", "04-20", "07-19", "10-17"]),
        (DayRule::Weekly(vec![Mon, Thu]), vec!["01-01", "01-05", "01-08", "01-12"]),
        (DayRule::MonthlyDay(31), vec!["01-31", "02-28", "03-31", "04-30"]),
        (DayRule::MonthlyDay(30), vec!["01-30", "02-28", "03-30", "04-30"]),
        (DayRule::MonthlyLastDay, vec!["01-31", "02-28", "03-31", "04-30"]),
        (of_month(&[Fri], 1), vec!["01-02", "02-06", "03-06", "04-03"]),
        (of_month(&[Fri], 5), vec!["01-30", "05-29", "07-31", "10-30"]),
        (of_month(&[Mon, Fri], -1), vec!["01-26", "01-30", "02-23", "02-27"]),
        (DayRule::FirstBusinessDay, vec!["01-01", "02-02", "03-02", "04-01"]),
        (DayRule::LastBusinessDay, vec!["01-30", "02-27", "03-31", "04-30"]),
        (DayRule::BusinessDays, vec!["01-01", "01-02", "01-05", "01-06"]),
        (DayRule::Quarterly(1), vec!["01-01", "04-01", "07-01", "10-01"]),
        (DayRule::Quarterly(31), vec!["01-31", "04-30", "07-31", "10-31"]),
    ] {
        assert_eq!(days(rule.clone(), &[], None, 4), expected, "{rule:?}");
    }
}

#[test]
fn holidays_move_or_drop_what_falls_on_them() {
    let holidays = ["2026-01-01", "2026-01-02", "2026-01-15", "2026-04-30"];
    // Business days speak of holidays themselves.
    assert_eq!(days(DayRule::FirstBusinessDay, &holidays, None, 2), ["01-05", "02-02"]);
    assert_eq!(days(DayRule::LastBusinessDay, &holidays, None, 4), ["01-30", "02-27", "03-31", "04-29"]);
    assert_eq!(days(DayRule::BusinessDays, &holidays, None, 2), ["01-05", "01-06"]);
    // Other rules do so only where they roll. 15 January is a holiday, 15 February and 15 March are Sundays.
    assert_eq!(days(DayRule::MonthlyDay(15), &holidays, None, 3), ["01-15", "02-15", "03-15"]);
    assert_eq!(days(DayRule::MonthlyDay(15), &holidays, Some(Roll::Skip), 3), ["04-15", "05-15", "06-15"]);
    assert_eq!(days(DayRule::MonthlyDay(15), &holidays, Some(Roll::Next), 3), ["01-16", "02-16", "03-16"]);
    assert_eq!(days(DayRule::MonthlyDay(15), &holidays, Some(Roll::Previous), 3), ["01-14", "02-13", "03-13"]);
    // Two that are moved to one day are one.
    assert_eq!(
        days(DayRule::Weekly(vec![Weekday::Sat, Weekday::Mon]), &[], Some(Roll::Next), 3),
        ["01-05", "01-12", "01-19"]
    );
    assert_eq!(days(DayRule::Once(day("2026-01-03")), &[], Some(Roll::Next), 2), ["01-05"]);
}

#[test]
fn a_day_far_ahead_is_found() {
    let next = |days, holidays: &[&str], roll| {
        let schedule = Schedule::new(Rule::Preset(preset(days, &["06:00"], holidays, roll)), Tz::UTC, None, None);
        schedule
            .after("2026-01-01T00:00:00Z".parse().unwrap())
            .take(2)
            .map(|slot| slot.meant.date())
            .collect::<Vec<_>>()
    };
    let anchor = day("2099-05-05");
    assert_eq!(next(DayRule::Once(anchor), &[], None), [anchor]);
    assert_eq!(next(DayRule::EveryDays { anchor, days: 7 }, &[], None), [anchor, day("2099-05-12")]);
    // 2 and 3 May 2099 are a weekend.
    let holidays = ["2099-05-05", "2099-05-04"];
    assert_eq!(next(DayRule::Once(anchor), &holidays, Some(Roll::Previous)), [day("2099-05-01")]);
    assert_eq!(next(DayRule::Once(anchor), &holidays, Some(Roll::Next)), [day("2099-05-06")]);
}

#[test]
fn a_preview_says_where_a_month_lacks_the_day() {
    let notes = |days, after: &str| {
        let schedule = Schedule::new(Rule::Preset(preset(days, &["06:00"], &[], None)), Tz::UTC, None, None);
        schedule.after(after.parse().unwrap()).take(2).map(|slot| schedule.note(&slot)).collect::<Vec<_>>()
    };
    let lacking = |text: &str| Some(text.to_owned());
    assert_eq!(
        notes(DayRule::MonthlyDay(31), "2026-02-01T00:00:00Z"),
        [lacking("February has no day 31; runs on its last"), None]
    );
    assert_eq!(
        notes(DayRule::Quarterly(31), "2026-02-01T00:00:00Z"),
        [lacking("April has no day 31; runs on its last"), None]
    );
    assert_eq!(notes(DayRule::MonthlyDay(28), "2026-02-01T00:00:00Z"), [None, None]);
    assert_eq!(notes(DayRule::MonthlyLastDay, "2026-02-01T00:00:00Z"), [None, None]);
}

#[test]
fn what_fires_more_than_once_a_day_can_be_asked() {
    let often =
        |text: &str| Schedule::new(Rule::Cron(text.parse().unwrap()), Tz::UTC, None, None).is_more_often_than_daily();
    assert!(often("0 * * * *") && often("0 6,18 * * *") && often("*/30 6 1 * *"));
    assert!(!often("0 6 * * *") && !often("0 6 * * MON"));
    let twice = Rule::Preset(preset(DayRule::BusinessDays, &["06:00", "18:00"], &[], None));
    assert!(Schedule::new(twice, Tz::UTC, None, None).is_more_often_than_daily());
}

#[test]
fn rules_outside_their_limits_are_refused() {
    let at = || vec![NaiveTime::MIN];
    let make = |days, at| Preset::new(days, at, BusinessDays::default(), None).unwrap_err();
    assert_eq!(make(DayRule::BusinessDays, Vec::new()), PresetError::NoTime);
    assert_eq!(make(DayRule::BusinessDays, vec![NaiveTime::from_hms_opt(6, 0, 1).unwrap()]), PresetError::Seconds);
    assert_eq!(make(DayRule::Weekly(Vec::new()), at()), PresetError::NoWeekday);
    assert_eq!(make(DayRule::MonthlyDay(32), at()), PresetError::Day);
    assert_eq!(make(DayRule::Quarterly(0), at()), PresetError::Day);
    assert_eq!(make(DayRule::MonthlyWeekday { weekdays: vec![Weekday::Mon], nth: 0 }, at()), PresetError::Nth);
    assert_eq!(make(DayRule::EveryDays { anchor: day("2026-01-01"), days: 0 }, at()), PresetError::Interval);
}

#[test]
fn windows_are_read_and_written_and_never_cover_the_planned_day() {
    let planned = day("2026-03-05");
    for (text, covers) in [
        ("last 7 days", "2026-02-26..=2026-03-04"),
        ("last 7 days lag 2", "2026-02-24..=2026-03-02"),
        ("last full day", "2026-03-04..=2026-03-04"),
        ("last full week", "2026-02-23..=2026-03-01"),
        ("last 4 full weeks lag 2", "2026-02-02..=2026-03-01"),
        ("rolling 7 days overlap 3 lag 2", "2026-02-21..=2026-03-02"),
        ("rolling 1 days overlap 0", "2026-03-04..=2026-03-04"),
        ("last full month", "2026-02-01..=2026-02-28"),
        ("last full quarter", "2025-10-01..=2025-12-31"),
        ("month to date", "2026-03-01..=2026-03-04"),
        ("month to date lag 5", "2026-02-01..=2026-02-27"),
        ("quarter to date", "2026-01-01..=2026-03-04"),
        ("year to date", "2026-01-01..=2026-03-04"),
        ("fixed 2026-01-01 2026-01-31", "2026-01-01..=2026-01-31"),
    ] {
        let window: Window = text.parse().unwrap();
        assert_eq!(window.covering(planned).unwrap().to_string(), covers, "{text}");
        assert_eq!(window.to_string(), text);
    }
    assert_eq!("  Last  7 DAYS  lag 2 days".parse::<Window>().unwrap().to_string(), "last 7 days lag 2");
    let month: Window = "month to date".parse().unwrap();
    assert_eq!(month.covering(day("2026-03-01")).unwrap().to_string(), "2026-02-01..=2026-02-28", "never empty");
    for (text, column) in [
        ("", 1),
        ("yesterday", 1),
        ("last", 5),
        ("last x days", 6),
        ("last 0 days", 6),
        ("last 7 weeks", 8),
        ("last full year", 11),
        ("last 7 days lag", 16),
        ("last 7 days and more", 13),
        ("fixed 2026-01-31 2026-01-01", 18),
        ("fixed 2026-01-32 2026-02-01", 7),
        ("fixed 2026-01-01", 17),
        ("fixed 1980-01-01 2026-01-01", 18),
        ("fixed +12026-01-01 +12026-01-02", 7),
        ("fixed 9999-12-31 9999-12-31", 7),
        ("last 4000 days", 6),
        ("last 600 full weeks", 6),
        ("last +7 days", 6),
        ("last 7 days lag 4294967295", 17),
        ("last 7 days lag 99999999999999999999", 17),
        ("last 7 days lag -1", 17),
        ("last ７ days", 6),
        ("rolling 7 days", 15),
        ("rolling 0 days overlap 3", 9),
        ("rolling 3660 days overlap 1", 27),
    ] {
        assert_eq!(text.parse::<Window>().unwrap_err().column, column, "{text}");
    }
}
