//! The grammar of cron expressions, and the days they mean.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use recurrence::{Cron, CronError, Rule, Schedule};

fn next(text: &str, after: &str, count: usize) -> Vec<String> {
    let cron: Cron = text.parse().unwrap_or_else(|error: CronError| panic!("{text}: {error}"));
    let after: DateTime<Utc> = after.parse().unwrap();
    let schedule = Schedule::new(Rule::Cron(cron), chrono_tz::UTC, None, None);
    schedule.after(after).take(count).map(|slot| slot.instant.format("%Y-%m-%d %H:%M").to_string()).collect()
}

fn refused(text: &str) -> (usize, String) {
    match text.parse::<Cron>() {
        Ok(cron) => panic!("{text} is taken: {cron:?}"),
        Err(error) => (error.column, error.message),
    }
}

#[test]
fn days_are_those_that_each_form_means() {
    for (text, expected) in [
        ("0 6 * * *", ["2026-01-01 06:00", "2026-01-02 06:00", "2026-01-03 06:00"]),
        ("0 6 1 * *", ["2026-01-01 06:00", "2026-02-01 06:00", "2026-03-01 06:00"]),
        ("0 6 31 * *", ["2026-01-31 06:00", "2026-03-31 06:00", "2026-05-31 06:00"]),
        ("0 6 L * *", ["2026-01-31 06:00", "2026-02-28 06:00", "2026-03-31 06:00"]),
        ("0 6 15,L * *", ["2026-01-15 06:00", "2026-01-31 06:00", "2026-02-15 06:00"]),
        // 15 February and 15 March 2026 are Sundays, 31 January is a Saturday.
        ("0 6 15W * *", ["2026-01-15 06:00", "2026-02-16 06:00", "2026-03-16 06:00"]),
        ("0 6 31W * *", ["2026-01-30 06:00", "2026-03-31 06:00", "2026-05-29 06:00"]),
        ("0 6 LW * *", ["2026-01-30 06:00", "2026-02-27 06:00", "2026-03-31 06:00"]),
        // 1 February and 1 March are Sundays, 1 August is a Saturday.
        ("0 6 1W 2,3,8 *", ["2026-02-02 06:00", "2026-03-02 06:00", "2026-08-03 06:00"]),
        ("0 6 * * 5L", ["2026-01-30 06:00", "2026-02-27 06:00", "2026-03-27 06:00"]),
        ("0 6 * * fri#l", ["2026-01-30 06:00", "2026-02-27 06:00", "2026-03-27 06:00"]),
        ("0 6 * * MON#1", ["2026-01-05 06:00", "2026-02-02 06:00", "2026-03-02 06:00"]),
        ("0 6 * * 5#5", ["2026-01-30 06:00", "2026-05-29 06:00", "2026-07-31 06:00"]),
        ("0 6 * * 7", ["2026-01-04 06:00", "2026-01-11 06:00", "2026-01-18 06:00"]),
        ("0 6 * * 5-7", ["2026-01-02 06:00", "2026-01-03 06:00", "2026-01-04 06:00"]),
        ("0 6 * * SAT-MON", ["2026-01-03 06:00", "2026-01-04 06:00", "2026-01-05 06:00"]),
        ("0 6 * * 1/2", ["2026-01-02 06:00", "2026-01-05 06:00", "2026-01-07 06:00"]),
        ("0 6 13 * 5", ["2026-01-02 06:00", "2026-01-09 06:00", "2026-01-13 06:00"]),
        ("0 6 13 * +5", ["2026-02-13 06:00", "2026-03-13 06:00", "2026-11-13 06:00"]),
        ("0 6 1-31 * 5", ["2026-01-01 06:00", "2026-01-02 06:00", "2026-01-03 06:00"]),
        ("0 0 29 2 *", ["2028-02-29 00:00", "2032-02-29 00:00", "2036-02-29 00:00"]),
        ("50/5 23 31 12 ?", ["2026-12-31 23:50", "2026-12-31 23:55", "2027-12-31 23:50"]),
        ("0 8-18/5 * jan-mar Mon", ["2026-01-05 08:00", "2026-01-05 13:00", "2026-01-05 18:00"]),
        ("@weekly", ["2026-01-04 00:00", "2026-01-11 00:00", "2026-01-18 00:00"]),
        ("  15\t6 * *   *  ", ["2026-01-01 06:15", "2026-01-02 06:15", "2026-01-03 06:15"]),
    ] {
        assert_eq!(next(text, "2025-12-31T23:59:59Z", 3), expected, "{text}");
    }
}

#[test]
fn what_never_comes_gives_nothing() {
    assert_eq!(next("0 0 30 2 *", "2026-01-01T00:00:00Z", 1), Vec::<String>::new());
    assert_eq!(next("0 0 31W 4,6 *", "2026-01-01T00:00:00Z", 1), Vec::<String>::new());
    // From 2096 the next leap year is 2104.
    assert_eq!(next("0 0 29 2 *", "2096-03-01T00:00:00Z", 1), ["2104-02-29 00:00"]);
    assert_eq!(next("0 0 29 2 +1", "2072-03-01T00:00:00Z", 1), ["2112-02-29 00:00"]);
}

#[test]
fn the_ends_of_the_calendar_are_borne() {
    let after = |zone: chrono_tz::Tz, after: DateTime<Utc>| {
        let schedule = Schedule::new(Rule::Cron("* * * * *".parse().unwrap()), zone, None, None);
        schedule.after(after).take(2).count()
    };
    for zone in [chrono_tz::Pacific::Kiritimati, chrono_tz::Pacific::Honolulu, chrono_tz::UTC] {
        assert_eq!(after(zone, DateTime::<Utc>::MAX_UTC), 0);
        after(zone, DateTime::<Utc>::MIN_UTC);
    }
}

#[test]
fn the_next_time_comes_strictly_after() {
    assert_eq!(next("30 6 * * *", "2026-01-01T06:30:00Z", 1), ["2026-01-02 06:30"]);
    assert_eq!(next("30 6 * * *", "2026-01-01T06:29:59.999Z", 1), ["2026-01-01 06:30"]);
    assert_eq!(next("* * * * *", "2026-01-01T06:30:00.001Z", 1), ["2026-01-01 06:31"]);
    assert_eq!(next("59 23 * * *", "2026-12-31T23:59:00Z", 1), ["2027-01-01 23:59"]);
}

#[test]
fn what_has_no_clear_meaning_is_refused_with_its_place() {
    for (text, column, words) in [
        ("", 1, "five fields"),
        ("* * *", 6, "not 3"),
        ("60 * * * *", 1, "0 to 59"),
        ("0 24 * * *", 3, "0 to 23"),
        ("0 6 0 * *", 5, "1 to 31"),
        ("0 6 32 * *", 5, "1 to 31"),
        ("0 6 * 13 *", 7, "1 to 12"),
        ("0 6 * * 8", 9, "0 to 7"),
        ("0 6 * JANFEB *", 7, "JANFEB"),
        ("0 6 1,,2 * *", 7, "lists nothing"),
        ("0 6 ,1 * *", 5, "lists nothing"),
        ("0 6 1W,15W * *", 5, "W stands behind one day"),
        ("0 6 1-15W * *", 5, "W stands behind one day"),
        ("0 6 1,15W * *", 5, "W stands behind one day"),
        ("0 6 W * *", 5, "1 to 31"),
        ("0 6 * * +", 9, "+"),
        ("0 6 * * +*", 9, "+"),
        ("0 6 * * L", 9, "L needs a weekday"),
        ("0 6 * * MON#6", 13, "1 to 5"),
        ("0 6 * * MON#", 13, "1 to 5"),
        ("0 6 * * MON-FRI#2", 9, "0 to 7"),
        ("*/0 * * * *", 3, "1 to 60"),
        ("*/61 * * * *", 3, "1 to 60"),
        ("*/ * * * *", 3, "1 to 60"),
        ("5-1 * * * *", 1, "ends before it begins"),
        ("0 22-2 * * *", 3, "ends before it begins"),
        ("0 6 * NOV-FEB *", 7, "ends before it begins"),
        ("-1 * * * *", 1, "nothing"),
        ("1.5 * * * *", 1, "1.5"),
        ("0 6 L-3 * *", 5, "stands alone"),
        ("0 6 * * 1#0", 11, "1 to 5"),
        ("0 6 * * 1#1#2", 11, "1 to 5"),
        ("0 6 * * +5,", 12, "lists nothing"),
        ("0 6 * * ++5", 10, "0 to 7"),
        ("0 6 * FOO *", 7, "JAN to DEC"),
        ("0 6 * 1-FOO *", 9, "JAN to DEC"),
        ("0 6 * * 1-5-6", 11, "SUN to SAT"),
        ("*/2/3 * * * *", 3, "1 to 60"),
        ("99999999999999999999 6 * * *", 1, "0 to 59"),
        ("*/99999999999999999999 6 * * *", 3, "1 to 60"),
        ("0 6 * * * /usr/bin/report", 11, "not 6"),
        ("0 6 * * * 1 2 3", 11, "not 8"),
        ("1,? * * * *", 3, "?"),
        ("@reboot", 1, "@daily"),
        ("0 6 * * *;", 9, "*;"),
        ("０ 6 * * *", 1, "0 to 59"),
    ] {
        let (found, message) = refused(text);
        assert_eq!(found, column, "{text}: {message}");
        assert!(message.contains(words), "{text}: {message}");
        assert!(message.contains(&format!("column {column}")), "{text}: {message}");
    }
}

#[test]
fn a_refusal_names_the_field() {
    for (text, field) in [
        ("60 * * * *", "minute"),
        ("0 24 * * *", "hour"),
        ("0 22-2 * * *", "hour"),
        ("0 6 32 * *", "day of the month"),
        ("0 6 1,15W * *", "day of the month"),
        ("0 6 L-3 * *", "day of the month"),
        ("0 6 * 13 *", "month"),
        ("0 6 * */13 *", "month"),
        ("0 6 * * 8", "weekday"),
        ("0 6 * * L", "weekday"),
        ("0 6 * * MON#6", "weekday"),
        ("0 6 * * +", "weekday"),
        ("0 6 *", "the month is missing"),
    ] {
        let (_, message) = refused(text);
        assert!(message.contains(field), "{text}: {message}");
    }
}

#[test]
fn a_range_over_the_end_is_offered_as_two() {
    assert!(refused("0 22-2 * * *").1.contains("22-23,0-2"));
    assert!(refused("0 6 * NOV-FEB *").1.contains("11-12,1-2"));
    assert!(refused("0 6 31-1 * *").1.contains("31,1"));
}

#[test]
fn a_long_word_is_not_repeated_whole() {
    let (_, message) = refused(&format!("{} 6 * * *", "ü".repeat(5000)));
    assert!(message.chars().count() < 150, "{message}");
}

proptest! {
    #[test]
    fn any_text_is_taken_or_refused_with_a_place_in_it(text in prop_oneof![
        ".{0,40}",
        "[-0-9*?/,#+LWlw ]{0,30}",
        "([-0-9*?/,#+LW]{1,6} ){4}[-0-9*?/,#+LW]{1,6}",
        "cron\\([-0-9*?/,#LW ]{0,30}\\)",
        "([0-9*?/,#LW]{1,3} ){5,6}[0-9*?]{1,4}",
    ]) {
        if let Err(error) = text.parse::<Cron>() {
            prop_assert!((1..=text.chars().count() + 1).contains(&error.column), "{text}: {error:?}");
            let column = format!("column {}", error.column);
            prop_assert!(error.message.contains(&column), "{text}: {error:?}");
            if let Some(instead) = error.instead {
                prop_assert!(instead.parse::<Cron>().is_ok(), "{text}: {instead}");
            }
        }
    }
}

#[test]
fn expressions_of_other_systems_are_offered_with_five_fields() {
    for (text, instead) in [
        ("0 6 ? * MON-FRI *", Some("0 6 * * MON-FRI")),
        ("cron(0 6 ? * 2-6 *)", Some("0 6 * * 1-5")),
        ("0 6 1 * ? *", Some("0 6 1 * *")),
        ("0 30 6 ? * 2#1", Some("30 6 * * 1#1")),
        ("0 30 6 ? * 6L", Some("30 6 * * 5L")),
        ("0 30 6 ? * 7 *", Some("30 6 * * 6")),
        ("0 30 6 * * 1", Some("30 6 * * 1")),
        ("0 0/15 8 ? * 1,7", Some("0/15 8 * * 0,6")),
        ("15 30 6 * * ?", None),
        ("0 6 1 * ? 2027", None),
        ("cron(0 12 * * ? *)", Some("0 12 * * *")),
        ("CRON(0 18 ? * MON-FRI *)", Some("0 18 * * MON-FRI")),
        ("cron(0/10 * ? * MON-FRI *)", Some("0/10 * * * MON-FRI")),
        ("cron(0 9 ? * L *)", Some("0 9 * * SAT")),
        ("cron(0 9 ? * 2#1 *)", Some("0 9 * * 1#1")),
        ("0 0 12 * * ?", Some("0 12 * * *")),
        ("0 15 10 ? * MON-FRI", Some("15 10 * * MON-FRI")),
        ("0 15 10 L * ?", Some("15 10 L * *")),
        ("0 15 10 ? * 6#3", Some("15 10 * * 5#3")),
        ("0 15 10 ? * */2", Some("15 10 * * */2")),
        ("0 15 10 ? * 7-2", Some("15 10 * * 6-1")),
        ("00 15 10 * * ? *", Some("15 10 * * *")),
        ("0 15 10 * * ? 2026-2028", None),
        ("0 15 10 ? * 0", None),
        ("0 15 10 ? * 8", None),
        ("0 15 10 L-3 * ?", None),
        ("* * * * * ?", None),
        ("rate(7 days)", None),
        ("at(2026-11-20T13:00:00)", None),
        ("cron(0 6 * * *)", None),
    ] {
        let error = text.parse::<Cron>().unwrap_err();
        assert_eq!(error.instead.as_deref(), instead, "{text}: {error}");
        let known = ["AWS", "Quartz", "seconds"].iter().any(|system| error.message.contains(system));
        assert!(known, "{text}: {error}");
    }
}

#[test]
fn what_has_no_equal_is_named_at_its_place_in_the_text_of_the_other_system() {
    for (text, column) in [
        ("0 15 10 L-3 * ?", 9),
        ("cron(0 6 ? * 9 *)", 14),
        ("  cron( 70 6 ? * 2 * )", 9),
        ("0 15 10 ? * MON 2027", 17),
        ("0 6 1 * ? 2027", 11),
        ("30 15 10 ? * MON", 1),
    ] {
        assert_eq!(refused(text).0, column, "{text}: {}", refused(text).1);
    }
}

#[test]
fn what_two_day_fields_mean_can_be_asked() {
    let either = |text: &str| text.parse::<Cron>().unwrap().is_either_day();
    assert!(either("0 6 13 * 5") && either("0 6 1-31 * 5"));
    assert!(!either("0 6 13 * +5") && !either("0 6 13 * *") && !either("0 6 ? * 5"));
}
