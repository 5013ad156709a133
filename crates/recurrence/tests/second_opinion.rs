//! The `cron` crate on what it reads as we do, and where it differs (docs/schedules.md, Second opinions).
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::str::FromStr as _;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use recurrence::{Gap, Overlap, Rule, Schedule};

/// Zones and stretches in which none of them sets its clocks.
const STEADY: [(&str, &str, &str); 9] = [
    ("UTC", "2026-01-01T00:00:00Z", "2060-01-01T00:00:00Z"),
    ("Asia/Kolkata", "2026-01-01T00:00:00Z", "2060-01-01T00:00:00Z"),
    ("Asia/Kathmandu", "2026-01-01T00:00:00Z", "2060-01-01T00:00:00Z"),
    ("Pacific/Kiritimati", "2026-01-01T00:00:00Z", "2060-01-01T00:00:00Z"),
    ("Pacific/Pago_Pago", "2026-01-01T00:00:00Z", "2060-01-01T00:00:00Z"),
    ("America/New_York", "2026-03-10T00:00:00Z", "2026-10-30T00:00:00Z"),
    ("Europe/Berlin", "2026-10-27T00:00:00Z", "2027-03-26T00:00:00Z"),
    ("Australia/Lord_Howe", "2026-04-07T00:00:00Z", "2026-10-01T00:00:00Z"),
    ("Pacific/Chatham", "2026-04-07T00:00:00Z", "2026-09-24T00:00:00Z"),
];

/// One of the things that a field lists.
#[derive(Clone, Copy, Debug)]
enum Item {
    All,
    One(u32),
    Range(u32, u32),
    EveryOfAll(u32),
    EveryFrom(u32, u32),
    EveryOf(u32, u32, u32),
}

fn item(least: u32, most: u32) -> impl Strategy<Value = Item> {
    let ordered = move || (least..=most, least..=most).prop_map(|(one, other)| (one.min(other), one.max(other)));
    let step = move || 1..=(most - least);
    prop_oneof![
        4 => (least..=most).prop_map(Item::One),
        2 => ordered().prop_map(|(from, to)| Item::Range(from, to)),
        1 => step().prop_map(Item::EveryOfAll),
        1 => (least..=most, step()).prop_map(|(from, step)| Item::EveryFrom(from, step)),
        1 => (ordered(), step()).prop_map(|((from, to), step)| Item::EveryOf(from, to, step)),
    ]
}

fn field(least: u32, most: u32) -> impl Strategy<Value = Vec<Item>> {
    prop_oneof![1 => Just(vec![Item::All]), 2 => prop::collection::vec(item(least, most), 1..4)]
}

/// A field as text, every value `shift` higher.
fn text(items: &[Item], shift: u32) -> String {
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        text.push_str(if at == 0 { "" } else { "," });
        match *item {
            Item::All => text.push('*'),
            Item::One(value) => write!(text, "{}", value + shift).unwrap(),
            Item::Range(from, to) => write!(text, "{}-{}", from + shift, to + shift).unwrap(),
            Item::EveryOfAll(step) => write!(text, "*/{step}").unwrap(),
            Item::EveryFrom(from, step) => write!(text, "{}/{step}", from + shift).unwrap(),
            Item::EveryOf(from, to, step) => write!(text, "{}-{}/{step}", from + shift, to + shift).unwrap(),
        }
    }
    text
}

fn theirs(text: &str, zone: Tz, after: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let schedule = cron::Schedule::from_str(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    schedule.after(&after.with_timezone(&zone)).take(8).map(|at| at.to_utc()).collect()
}

fn ours(text: &str, zone: Tz, after: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let schedule = Schedule::new(Rule::Cron(text.parse().unwrap()), zone, None, None);
    schedule.after(after).take(8).map(|slot| slot.instant).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_cron_crate_agrees_where_no_clock_is_set(
        minute in field(0, 59),
        hour in field(0, 23),
        day in field(1, 31),
        month in field(1, 12),
        weekday in field(0, 6),
        (zone, from, to) in prop::sample::select(STEADY.to_vec()),
        // The shortest stretch is longer than a hundred days.
        later in 0_i64..100 * 86_400,
    ) {
        let (zone, from, to): (Tz, DateTime<Utc>, DateTime<Utc>) =
            (zone.parse().unwrap(), from.parse().unwrap(), to.parse().unwrap());
        let after = from + TimeDelta::seconds(later);
        let times = |shift| format!("{} {}", text(&minute, shift), text(&hour, shift));
        // It asks for both day fields, counts weekdays from 1 = Sunday, and wants seconds.
        let both = !matches!(weekday[..], [Item::All]);
        let plus = if both { "+" } else { "" };
        let (day, month) = (text(&day, 0), text(&month, 0));
        let here = format!("{} {day} {month} {plus}{}", times(0), text(&weekday, 0));
        let there = format!("0 {} {day} {month} {}", times(0), text(&weekday, 1));
        let until = |slots: Vec<DateTime<Utc>>| slots.into_iter().filter(|slot| *slot < to).collect::<Vec<_>>();
        prop_assert_eq!(
            until(ours(&here, zone, after)), until(theirs(&there, zone, after)), "{} in {} after {}", here, zone, after
        );
    }
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn both(five: &str, zone: Tz, after: &str) -> [Vec<DateTime<Utc>>; 2] {
    [ours(five, zone, utc(after)), theirs(&format!("0 {five}"), zone, utc(after))]
}

#[test]
fn the_cron_crate_asks_for_both_day_fields() {
    let [ours, theirs] = both("0 6 13 * FRI", Tz::UTC, "2026-02-01T00:00:00Z");
    assert_eq!(ours[..3], ["2026-02-06", "2026-02-13", "2026-02-20"].map(|day| utc(&format!("{day}T06:00:00Z"))));
    assert_eq!(theirs[..2], ["2026-02-13", "2026-03-13"].map(|day| utc(&format!("{day}T06:00:00Z"))));
}

#[test]
fn the_cron_crate_leaves_out_a_time_in_a_gap() {
    let [ours, theirs] = both("30 2 * * *", Tz::America__New_York, "2026-03-08T00:00:00Z");
    assert_eq!(ours[..2], [utc("2026-03-08T07:00:00Z"), utc("2026-03-09T06:30:00Z")]);
    assert_eq!(theirs[..1], [utc("2026-03-09T06:30:00Z")]);
    let skip = Rule::Cron("30 2 * * *".parse().unwrap());
    let skip = Schedule::new(skip, Tz::America__New_York, Some(Gap::Skip), Some(Overlap::Both));
    assert_eq!(skip.next(utc("2026-03-08T00:00:00Z")).unwrap().instant, theirs[0]);
}

#[test]
fn the_cron_crate_fires_a_repeated_time_twice_and_a_repeated_beat_out_of_order() {
    let [ours, theirs] = both("30 1 * * *", Tz::America__New_York, "2026-11-01T00:00:00Z");
    assert_eq!(ours[..2], [utc("2026-11-01T05:30:00Z"), utc("2026-11-02T06:30:00Z")]);
    assert_eq!(theirs[..2], [utc("2026-11-01T05:30:00Z"), utc("2026-11-01T06:30:00Z")]);
    let [ours, theirs] = both("*/30 * * * *", Tz::America__New_York, "2026-11-01T04:59:00Z");
    assert!(ours.is_sorted());
    assert!(!theirs.is_sorted(), "{theirs:?}");
}
