//! How slots that are planned for one moment are spread.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use recurrence::{LONGEST_SPREAD, Rule, Schedule, Spread};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn cron(text: &str, zone: &str) -> Schedule {
    Schedule::new(Rule::Cron(text.parse().unwrap()), zone.parse().unwrap(), None, None)
}

#[test]
fn it_is_the_same_in_every_version() {
    let daily = cron("0 6 * * *", "UTC");
    let seconds = |id: &str, nominal: &str| (Spread::of(id).due(&daily, utc(nominal)) - utc(nominal)).num_seconds();
    assert_eq!(seconds("0198c0de-0000-7000-8000-000000000001", "2026-03-05T06:00:00Z"), 196);
    assert_eq!(seconds("0198c0de-0000-7000-8000-000000000001", "2026-03-06T06:00:00Z"), 273);
    assert_eq!(seconds("0198c0de-0000-7000-8000-000000000002", "2026-03-05T06:00:00Z"), 106);
}

#[test]
fn a_hundred_schedules_of_one_moment_fill_five_minutes() {
    let (daily, nominal) = (cron("0 6 * * *", "UTC"), utc("2026-03-05T06:00:00Z"));
    let delays: BTreeSet<TimeDelta> =
        (0..100).map(|id| Spread::of(&format!("schedule {id}")).due(&daily, nominal) - nominal).collect();
    assert!(delays.len() > 70, "{} of 301 seconds", delays.len());
    assert!(*delays.first().unwrap() < TimeDelta::seconds(20) && *delays.last().unwrap() > TimeDelta::seconds(280));
}

#[test]
fn the_days_of_one_schedule_differ_too() {
    let (daily, spread) = (cron("0 6 * * *", "UTC"), Spread::of("a"));
    let slots = daily.after(utc("2026-03-05T00:00:00Z")).take(30);
    let delays: BTreeSet<TimeDelta> = slots.map(|slot| spread.due(&daily, slot.instant) - slot.instant).collect();
    assert!(delays.len() > 20, "{}", delays.len());
}

#[test]
fn without_a_spread_slots_are_due_when_they_are_planned() {
    let nominal = utc("2026-03-05T06:00:00Z");
    assert_eq!(Spread::none().due(&cron("0 6 * * *", "UTC"), nominal), nominal);
}

#[test]
fn what_never_comes_again_is_spread_all_the_same() {
    let delay = Spread::of("a").delay(utc("2026-03-05T06:00:00Z"), None);
    assert!((TimeDelta::zero()..=LONGEST_SPREAD).contains(&delay));
}

proptest! {
    #[test]
    fn no_slot_waits_longer_than_a_tenth_of_its_period_or_five_minutes(
        id in "\\PC{0,40}",
        text in prop::sample::select(vec!["* * * * *", "*/10 * * * *", "0 * * * *", "30 2 * * *", "59,0 1-3 * * *"]),
        zone in prop::sample::select(vec!["UTC", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]),
        start in 1_772_000_000_i64..1_795_000_000,
    ) {
        let (schedule, spread) = (cron(text, zone), Spread::of(&id));
        let slots: Vec<_> = schedule.after(DateTime::from_timestamp(start, 0).unwrap()).take(50).collect();
        for pair in slots.windows(2) {
            let (nominal, following) = (pair[0].instant, pair[1].instant);
            let delay = spread.due(&schedule, nominal) - nominal;
            prop_assert!(delay >= TimeDelta::zero() && delay <= LONGEST_SPREAD);
            prop_assert!(delay <= (following - nominal) / 10 && nominal + delay < following);
        }
    }
}
