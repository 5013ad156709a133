//! Days on which clocks are set, by the IANA data, and what each schedule makes of them.
#![allow(clippy::unwrap_used, clippy::panic)]

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use recurrence::{BusinessDays, DayRule, Gap, Overlap, Preset, Rule, Schedule, Shift};

fn cron(text: &str, zone: &str) -> Schedule {
    Schedule::new(Rule::Cron(text.parse().unwrap()), zone.parse().unwrap(), None, None)
}

fn daily(at: &str, zone: &str, gap: Option<Gap>, overlap: Option<Overlap>) -> Schedule {
    let anchor = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let at = vec![NaiveTime::parse_from_str(at, "%H:%M").unwrap()];
    let days = DayRule::EveryDays { anchor, days: 1 };
    Schedule::new(
        Rule::Preset(Preset::new(days, at, BusinessDays::default(), None).unwrap()),
        zone.parse().unwrap(),
        gap,
        overlap,
    )
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The local times with offset at which it fires on a local day, and the days meant.
fn on(schedule: &Schedule, day: &str) -> Vec<String> {
    let day: NaiveDate = day.parse().unwrap();
    let zone = schedule.zone();
    let from = utc(&format!("{}T00:00:00Z", day.pred_opt().unwrap().pred_opt().unwrap()));
    let until = utc(&format!("{}T00:00:00Z", day.succ_opt().unwrap().succ_opt().unwrap()));
    let slots = schedule.between(from, until).filter(|slot| slot.local(zone).date_naive() == day);
    slots
        .map(|slot| {
            let moved = if slot.meant.date() == day { String::new() } else { format!(" for {}", slot.meant.date()) };
            format!("{}{moved}", slot.local(zone).format("%H:%M%:z"))
        })
        .collect()
}

#[test]
fn a_daily_time_in_a_gap_runs_once_right_after_it() {
    for (zone, day, at, fires) in [
        ("America/New_York", "2026-03-08", "02:30", "03:00-04:00"),
        ("Europe/London", "2026-03-29", "01:15", "02:00+01:00"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "02:30+11:00"),
        ("Africa/Cairo", "2026-04-24", "00:00", "01:00+03:00"),
        ("Asia/Beirut", "2026-03-29", "00:00", "01:00+03:00"),
        ("America/Santiago", "2026-09-06", "00:00", "01:00-03:00"),
        ("Pacific/Chatham", "2026-09-27", "03:00", "03:45+13:45"),
    ] {
        assert_eq!(on(&daily(at, zone, None, None), day), [fires], "{zone}");
        let (hour, minute) = at.split_once(':').unwrap();
        assert_eq!(on(&cron(&format!("{minute} {hour} * * *"), zone), day), [fires], "{zone}");
        assert_eq!(on(&daily(at, zone, Some(Gap::Skip), None), day), Vec::<String>::new(), "{zone}");
    }
}

#[test]
fn a_daily_time_that_comes_twice_runs_once_the_first_time() {
    for (zone, day, at, first, second) in [
        ("America/New_York", "2026-11-01", "01:30", "01:30-04:00", "01:30-05:00"),
        ("Europe/London", "2026-10-25", "01:15", "01:15+01:00", "01:15+00:00"),
        ("Australia/Lord_Howe", "2026-04-05", "01:45", "01:45+11:00", "01:45+10:30"),
        ("America/Santiago", "2026-04-04", "23:30", "23:30-03:00", "23:30-04:00"),
        ("Pacific/Chatham", "2026-04-05", "03:00", "03:00+13:45", "03:00+12:45"),
    ] {
        assert_eq!(on(&daily(at, zone, None, None), day), [first], "{zone}");
        assert_eq!(on(&daily(at, zone, None, Some(Overlap::Both)), day), [first, second], "{zone}");
    }
}

#[test]
fn a_slot_that_a_gap_moves_over_midnight_keeps_its_day() {
    let schedule = daily("23:30", "America/Nuuk", None, None);
    assert_eq!(on(&schedule, "2026-03-28"), Vec::<String>::new());
    assert_eq!(on(&schedule, "2026-03-29"), ["00:00-01:00 for 2026-03-28", "23:30-01:00"]);
    let moved = schedule.next(utc("2026-03-28T12:00:00Z")).unwrap();
    assert_eq!(moved.shift, Shift::Skipped);
    assert_eq!(moved.note(schedule.zone()).unwrap(), "23:30 does not exist on 28 March; runs 00:00 on 29 March");
    // Bound to a date and to a weekday it is not lost either.
    assert_eq!(on(&cron("30 23 28 3 *", "America/Nuuk"), "2026-03-29"), ["00:00-01:00 for 2026-03-28"]);
    assert_eq!(on(&cron("30 23 * * 6", "America/Nuuk"), "2026-03-29"), ["00:00-01:00 for 2026-03-28"]);
}

#[test]
fn the_beat_of_a_clock_misses_a_gap_and_comes_twice_in_an_overlap() {
    assert_eq!(on(&cron("0 * * * *", "America/New_York"), "2026-03-08").len(), 23);
    assert_eq!(on(&cron("0 * * * *", "America/New_York"), "2026-11-01").len(), 25);
    assert_eq!(on(&cron("*/15 * * * *", "Australia/Lord_Howe"), "2026-04-05").len(), 98);
    assert_eq!(on(&cron("*/15 * * * *", "Australia/Lord_Howe"), "2026-10-04").len(), 94);
    // A list of hours is meant as it stands.
    assert_eq!(
        on(&cron("30 1,2,3 * * *", "America/New_York"), "2026-03-08"),
        ["01:30-05:00", "03:00-04:00", "03:30-04:00"]
    );
    assert_eq!(on(&cron("30 1,2 * * *", "America/New_York"), "2026-11-01"), ["01:30-04:00", "02:30-05:00"]);
}

#[test]
fn two_times_that_meet_after_a_gap_are_one_slot() {
    assert_eq!(
        on(&cron("0,15,30 2,3 * * *", "America/New_York"), "2026-03-08"),
        ["03:00-04:00", "03:15-04:00", "03:30-04:00"]
    );
}

#[test]
fn notes_say_what_the_clocks_do() {
    let zone: Tz = "America/New_York".parse().unwrap();
    let note = |schedule: &Schedule, after: &str| schedule.next(utc(after)).unwrap().note(zone);
    assert_eq!(
        note(&cron("30 2 * * *", "America/New_York"), "2026-03-08T00:00:00Z").unwrap(),
        "02:30 does not exist on 8 March; runs 03:00"
    );
    assert_eq!(
        note(&cron("30 1 * * *", "America/New_York"), "2026-11-01T00:00:00Z").unwrap(),
        "01:30 comes twice on 1 November; runs the first time"
    );
    assert_eq!(note(&cron("30 1 * * *", "America/New_York"), "2026-11-02T00:00:00Z"), None);
    assert_eq!(
        note(&cron("*/30 * * * *", "America/New_York"), "2026-11-01T06:00:00Z").unwrap(),
        "01:30 comes twice on 1 November; this is the second time"
    );
}

#[test]
fn a_day_that_a_zone_left_out_moves_its_slot_to_the_next() {
    // Apia went from 29 to 31 December 2011.
    let days = DayRule::Weekly(vec![chrono::Weekday::Fri]);
    let at = vec![NaiveTime::from_hms_opt(6, 0, 0).unwrap()];
    let preset = Preset::new(days, at, BusinessDays::default(), None).unwrap();
    let schedule = Schedule::new(Rule::Preset(preset), "Pacific/Apia".parse().unwrap(), None, None);
    let slot = schedule.next(utc("2011-12-28T00:00:00Z")).unwrap();
    assert_eq!((slot.meant.to_string().as_str(), slot.instant), ("2011-12-30 06:00:00", utc("2011-12-30T10:00:00Z")));
}

#[test]
fn each_minute_around_a_change_of_clocks_comes_once() {
    let schedule = cron("* * * * *", "America/New_York");
    for (from, until) in
        [("2026-03-05T00:00:00Z", "2026-03-12T00:00:00Z"), ("2026-10-29T00:00:00Z", "2026-11-05T00:00:00Z")]
    {
        let slots: Vec<DateTime<Utc>> = schedule.between(utc(from), utc(until)).map(|slot| slot.instant).collect();
        assert_eq!(slots.len(), 7 * 1440);
        assert!(slots.windows(2).all(|pair| pair[1] - pair[0] == TimeDelta::minutes(1)));
    }
}

#[test]
fn an_hour_that_comes_twice_across_midnight_keeps_the_order_of_instants() {
    // At 00:01 on 7 November 2010 the clocks of Newfoundland went back to 23:01 of the 6th.
    let at = ["23:30", "00:00"].map(|text| NaiveTime::parse_from_str(text, "%H:%M").unwrap());
    let days = DayRule::Weekly(vec![chrono::Weekday::Sat, chrono::Weekday::Sun]);
    let preset = Preset::new(days, at.to_vec(), BusinessDays::default(), None).unwrap();
    let zone = "America/St_Johns".parse().unwrap();
    let schedule = Schedule::new(Rule::Preset(preset), zone, None, Some(Overlap::Both));
    let slots = schedule.between(utc("2010-11-07T01:00:00Z"), utc("2010-11-07T04:00:00Z"));
    let slots: Vec<String> = slots.map(|slot| slot.local(zone).format("%-d %H:%M%:z").to_string()).collect();
    assert_eq!(slots, ["6 23:30-02:30", "7 00:00-02:30", "6 23:30-03:30", "7 00:00-03:30"]);
}

#[test]
fn the_ends_of_the_calendar_are_ends() {
    for zone in ["UTC", "America/New_York", "Asia/Tokyo", "Pacific/Chatham"] {
        let schedule = cron("0 6,23 * * *", zone);
        let last: Vec<i32> =
            schedule.after(utc("9999-12-29T00:00:00Z")).map(|slot| chrono::Datelike::year(&slot.instant)).collect();
        assert!((4..=6).contains(&last.len()) && last.iter().all(|year| *year == 9999), "{zone}: {last:?}");
        assert_eq!(schedule.next(DateTime::<Utc>::MAX_UTC), None);
        let first = schedule.next(DateTime::<Utc>::MIN_UTC).unwrap();
        assert_eq!(first.meant.to_string(), "0001-01-01 06:00:00", "{zone}");
    }
}
